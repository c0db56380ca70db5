"""Does a scheduled action fail again and again, so that Odoo will switch it off?"""

from datetime import timedelta

from odoo import api, fields, models

from ..tools.finding import Finding, Severity
from ..tools.values import Evidence

#: When Odoo deactivates a scheduled action (base/models/ir_cron.py): both must be reached.
FAILURES, DAYS = 5, timedelta(days=7)


class MailTroubleshootingCheckScheduledActionFailing(models.AbstractModel):
    _name = "mail.troubleshooting.check.scheduled.action.failing"
    _inherit = "mail.troubleshooting.check.scheduled.action"
    _description = "Scheduled actions that fail"
    _check = "scheduled_action_failing"

    @api.model
    def _collect(self):
        return {
            "now": fields.Datetime.now(),
            "actions": [
                {
                    "id": action.id,
                    "name": action.name,
                    "failures": action.failure_count,
                    "since": action.first_failure_date,
                }
                for action in self._actions()
                if action.active and action.failure_count
            ],
        }

    @api.model
    def _judge(self, facts):
        found = []
        for action in facts["actions"]:
            since = action["since"] or facts["now"]
            left = max(FAILURES - action["failures"], 0)
            end = max(since + DAYS, facts["now"])
            soon = left <= 1 and end - facts["now"] < timedelta(days=2)
            values = {"name": action["name"], "failures": str(action["failures"]), "off": str(end.date())}
            evidence = (
                Evidence("ir.cron.failure_count", str(action["failures"])),
                Evidence("ir.cron.first_failure_date", str(action["since"])),
            )
            severity = Severity.ERROR if soon else Severity.WARNING
            found.append(Finding("scheduled_action_failing", severity, "ir.cron", action["id"], values, evidence))
        return found
