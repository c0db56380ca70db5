"""A diagnosis as a plain text."""

from ...tools.texts.diagnosis_text import diagnosis_text
from ..support.pure import PureCase


class TestDiagnosisText(PureCase):
    def test_it_has_a_line_for_each_label_that_has_a_value(self):
        self.assertEqual(
            diagnosis_text([("Cause", "Full"), ("Server", ""), ("Reply", "552 full\n552 later")]),
            "Cause: Full\nReply: 552 full\n  552 later",
        )

    def test_passwords_and_marks_that_nobody_sees_are_left_out(self):
        self.assertEqual(
            diagnosis_text([("Reply", "password=hunter22 at \u202esmtp://odoo:secret@x.example")]),
            "Reply: password=*** at smtp://odoo:***@x.example",
        )
