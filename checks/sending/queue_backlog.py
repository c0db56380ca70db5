"""Does the email queue send more than comes in, and when will it be empty?"""

from datetime import timedelta

from odoo import api, fields, models

from ...services.sending.queue.pace import pace_of_attempts, reports
from ...services.sending.queue.run import queue_domain
from ...tools.figures.pace import growth, newest_run
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Fewer waiting emails than this are no backlog.
FEW = 200
#: So many are looked at even where no run reports how many it sends.
MANY = 1000
#: A run that takes longer than this to the end is worth knowing, and worth a warning.
WORTH_KNOWING, LONG = timedelta(hours=1), timedelta(hours=4)


class MailTroubleshootingCheckQueueBacklog(models.AbstractModel):
    _name = "mail.troubleshooting.check.queue.backlog"
    _inherit = "mail.troubleshooting.check"
    _description = "Size of the email queue"
    _check = "queue_backlog"
    _area = "queue"

    @api.model
    def _collect(self):
        waiting = self.env["mail.mail"].search_count(queue_domain())
        return {
            "due": waiting,
            "now": fields.Datetime.now(),
            "reports": reports(self.env) if waiting >= FEW else [],
            "unreported": pace_of_attempts(self.env) if waiting >= MANY else None,
        }

    @api.model
    def _judge(self, facts):
        due = facts["due"]
        if due < FEW:
            return []
        if grown := growth(facts["reports"]):
            values = {"due": str(due), "went": str(grown.went), "came": str(grown.came), "since": grown.since}
            evidence = (
                Evidence("mail.mail.create_date", values["came"]),
                Evidence("ir.cron.progress.done", values["went"]),
            )
            return [Finding("email_queue_grows", Severity.WARNING, values=values, evidence=evidence, weight=due)]
        run = newest_run(facts["reports"], facts["now"])
        run = run if run and run.is_at_work else facts["unreported"]
        left = run.time_for(due) if run else None
        if not left or left <= WORTH_KNOWING:  # where nothing is sent at all the age of the queue tells
            return []
        severity = Severity.WARNING if left > LONG else Severity.INFO
        values = {
            "due": str(due),
            "went": str(run.done),
            "since": run.began,
            "rate": str(round(run.done / run.seconds * 60)),
            "hours": str(round(left.total_seconds() / 3600)),
        }
        evidence = (Evidence("ir.cron.progress.done", values["went"]),)
        return [Finding("email_queue_is_long", severity, values=values, evidence=evidence, weight=due)]

    @api.model
    def _button_waiting(self, _record):
        return self._list(self.env._("Queued Emails"), "mail.mail", [("state", "=", "outgoing")])
