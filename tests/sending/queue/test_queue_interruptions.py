"""What is kept of that which stopped or disturbed a run."""

from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ....services.sending.queue.interruptions import isolated, keep, upsert
from ....tools.retries.interruption import TRACEBACK, details_of
from ...support.queue_case import QueueCase

NOISY = "odoo.addons.mail_troubleshooting.services.sending.queue.interruptions"


@tagged("post_install", "-at_install")
class TestInterruptions(QueueCase):
    def _fail(self, error, record=None):
        with mute_logger(NOISY), isolated(self.env, "queue", record or self.record):
            self.record.name = "half done"
            self.env.flush_all()
            raise error

    def test_what_was_begun_is_undone(self):
        self._fail(LookupError("ouch"))
        self.assertEqual(self.record.name, "Lumber Lane")

    def test_the_same_again_is_counted_and_not_kept_twice(self):
        for number in range(3):
            self._fail(LookupError(f"ouch number {number}\nand more"))
        [kept] = self._interruptions()
        self.assertEqual((kept.count, kept.summary), (3, "ouch number 2"))

    def test_support_that_may_not_open_the_records_has_no_button_for_it(self):
        support = new_test_user(self.env, "sia", "mail_troubleshooting.group_mail_support")
        interruption = self.env["mail.troubleshooting.interruption"]
        self.assertIn("action_open_record", interruption.get_view(view_type="form")["arch"])
        self.assertNotIn("action_open_record", interruption.with_user(support).get_view(view_type="form")["arch"])

    def test_another_record_and_another_error_are_kept_apart(self):
        self._fail(LookupError("ouch"))
        self._fail(ArithmeticError("ouch"))
        self._fail(LookupError("ouch"), self.author.partner_id)
        self.assertEqual(self._interruptions().mapped("error"), ["LookupError", "ArithmeticError", "LookupError"])

    def test_what_is_resolved_comes_back_where_it_happens_again(self):
        self._fail(LookupError("ouch"))
        self._interruptions().resolved = True
        self._fail(LookupError("ouch"))
        self.assertFalse(self._interruptions().resolved)

    def test_a_traceback_is_kept_to_its_end_in_bounded_length(self):
        found = details_of(ValueError("x" * 20 * TRACEBACK + "\0end"))
        self.assertEqual(len(found.text), TRACEBACK)
        self.assertTrue(found.text.endswith("\N{REPLACEMENT CHARACTER}end\n"))
        self.assertLess(len(found.summary), 400)

    def test_workers_that_keep_the_same_at_once_count_one_row(self):
        first, second = self._fresh_cursor(), self._fresh_cursor()
        first.execute("SELECT 1")
        second.execute("SELECT 1")
        what = details_of(LookupError(f"at once {self.id()}"))
        upsert(self.env(cr=first), "queue", what)
        first.commit()
        with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
            upsert(self.env(cr=second), "queue", what)
        second.rollback()
        with self._real_connections():
            keep(self.env(cr=second), "queue", what)
        first.execute(
            "DELETE FROM mail_troubleshooting_interruption WHERE summary = %s RETURNING count", [what.summary]
        )
        counts = first.fetchall()
        first.commit()
        self.assertEqual(counts, [(2,)])

    def test_after_90_days_they_are_forgotten_and_not_before(self):
        self._fail(LookupError("old"))
        self._fail(ArithmeticError("new"))
        old, new = self._interruptions()
        old.last_date = fields.Datetime.now() - timedelta(days=91)
        new.last_date = fields.Datetime.now() - timedelta(days=89)
        self.env["mail.troubleshooting.interruption"]._gc_interruptions()
        self.assertEqual(self._interruptions(), new)

    def test_support_reads_them_and_ordinary_users_do_not(self):
        self._fail(LookupError("ouch"))
        support = new_test_user(self.env, "sam", "mail_troubleshooting.group_mail_support")
        self.assertEqual(self._interruptions().with_user(support).summary, "ouch")
        with self.assertRaises(AccessError):
            self._interruptions().with_user(support).resolved = True
        with self.assertRaises(AccessError):
            self._interruptions().with_user(self.author).read(["traceback"])

    def test_the_record_opens_as_long_as_it_exists(self):
        self._fail(LookupError("ouch"))
        kept = self._interruptions()
        action = kept.action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.record.id))
        kept.res_model = "gone.with.its.addon"
        with self.assertRaises(UserError):
            kept.action_open_record()
