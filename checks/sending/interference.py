"""Do other addons change how email is sent or received, and would a failure still be seen?"""

from datetime import timedelta

from odoo import api, fields, models

from ...services.failures.causes import id_by_code
from ...services.sending.canary.flight import fly
from ...services.sending.canary.overrides import OURS, by_odoo
from ...services.sending.queue_state import queue_is_late
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Methods that everything passes through, by model. What stands in the first list must call the method it overrides.
SENDING = {
    "mail.mail": ("send", "_send", "process_email_queue", "_postprocess_sent_message", "_prepare_outgoing_list"),
    "ir.mail_server": ("send_email", "_connect__", "_build_email__", "_prepare_email_message__", "_find_mail_server"),
}
RECEIVING = {
    "mail.thread": ("message_process", "message_route", "_routing_handle_bounce", "_notify_thread_by_email"),
}
#: Causes that tell nothing of the real one. Failures of this time are looked at.
UNTOLD = ("odoo_placeholder_concurrency", "odoo_placeholder_no_reason", "unknown", "message_malformed")
RECENT = timedelta(days=1)
#: Automation rules about these take part in every email.
OF_EMAIL = ("mail.mail", "mail.message", "mail.notification")


class MailTroubleshootingCheckInterference(models.AbstractModel):
    _name = "mail.troubleshooting.check.interference"
    _inherit = "mail.troubleshooting.check"
    _description = "Other addons that change email"
    _check = "interference"
    _area = "interference"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        overrides = self._of_others()
        replaced = [one for one in overrides if one["is_sending"] and not one["calls_super"]]
        # What an addon leaves out that does not pass emails on is known already.
        canary = "" if replaced else fly(self.env)
        return {
            "overrides": overrides,
            "canary": canary,
            "rules": self._rules() if canary else [],
            "trouble": bool(replaced) and self._is_trouble(),
        }

    @api.model
    def _rules(self) -> list[dict]:
        """Automation rules that take part in every email, where automation is installed."""
        if "base.automation" not in self.env:
            return []
        rules = self.env["base.automation"].search([("model_id.model", "in", OF_EMAIL)], limit=20)
        return [{"id": rule.id, "name": rule.name} for rule in rules]

    @api.model
    def _is_trouble(self) -> bool:
        """Whether emails get stuck or fail inside Odoo, where no server has a say."""
        stuck = queue_is_late(self.env) or self.env["mail.troubleshooting.check.queue.interrupted"]._run()
        causes = [id_by_code(self.env, code) for code in UNTOLD]
        since = fields.Datetime.now() - RECENT
        lost = [("state", "=", "exception"), ("failure_cause_id", "in", causes), ("failure_date", ">=", since)]
        return bool(stuck or self.env["mail.mail"].search_count(lost, limit=1))

    @api.model
    def _of_others(self) -> list[dict]:
        """Overrides by addons that Odoo does not ship."""
        shipped = self._shipped()
        return [*self._overrides(SENDING, shipped), *self._overrides(RECEIVING, shipped)]

    @api.model
    def _shipped(self) -> set[str]:
        """This addon and those of Odoo itself. The Odoo Community Association is somebody else."""
        modules = self.env["ir.module.module"].search_fetch([("state", "=", "installed")], ["name", "author"])
        return {OURS} | {module.name for module in modules if any(by_odoo(module.author))}

    @api.model
    def _overrides(self, methods: dict, shipped: set[str]) -> list[dict]:
        return [
            {
                "module": module,
                "method": f"{model}.{name}",
                "is_sending": model in SENDING,
                "calls_super": "super" in function.__code__.co_names or "__wrapped__" in vars(function),
            }
            for model, names in methods.items()
            for cls in type(self.env[model]).__mro__
            for name in names
            if (function := vars(cls).get(name)) and hasattr(function, "__code__")
            if (module := _module_of(function)) not in shipped
        ]

    @api.model
    def _judge(self, facts):
        found = []
        overrides = facts["overrides"]
        names = self._names(sorted({one["module"] for one in overrides}))
        evidence = tuple(Evidence(one["module"], one["method"]) for one in overrides)
        said = (Evidence("canary", facts["canary"]),)
        found += [
            Finding(
                "automation_rule_disturbs",
                Severity.ERROR,
                "base.automation",
                rule["id"],
                {"name": rule["name"], "what": facts["canary"]},
                (*said, Evidence("base.automation", rule["name"])),
            )
            for rule in facts["rules"]
        ]
        if facts["canary"] and (overrides or not found):
            values = {"addons": names or "?", "what": facts["canary"]}
            found.append(Finding("failures_are_swallowed", Severity.ERROR, values=values, evidence=(*said, *evidence)))
        replaced = [one for one in overrides if not one["calls_super"]]
        for problem, sending in (("sending_is_replaced", True), ("receiving_is_replaced", False)):
            modules = sorted({one["module"] for one in replaced if one["is_sending"] == sending})
            if modules:
                severity = Severity.ERROR if sending and facts["trouble"] else Severity.WARNING
                found.append(Finding(problem, severity, values={"addons": self._names(modules)}, evidence=evidence))
        if facts["canary"] is None:
            found.append(
                Finding("failures_not_tried", Severity.UNKNOWN, values={"addons": names or "?"}, evidence=evidence)
            )
        if overrides and not found:
            found.append(Finding("addons_change_email", Severity.INFO, values={"addons": names}, evidence=evidence))
        return found

    @api.model
    def _button_switch_off(self, rule):
        rule.active = False

    @api.model
    def _button_addons(self, _record):
        names = {one["module"] for one in self._of_others()}
        return self._list(self.env._("Addons"), "ir.module.module", [("name", "in", sorted(names))])


def _module_of(function) -> str:
    """The addon that a function was written in, the whole module's name where it is none."""
    parts = function.__module__.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] and len(parts) > 2 else function.__module__
