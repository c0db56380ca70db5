"""The chaos test in its short form; ``script/bench chaos`` is the long one."""

from odoo.tests import tagged

from ...chaos import play
from ...support.process_case import ProcessCase


@tagged("post_install", "-at_install")
class TestChaos(ProcessCase):
    def test_everybody_who_can_be_reached_has_one_copy_and_everybody_else_the_true_cause(self):
        verdict = play(self.place("chaos_1"), seed=1, count=24, addon=True)
        self.assertEqual(list(map(str, verdict.problems)), [])
        self.assertTrue(verdict.killed and verdict.database and verdict.uncertain, "There was no storm.")
