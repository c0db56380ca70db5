"""What strangers wrote, without what nobody sees."""

from ...tools.texts.plain_text import LONGEST, harmless
from ..support.pure import PureCase


class TestPlainText(PureCase):
    def test_marks_that_nobody_sees_are_taken_away(self):
        for text, shown in (
            ("invoice\u202egpj.exe", "invoicegpj.exe"),
            ("\u2066a\u2069\u200fb\u061c", "ab"),
            ("\x07\x1b[31mred\x9f\x7f", "[31mred"),
        ):
            self.assertEqual(harmless(text), shown)

    def test_what_is_too_long_is_cut(self):
        self.assertEqual(harmless("W" * 3 * LONGEST), "W" * LONGEST + "…")

    def test_lists_and_mappings_are_gone_through_and_the_rest_stays(self):
        self.assertEqual(harmless({"a": ["\x07b", 1, None, ("c\u202e",)]}), {"a": ["b", 1, None, ["c"]]})

    def test_other_scripts_and_lines_stay_as_they_are(self):
        for text in ("Zażółć gęślą", "שלום עולם", "مرحبا", "日本語\n\t二", "नमस्ते", "👩\u200d🔧"):
            self.assertEqual(harmless(text), text)
