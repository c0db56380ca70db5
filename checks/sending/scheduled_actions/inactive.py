"""Is a scheduled action that email needs switched off?"""

from odoo import SUPERUSER_ID, api, models

from ....tools.monitoring.effects import Explains
from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence
from .scheduled_action import OF_QUEUE

QUEUE = "mail.ir_cron_mail_scheduler_action"


class MailTroubleshootingCheckScheduledActionInactive(models.AbstractModel):
    _name = "mail.troubleshooting.check.scheduled.action.inactive"
    _inherit = "mail.troubleshooting.check.scheduled.action"
    _description = "Inactive scheduled actions"
    _check = "scheduled_action_inactive"
    _explains = {"email_queue_inactive": Explains(OF_QUEUE)}

    @api.model
    def _collect(self):
        queue = self.env.ref(QUEUE, raise_if_not_found=False)
        others = self._deactivated()
        return [
            {
                "id": action.id,
                "name": action.name,
                "active": action.active,
                "user": action.user_id.name,
                "user_active": action.user_id.active
                or action.user_id.id == SUPERUSER_ID,  # OdooBot is archived on purpose
                "is_queue": action == queue,
                "is_other": action in others,
                "last": action.lastcall,
            }
            for action in self._actions() | others
        ]

    @api.model
    def _deactivated(self):
        """Other scheduled actions that send email and that Odoo itself has switched off after they failed.

        It does so at the end of a run and by SQL, so that, other than by a person, they were written before that run.
        """
        off = self._senders([("active", "=", False), ("lastcall", "!=", False)])
        off = off.filtered(lambda action: action.write_date < action.lastcall)
        # Some switch themselves off when all of their work is done.
        done = self.env["ir.cron.progress"].search([("cron_id", "in", off.ids), ("deactivate", "=", True)])
        return off - done.cron_id

    @api.model
    def _judge(self, facts):
        found = []
        for action in facts:
            values = {"name": action["name"], "user": action["user"]}
            severity = Severity.ERROR if action["is_queue"] else Severity.WARNING
            if action["is_other"]:
                problem, values["last"] = "scheduled_action_deactivated", action["last"]
                evidence = Evidence("ir.cron.active", "False")
            elif not action["active"]:
                problem = "email_queue_inactive" if action["is_queue"] else "scheduled_action_inactive"
                evidence = Evidence("ir.cron.active", "False")
            elif not action["user_active"]:
                problem, evidence = "scheduled_action_archived_user", Evidence("ir.cron.user_id", action["user"])
            else:
                continue
            found.append(Finding(problem, severity, "ir.cron", action["id"], values, (evidence,)))
        return found

    @api.model
    def _button_activate(self, action):
        action.active = True

    @api.model
    def _button_take_odoobot(self, action):
        action.user_id = self.env.ref("base.user_root")
