from ...tools.arguments import LARGEST_ID, as_text, is_id
from ..support.pure import PureCase


class TestArguments(PureCase):
    def test_only_a_whole_number_that_postgresql_takes_is_an_id(self):
        self.assertEqual(
            [one for one in (1, LARGEST_ID, 0, -1, LARGEST_ID + 1, True, 1.0, "1", None, [1]) if is_id(one)],
            [1, LARGEST_ID],
        )

    def test_a_text_is_one_that_postgresql_takes(self):
        self.assertEqual(
            [as_text(one, 3) for one in ("abcd", "a\0b", "\ud800", None, 7, b"x")], ["abc", "ab", "?", "", "", ""]
        )
