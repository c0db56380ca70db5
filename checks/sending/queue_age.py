"""How long has the email that waits longest been waiting? The figure that tells whether the queue is healthy."""

from odoo import api, fields, models

from ...services.sending.queue.pace import run_at_work
from ...services.sending.queue_state import LATE, queue_state
from ...tools.monitoring.finding import Dated, Finding, Severity
from .queue_backlog import FEW


class MailTroubleshootingCheckQueueAge(models.AbstractModel):
    _name = "mail.troubleshooting.check.queue.age"
    _inherit = "mail.troubleshooting.check"
    _description = "Age of the oldest queued email"
    _check = "queue_age"
    _area = "queue"

    @api.model
    def _collect(self):
        queue, now = queue_state(self.env), fields.Datetime.now()
        oldest = fields.Datetime.to_datetime(queue["oldest_due"]) or None
        is_late = bool(oldest) and now - oldest > LATE
        # What waits behind many others while the queue is at work is a matter of its size.
        is_in_line = is_late and queue["due"] >= FEW and bool(run_at_work(self.env))
        return {"now": now, "oldest": None if is_in_line else oldest, "due": queue["due"]}

    @api.model
    def _judge(self, facts):
        if not facts["oldest"] or facts["now"] - facts["oldest"] <= LATE:
            return []
        hours = round((facts["now"] - facts["oldest"]).total_seconds() / 3600)
        values = {"due": str(facts["due"]), "hours": str(hours)}
        evidence = Dated("mail.mail.create_date", "", facts["oldest"])
        return [Finding("email_queue_late", Severity.ERROR, values=values, evidence=(evidence,), weight=facts["due"])]

    @api.model
    def _button_waiting(self, _record):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Queued Emails"),
            "res_model": "mail.mail",
            "domain": [("state", "=", "outgoing")],
            "views": [[False, "list"], [False, "form"]],
        }
