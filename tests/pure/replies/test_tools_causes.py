"""The table of causes holds together."""

from ....tools.causes import CAUSES, permanence
from ...support.pure import PureCase


class TestCauses(PureCase):
    def test_codes_are_snake_case(self):
        for code in CAUSES:
            self.assertRegex(code, r"^[a-z]+(_[a-z]+)*$")

    def test_a_full_mailbox_and_a_used_up_day_pass_although_the_reply_says_never(self):
        for code in ("mailbox_full", "provider_quota"):
            self.assertIs(permanence(code, True), False)
        self.assertIs(permanence("recipient_unknown", True), True)
