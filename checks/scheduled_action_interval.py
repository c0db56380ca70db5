"""Does the email queue run as often as it should, and not too often?"""

from datetime import timedelta

from odoo import api, models

from ..tools.finding import Finding, Severity
from ..tools.values import Evidence

#: Odoo's advice.
RECOMMENDED, LEAST = timedelta(minutes=15), timedelta(minutes=5)
SECONDS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 7 * 86400, "months": 30 * 86400}


class MailTroubleshootingCheckScheduledActionInterval(models.AbstractModel):
    _name = "mail.troubleshooting.check.scheduled.action.interval"
    _inherit = "mail.troubleshooting.check.scheduled.action"
    _description = "How often the email queue runs"
    _check = "scheduled_action_interval"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if not queue or not queue.active:
            return None
        return {
            "id": queue.id,
            "seconds": queue.interval_number * SECONDS[queue.interval_type],
            "interval": f"{queue.interval_number} {queue.interval_type}",
        }

    @api.model
    def _judge(self, facts):
        if not facts:
            return []
        every = timedelta(seconds=facts["seconds"])
        if LEAST <= every <= timedelta(hours=1):  # Odoo ships it with an hour
            return []
        problem = "email_queue_too_often" if every < LEAST else "email_queue_too_seldom"
        severity = Severity.WARNING if every < LEAST or every > timedelta(hours=4) else Severity.INFO
        evidence = Evidence("ir.cron.interval_number", facts["interval"])
        return [Finding(problem, severity, "ir.cron", facts["id"], {"interval": facts["interval"]}, (evidence,))]

    @api.model
    def _button_every_15_minutes(self, action):
        action.write({"interval_number": 15, "interval_type": "minutes"})
