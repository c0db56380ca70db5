"""Messages for later: one that cannot go does not hold up the others."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...support.queue_case import QueueCase


@tagged("post_install", "-at_install")
class TestSchedules(QueueCase):
    def _sent_later(self, name: str):
        """A message whose recipients are notified later, and that time has come."""
        message = self.record.message_post(
            body=f"For {name}.",
            partner_ids=self._partners(name).ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            scheduled_date=fields.Datetime.now() + timedelta(minutes=5),
        )
        schedule = self.env["mail.message.schedule"].search([("mail_message_id", "=", message.id)])
        schedule.scheduled_datetime = fields.Datetime.now() - timedelta(minutes=5)
        return schedule

    def _notified(self) -> list[str]:
        found = self.env["mail.notification"].search([("res_partner_id.parent_id", "=", self.record.id)])
        return sorted(found.res_partner_id.mapped("name"))

    def test_one_notification_that_cannot_go_does_not_hold_up_the_others(self):
        schedules = [self._sent_later(name) for name in ("ada", "bea", "cleo")]
        bad = schedules[1].mail_message_id
        origin = type(self.record)._notify_thread

        def _notify_thread(record, message, **kwargs):
            if message == bad:
                raise LookupError("ouch")
            return origin(record, message, **kwargs)

        with patch.object(type(self.record), "_notify_thread", _notify_thread):
            self._run(self.env.ref("mail.ir_cron_send_scheduled_message"))
        self.assertEqual(self._notified(), ["Ada", "Cleo"])
        left = self.env["mail.message.schedule"].search([])
        self.assertEqual(left, schedules[1])
        kept = self._interruptions()
        self.assertEqual((kept.place, kept.res_model, kept.res_id), ("schedule", left._name, left.id))

    def test_what_a_call_from_outside_says_in_its_context_makes_no_run_of_it(self):
        schedule = self._sent_later("ada").with_context(mail_troubleshooting_apart=True)
        with (
            patch.object(type(self.record), "_notify_thread", side_effect=TimeoutError),
            self.assertRaises(TimeoutError),
        ):
            schedule._send_notifications()
        self.assertFalse(self._interruptions())

    def test_a_notification_of_a_model_that_is_gone_does_not_hold_up_the_others(self):
        schedules = [self._sent_later(name) for name in ("ada", "bea")]
        schedules[0].mail_message_id.model = "gone.with.its.addon"
        self._run(self.env.ref("mail.ir_cron_send_scheduled_message"))
        self.assertEqual(self._notified(), ["Bea"])
        self.assertEqual(self._interruptions().res_id, schedules[0].id)

    def test_what_kept_a_message_from_being_posted_later_is_kept(self):
        later = self.env["mail.scheduled.message"].create(
            [
                {
                    "author_id": self.env.user.partner_id.id,
                    "body": f"For {name}.",
                    "model": "res.partner",
                    "res_id": self.record.id,
                    "partner_ids": [(6, 0, self._partners(name).ids)],
                    "scheduled_date": fields.Datetime.now() + timedelta(minutes=5),
                }
                for name in ("ada", "bea")
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_scheduled_message SET scheduled_date = now() - interval '1 day' WHERE id = ANY(%s)",
            [later.ids],
        )
        later.invalidate_recordset()
        origin = type(self.record).message_post

        def message_post(record, **kwargs):
            if "ada" in kwargs.get("body", ""):
                raise LookupError("ouch")
            return origin(record, **kwargs)

        with patch.object(type(self.record), "message_post", message_post):
            self._run(self.env.ref("mail.ir_cron_post_scheduled_message"))
        self.assertEqual(self._notified(), ["Bea"])
        self.assertFalse(later.exists())
        kept = self._interruptions()
        self.assertEqual((kept.place, kept.error, kept.count), ("scheduled_message", "LookupError", 1))
