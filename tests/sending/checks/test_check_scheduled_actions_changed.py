"""Check of scheduled actions that somebody changed."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from ....checks.sending.scheduled_actions.changed import calls
from ....tools.monitoring.finding import Severity
from ...support.check_case import CheckCase

QUEUE = "mail.ir_cron_mail_scheduler_action"


@tagged("post_install", "-at_install")
class TestChanged(CheckCase):
    name = "scheduled.action.changed"

    def setUp(self):
        super().setUp()
        self.queue = self.env.ref(QUEUE)
        self.other = self.env.ref("mail.ir_cron_send_scheduled_message")

    def test_as_odoo_ships_them_they_are_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_the_queue_is_worse_than_the_others(self):
        self.queue.code = self.other.code = "pass"
        problem = "scheduled_action_does_something_else"
        self.assertEqual(set(self._found(self.name)), {(problem, Severity.ERROR), (problem, Severity.WARNING)})

    def test_own_arguments_and_lines_around_are_nobodys_business(self):
        method = "process_email_queue"
        for code, does in (
            ("model.process_email_queue(batch_size=50)", True),
            ("records = model.search([], limit=1)\nmodel.with_context(x=1).process_email_queue()", True),
            ("# model.process_email_queue()\npass", False),
            ("model.process_email_queues()", False),
            ("model.process_email_queue([7])", False),
            ("model.process_email_queue(email_ids=[7])", False),
            ("model.process_email_queue(", False),
            ("", False),
        ):
            with self.subTest(code):
                self.assertEqual(calls(code, method), does)

    def test_a_plain_user_is_told_from_an_administrator(self):
        self.queue.user_id = self.administrator
        self.assertEqual(self._found(self.name), [])
        self.queue.user_id = new_test_user(self.env, "poor", "base.group_user")
        self.assertEqual(self._found(self.name), [("scheduled_action_lacks_rights", Severity.ERROR)])

    def test_a_run_of_tomorrow_is_put_off_and_the_next_one_at_the_interval_is_not(self):
        now = fields.Datetime.now()
        self.queue.write({"interval_number": 1, "interval_type": "days", "nextcall": now + timedelta(days=1)})
        self.assertEqual(self._found(self.name), [])
        self.queue.write({"interval_type": "hours"})
        self.assertEqual(self._found(self.name), [("scheduled_action_put_off", Severity.ERROR)])

    def test_of_addons_that_are_not_installed_nothing_is_missed(self):
        """As mass_mailing in a database without it."""
        self.patch(self.env.registry, "_init_modules", {"mail"})
        self.env.ref(QUEUE).unlink()
        self.assertEqual(self._found(self.name), [("scheduled_action_is_missing", Severity.ERROR)])
        self.patch(self.env.registry, "_init_modules", set())
        self.assertEqual(self._found(self.name), [])

    def test_the_app_of_a_deleted_one_opens(self):
        self.queue.unlink()
        found = self._standing("scheduled_action_changed")
        action = found.apply("open")
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("ir.module.module", self.env.ref("base.module_mail").id)
        )

    def test_its_number_of_queries_does_not_depend_on_what_is_wrong(self):
        before = self._queries(self.name)
        self.queue.code = self.other.code = "pass"
        self.assertEqual(self._queries(self.name), before)
