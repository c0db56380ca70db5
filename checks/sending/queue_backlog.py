"""Does the email queue send more than comes in, and when will it be empty?"""

from datetime import timedelta

from odoo import api, fields, models

from ...services.sending.queue.run import queue_domain
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Fewer waiting emails than this are no backlog.
FEW = 200
#: What is looked at to tell how fast the queue is.
WINDOW = timedelta(hours=1)
#: Longer than this to the end is worth a warning.
LONG = 4


class MailTroubleshootingCheckQueueBacklog(models.AbstractModel):
    _name = "mail.troubleshooting.check.queue.backlog"
    _inherit = "mail.troubleshooting.check"
    _description = "Size of the email queue"
    _check = "queue_backlog"
    _area = "queue"

    @api.model
    def _collect(self):
        Mail = self.env["mail.mail"]
        due = queue_domain()
        since = fields.Datetime.now() - WINDOW
        waiting = Mail.search_count(due)
        if waiting < FEW:
            return {"due": waiting, "came": 0, "went": 0}
        sent = self.env["mail.troubleshooting.attempt"]._read_group(
            [("date", ">=", since), ("outcome", "=", "accepted")], [], ["mail_mail_id:count_distinct"]
        )
        return {
            "due": waiting,
            "came": Mail.search_count([*due, ("create_date", ">=", since)]),
            "went": sent[0][0],
        }

    @api.model
    def _judge(self, facts):
        if facts["due"] < FEW or not facts["went"]:  # nothing at all: the age of the queue tells
            return []
        hours = -(-facts["due"] // facts["went"])
        grows = facts["came"] > facts["went"]
        if not grows and hours <= LONG:
            return []
        problem = "email_queue_grows" if grows else "email_queue_is_long"
        values = {"due": str(facts["due"]), "went": str(facts["went"]), "came": str(facts["came"]), "hours": str(hours)}
        evidence = (
            Evidence("mail.mail.create_date", str(facts["came"])),
            Evidence("mail.troubleshooting.attempt.date", str(facts["went"])),
        )
        return [Finding(problem, Severity.WARNING, values=values, evidence=evidence, weight=facts["due"])]

    @api.model
    def _button_waiting(self, _record):
        return self._list(self.env._("Queued Emails"), "mail.mail", [("state", "=", "outgoing")])
