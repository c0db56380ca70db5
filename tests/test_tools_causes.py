"""The table of causes holds together."""

import re
from pathlib import Path

from ..tools.causes import CAUSES, permanence
from .pure import PureCase


class TestCauses(PureCase):
    def test_codes_are_snake_case(self):
        for code in CAUSES:
            self.assertRegex(code, r"^[a-z]+(_[a-z]+)*$")

    def test_a_full_mailbox_and_a_used_up_day_pass_although_the_reply_says_never(self):
        for code in ("mailbox_full", "provider_quota"):
            self.assertIs(permanence(code, True), False)
        self.assertIs(permanence("recipient_unknown", True), True)


class TestTests(PureCase):
    def test_every_file_of_tests_is_known_to_odoos_runner(self):
        folder = Path(__file__).parent
        listed = re.findall(r"^    (test_\w+),$", (folder / "__init__.py").read_text(), re.MULTILINE)
        self.assertEqual(listed, sorted(path.stem for path in folder.glob("test_*.py")))
