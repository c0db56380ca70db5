"""Does a scheduled action fail again and again, so that Odoo will switch it off?"""

from datetime import timedelta

from odoo import api, fields, models

from ....services.sending.queue_state import queue_is_late
from ....tools.monitoring.finding import Dated, Finding, Severity
from ....tools.values import Evidence

#: When Odoo deactivates a scheduled action (base/models/ir_cron.py): both must be reached.
FAILURES, DAYS = 5, timedelta(days=7)
#: Actions that others have added may fail once: they are told of from here on.
REPEATEDLY = 2
#: A run that began longer ago is over, whatever it said.
LONGEST = timedelta(hours=1)


class MailTroubleshootingCheckScheduledActionFailing(models.AbstractModel):
    _name = "mail.troubleshooting.check.scheduled.action.failing"
    _inherit = "mail.troubleshooting.check.scheduled.action"
    _description = "Failing scheduled actions"
    _check = "scheduled_action_failing"

    @api.model
    def _collect(self):
        actions = self._actions().filtered("active")
        others = self._senders([("active", "=", True), ("failure_count", ">=", REPEATEDLY)])
        killed, queue = self._killed(actions), self._queue_action()
        failing = actions.filtered("failure_count") | others
        troubled = {queue.id} & {*failing.ids, *(one["id"] for one in killed)}
        return {
            "now": fields.Datetime.now(),
            # Asked only where it can matter.
            "worst": queue.id if troubled and queue_is_late(self.env) else 0,
            "actions": [
                {
                    "id": action.id,
                    "name": action.name,
                    "failures": action.failure_count,
                    "since": action.first_failure_date,
                    "last": action.lastcall,
                }
                for action in failing
            ],
            "killed": killed,
        }

    @api.model
    def _killed(self, actions) -> list[dict]:
        """Actions whose last runs were ended before they were through.

        Odoo counts a run up when it begins and sets the count to 0 when it ends: one that is still at it is no failure.
        """
        Progress = self.env["ir.cron.progress"]
        groups = Progress._read_group([("cron_id", "in", actions.ids)], ["cron_id"], ["id:max"])
        last = Progress.browse(newest for _action, newest in groups)
        now = fields.Datetime.now()
        found = []
        for progress in last:
            times = progress.timed_out_counter - (now - progress.create_date < LONGEST)
            if times > 0:
                action = progress.cron_id
                found.append({"id": action.id, "name": action.name, "times": times, "began": progress.create_date})
        return found

    @api.model
    def _judge(self, facts):
        found = []
        for action in facts["actions"]:
            since = action["since"] or facts["now"]
            left = max(FAILURES - action["failures"], 0)
            end = max(since + DAYS, facts["now"])
            soon = left <= 1 and end - facts["now"] < timedelta(days=2)
            values = {
                "name": action["name"],
                "failures": str(action["failures"]),
                "off": end,
                "days": str((facts["now"] - since).days),
                "last": action["last"] or "–",
                "since": action["since"] or "–",
            }
            evidence = (
                Evidence("ir.cron.failure_count", str(action["failures"])),
                Dated("ir.cron.first_failure_date", "" if action["since"] else "–", action["since"]),
            )
            severity = Severity.ERROR if soon or action["id"] == facts["worst"] else Severity.WARNING
            found.append(Finding("scheduled_action_failing", severity, "ir.cron", action["id"], values, evidence))
        for action in facts["killed"]:
            values = {"name": action["name"], "times": str(action["times"]), "began": action["began"]}
            evidence = (Evidence("ir.cron.progress.timed_out_counter", values["times"]),)
            severity = Severity.ERROR if action["id"] == facts["worst"] else Severity.WARNING
            found.append(
                Finding("scheduled_action_killed", severity, "ir.cron", action["id"], values, evidence, action["times"])
            )
        return found
