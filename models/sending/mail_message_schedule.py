from odoo import api, models

from ...services.sending.queue.interruptions import isolated

#: In the context of the scheduled action, to which no call from outside can put it.
APART, IN_TURN = "mail_troubleshooting_apart", object()


class MailMessageSchedule(models.Model):
    _inherit = "mail.message.schedule"

    @api.model
    def _send_notifications_cron(self):
        return super(MailMessageSchedule, self.with_context(**{APART: IN_TURN}))._send_notifications_cron()

    def _send_notifications(self, default_notify_kwargs=None):
        """From the scheduler, oldest first and each on its own: one that cannot go does not hold up the others."""
        if self.env.context.get(APART) is not IN_TURN:
            return super()._send_notifications(default_notify_kwargs=default_notify_kwargs)
        due = self.with_context(**{APART: None})
        for schedule in due.sorted(lambda schedule: (schedule.scheduled_datetime, schedule.id)):
            with isolated(self.env, "schedule", schedule):
                super(MailMessageSchedule, schedule)._send_notifications(default_notify_kwargs=default_notify_kwargs)
        return True
