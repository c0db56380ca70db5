"""The table of causes holds together."""

from ..tools.causes import CAUSES
from .pure import PureCase


class TestCauses(PureCase):
    def test_codes_are_snake_case(self):
        for code in CAUSES:
            self.assertRegex(code, r"^[a-z]+(_[a-z]+)*$")
