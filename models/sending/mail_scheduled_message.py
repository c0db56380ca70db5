from odoo import models

from ...services.sending.queue.interruptions import isolated


class MailScheduledMessage(models.Model):
    _inherit = "mail.scheduled.message"

    def _post_message(self, raise_exception=True):
        """From the scheduler, each on its own, and what kept a message from being posted is kept.

        Odoo's own way with a failure comes after that: its author is told, and the message is given up.
        """
        if raise_exception:
            return super()._post_message(raise_exception=True)
        for message in self.sorted(lambda message: (message.scheduled_date, message.id)):
            with isolated(self.env, "scheduled_message", message) as outcome:
                super(MailScheduledMessage, message)._post_message(raise_exception=True)
            if outcome.error:
                super(MailScheduledMessage, message)._post_message(raise_exception=False)
        return None
