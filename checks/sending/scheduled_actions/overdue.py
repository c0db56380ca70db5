"""Do scheduled actions run when they are due?"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import config

from ....services.sending.queue_state import queue_is_late
from ....tools.monitoring.effects import Explains
from ....tools.monitoring.finding import Dated, Finding, Severity
from .scheduled_action import OF_QUEUE

#: Later than this nobody is running scheduled actions, or something else holds them up. Workers look every minute.
LATE = timedelta(minutes=30)


class MailTroubleshootingCheckScheduledActionOverdue(models.AbstractModel):
    _name = "mail.troubleshooting.check.scheduled.action.overdue"
    _inherit = "mail.troubleshooting.check.scheduled.action"
    _description = "Late scheduled actions"
    _check = "scheduled_action_overdue"
    _explains = {
        "no_cron_worker": Explains((*OF_QUEUE, "scheduled_action_overdue", "scheduled_action_failing")),
        "cron_workers_are_off": Explains((*OF_QUEUE, "scheduled_action_overdue")),
    }

    @api.model
    def _collect(self):
        now = fields.Datetime.now()
        active = self.env["ir.cron"].search([("nextcall", "!=", False)])
        queue = self._queue_action()
        # The queue is what people run by hand when nothing goes: that it ran says nothing of the others.
        latest = max((action.lastcall for action in active - queue if action.lastcall), default=None)
        return {
            "threads": config["max_cron_threads"],
            "now": now,
            "latest": latest,
            "queue": queue.id if self._is_late(queue) and queue_is_late(self.env) else 0,
            "installed": self.env.ref("base.module_base").create_date or now,
            "actions": [
                {"id": action.id, "name": action.name, "nextcall": action.nextcall, "last": action.lastcall}
                for action in self._actions()
                if action.active
            ],
        }

    @api.model
    def _is_late(self, action) -> bool:
        return bool(action.active and fields.Datetime.now() - action.nextcall > LATE)

    @api.model
    def _judge(self, facts):
        late = [action for action in facts["actions"] if facts["now"] - action["nextcall"] > LATE]
        if not late:
            return []
        since = facts["latest"] or facts["installed"]
        if facts["now"] - since > LATE:
            values = {"since": since, "minutes": _minutes(facts["now"] - since)}
            evidence = Dated("ir.cron.lastcall", "" if facts["latest"] else "–", facts["latest"])
            problem = "no_cron_worker" if facts["threads"] else "cron_workers_are_off"
            return [Finding(problem, Severity.ERROR, values=values, evidence=(evidence,), weight=len(late))]
        return [
            Finding(
                "scheduled_action_overdue",
                Severity.ERROR if action["id"] == facts["queue"] else Severity.WARNING,
                "ir.cron",
                action["id"],
                {
                    "name": action["name"],
                    "minutes": _minutes(facts["now"] - action["nextcall"]),
                    "last": action["last"] or "–",
                },
                (Dated("ir.cron.nextcall", "", action["nextcall"]),),
            )
            for action in late
        ]


def _minutes(time: timedelta) -> str:
    return str(round(time.total_seconds() / 60))
