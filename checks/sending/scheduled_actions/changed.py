"""Are the scheduled actions as Odoo ships them where it matters: there, with their work, rights, and a next run?"""

import ast
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence
from .scheduled_action import QUEUE

#: What each of them has to call.
WORK = {
    "mail.ir_cron_mail_scheduler_action": "process_email_queue",
    "mail.ir_cron_send_scheduled_message": "_send_notifications_cron",
    "mail.ir_cron_post_scheduled_message": "_post_messages_cron",
    "mail.ir_cron_mail_gateway_action": "_fetch_mails",
    "mass_mailing.ir_cron_mass_mailing_queue": "_process_mass_mailing_queue",
    "mass_mailing.ir_cron_mass_mailing_ab_testing": "_cron_process_mass_mailing_ab_testing",
}
#: After a run the next one is one interval away. What is this much later was put off by hand.
FAR = timedelta(hours=4)


class MailTroubleshootingCheckScheduledActionChanged(models.AbstractModel):
    _name = "mail.troubleshooting.check.scheduled.action.changed"
    _inherit = "mail.troubleshooting.check.scheduled.action"
    _description = "Changed scheduled actions"
    _check = "scheduled_action_changed"

    @api.model
    def _collect(self):
        actions = {xmlid: self.env.ref(xmlid, raise_if_not_found=False) for xmlid in self._needed()}
        return {
            "now": fields.Datetime.now(),
            "missing": {xmlid: self._app(xmlid).id for xmlid, action in actions.items() if not action},
            "actions": [
                {
                    "id": action.id,
                    "name": action.name,
                    "is_queue": action == self._queue_action(),
                    "code": action.code or "",
                    "calls": WORK.get(xmlid, ""),
                    "user": action.user_id.name,
                    "may": self._may_work(action),
                    "nextcall": action.nextcall,
                    "interval": self._interval(action),
                }
                for xmlid, action in actions.items()
                if action and action.active
            ],
        }

    @api.model
    def _app(self, xmlid: str):
        return self.env["ir.module.module"]._get(xmlid.partition(".")[0])

    @api.model
    def _may_work(self, action) -> bool:
        """Whether the user as whom it runs may write what it works on. An archived one is for another check."""
        user, model = action.user_id, self.env.get(action.model_id.model)
        if user.id == SUPERUSER_ID or not user.active or model is None or model._abstract:
            return True
        return model.with_user(user).has_access("write")

    @api.model
    def _judge(self, facts):
        found = [self._missing(*missing) for missing in facts["missing"].items()]
        for action in facts["actions"]:
            values = {"name": action["name"], "user": action["user"], "calls": f"{action['calls']}()"}
            severity = Severity.ERROR if action["is_queue"] else Severity.WARNING
            if action["calls"] and not calls(action["code"], action["calls"]):
                problem, evidence = "scheduled_action_does_something_else", ("ir.cron.code", action["code"][:500])
            elif not action["may"]:
                problem, evidence = "scheduled_action_lacks_rights", ("ir.cron.user_id", action["user"])
            elif action["nextcall"] - facts["now"] - action["interval"] > max(FAR, action["interval"]):
                values["next"] = action["nextcall"]
                problem, evidence = "scheduled_action_put_off", ("ir.cron.interval_number", str(action["interval"]))
            else:
                continue
            found.append(Finding(problem, severity, "ir.cron", action["id"], values, (Evidence(*evidence),)))
        return found

    @api.model
    def _missing(self, xmlid: str, module_id: int) -> Finding:
        severity = Severity.ERROR if xmlid == QUEUE else Severity.WARNING
        values = {"name": xmlid, "module": xmlid.partition(".")[0]}
        evidence = (Evidence("ir.model.data", xmlid),)
        return Finding("scheduled_action_is_missing", severity, "ir.module.module", module_id, values, evidence)

    @api.model
    def _button_restore(self, action):
        xmlid = action.get_external_id()[action.id]
        action.write({"state": "code", "code": f"model.{WORK[xmlid]}()"})

    @api.model
    def _button_take_odoobot(self, action):
        action.user_id = self.env.ref("base.user_root")

    @api.model
    def _button_run_soon(self, action):
        action.nextcall = fields.Datetime.now()


def calls(code: str, method: str) -> bool:
    """Whether the code of a scheduled action calls a method for all that there is, not for some given emails."""
    try:
        tree = ast.parse(code.strip())
    except SyntaxError:
        return False
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        and not node.args
        and all(keyword.arg != "email_ids" for keyword in node.keywords)
        for node in ast.walk(tree)
    )
