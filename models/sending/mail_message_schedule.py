from odoo import api, models

from ...services.sending.queue.interruptions import isolated


class MailMessageSchedule(models.Model):
    _inherit = "mail.message.schedule"

    @api.model
    def _send_notifications_cron(self):
        return super(MailMessageSchedule, self.with_context(mail_troubleshooting_apart=True))._send_notifications_cron()

    def _send_notifications(self, default_notify_kwargs=None):
        """From the scheduler, oldest first and each on its own: one that cannot go does not hold up the others."""
        if not self.env.context.get("mail_troubleshooting_apart"):
            return super()._send_notifications(default_notify_kwargs=default_notify_kwargs)
        due = self.with_context(mail_troubleshooting_apart=False)
        for schedule in due.sorted(lambda schedule: (schedule.scheduled_datetime, schedule.id)):
            with isolated(self.env, "schedule", schedule):
                super(MailMessageSchedule, schedule)._send_notifications(default_notify_kwargs=default_notify_kwargs)
        return True
