"""Scheduled actions of others that send email: they fail again and again, or Odoo has switched them off."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...support.check_case import Checks, make_healthy
from ...support.queue_case import NOISY, QueueCase


@tagged("post_install", "-at_install")
class TestScheduledSenders(Checks, QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_healthy(cls.env)

    def _action(self, code: str = "model.search([]).no_such_reminder_mail()", **values):
        """A scheduled action of somebody else that ran an hour ago."""
        hour_ago = fields.Datetime.now() - timedelta(hours=1)
        action = self.env["ir.cron"].create(
            {
                "name": "Reminders",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": code,
                "interval_number": 1,
                "interval_type": "hours",
                "nextcall": hour_ago,
                **values,
            }
        )
        self._written(action, hour_ago)
        return action

    def _written(self, action, moment) -> None:
        action.flush_recordset()
        self.env.cr.execute("UPDATE ir_cron SET write_date = %s WHERE id = %s", [moment, action.id])
        self.env.invalidate_all()

    def _told(self):
        """Problems of scheduled actions, and which ones they are about."""
        found = self._standing("scheduled_action_failing") | self._standing("scheduled_action_inactive")
        return [(one.problem_id.code, one.res_id) for one in found]

    def _fail(self, action, times: int = 1) -> None:
        with mute_logger(*NOISY, "odoo.tools.safe_eval"):
            for _time in range(times):
                self._run(action)

    def test_one_that_fails_again_and_again_is_found_until_it_works(self):
        action = self._action()
        self._fail(action)
        self.assertEqual((action.failure_count, self._told()), (1, []))
        self._fail(action)
        self.assertEqual(self._told(), [("scheduled_action_failing", action.id)])
        action.code = "model.search([]).mapped('email')"
        self._run(action)
        self.assertEqual(self._told(), [])

    def test_one_that_odoo_has_switched_off_is_found_whatever_its_age_until_it_is_on_again(self):
        action = self._action(failure_count=4, first_failure_date=fields.Datetime.now() - timedelta(days=8))
        self._fail(action)
        self.assertFalse(action.active)
        self.assertEqual(self._told(), [("scheduled_action_deactivated", action.id)])
        action.flush_recordset()
        self.env.cr.execute(
            "UPDATE ir_cron SET write_date = write_date - interval '1 year', lastcall = lastcall - interval '1 year'"
            " WHERE id = %s",
            [action.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._told(), [("scheduled_action_deactivated", action.id)])
        self._standing("scheduled_action_inactive").apply("activate")
        self.assertEqual(self._told(), [])

    def test_one_that_a_person_has_switched_off_or_that_never_ran_is_nobodys_business(self):
        self._action(active=False)
        action = self._action("env['mail.template']")
        self._run(action)
        action.active = False
        self.assertEqual(self._told(), [])

    def test_one_that_switches_itself_off_when_its_work_is_done(self):
        action = self._action("env['mail.template']\nenv['ir.cron']._commit_progress(1, remaining=0, deactivate=True)")
        self._run(action)
        self.assertEqual((action.active, self._told()), (False, []))

    def test_one_that_sends_no_email_is_nobodys_business(self):
        action = self._action("model.no_such_method()")
        self._fail(action, 3)
        self.assertEqual((action.failure_count, self._told()), (3, []))

    def test_an_action_that_is_set_to_send_email_is_found(self):
        template = self.env["mail.template"].create(
            {"name": "Reminder", "model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        action = self._action(state="mail_post", template_id=template.id, failure_count=2)
        self.assertEqual(self._told(), [("scheduled_action_failing", action.id)])
        action.write({"state": "multi", "child_ids": [(0, 0, {"name": "x", "state": "code", "code": "pass"})]})
        self.assertEqual(self._told(), [])
        action.child_ids = [
            (
                0,
                0,
                {
                    "name": "Send",
                    "state": "mail_post",
                    "template_id": template.id,
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                },
            )
        ]
        self.assertEqual(self._told(), [("scheduled_action_failing", action.id)])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_actions(self):
        self._action(failure_count=2)
        before = [self._queries(f"scheduled.action.{name}") for name in ("failing", "inactive")]
        for _number in range(5):
            self._action(failure_count=2)
        self.assertEqual([self._queries(f"scheduled.action.{name}") for name in ("failing", "inactive")], before)
