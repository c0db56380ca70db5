"""Does the email queue run as often as it should, and not too often?"""

from datetime import timedelta

from odoo import api, fields, models

from ....services.sending.queue_state import queue_is_late
from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence

#: Odoo's advice.
RECOMMENDED, LEAST = timedelta(minutes=15), timedelta(minutes=5)
#: As Odoo ships it, and what is a question of taste no longer.
SHIPPED, SELDOM = timedelta(hours=1), timedelta(hours=4)


class MailTroubleshootingCheckScheduledActionInterval(models.AbstractModel):
    _name = "mail.troubleshooting.check.scheduled.action.interval"
    _inherit = "mail.troubleshooting.check.scheduled.action"
    _description = "Interval of the email queue"
    _check = "scheduled_action_interval"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        queue = self._queue_action()
        if not queue.active:
            return None
        every = self._interval(queue)
        return {
            "id": queue.id,
            "every": every,
            "late": every > SHIPPED and queue_is_late(self.env),
            "interval": f"{queue.interval_number} {queue.interval_type}",
        }

    @api.model
    def _judge(self, facts):
        if not facts:
            return []
        every = facts["every"]
        if LEAST <= every <= SHIPPED:
            return []
        problem = "email_queue_too_often" if every < LEAST else "email_queue_too_seldom"
        severity = Severity.WARNING if every < LEAST or every > SELDOM else Severity.INFO
        if facts["late"]:
            severity = Severity.ERROR
        evidence = Evidence("ir.cron.interval_number", facts["interval"])
        return [Finding(problem, severity, "ir.cron", facts["id"], {"interval": facts["interval"]}, (evidence,))]

    @api.model
    def _button_every_15_minutes(self, action):
        # What the long interval has put off does not wait for its end.
        soon = fields.Datetime.now() + RECOMMENDED
        action.write({"interval_number": 15, "interval_type": "minutes", "nextcall": min(action.nextcall, soon)})
