"""Have the parameters of the email path values that can be used?"""

import json

from odoo import api, models

from ...services.sending.parameters import written
from ...tools.monitoring.finding import Finding, Severity
from ...tools.parameters import small, unusable
from ...tools.values import Evidence


class MailTroubleshootingCheckParameters(models.AbstractModel):
    _name = "mail.troubleshooting.check.parameters"
    _inherit = "mail.troubleshooting.check"
    _description = "Email parameters"
    _check = "parameters"
    _area = "settings"

    @api.model
    def _collect(self):
        found = written(self.env)
        return {"parameter_is_garbage": unusable(found), "parameter_is_small": small(found)}

    @api.model
    def _judge(self, facts):
        return [self._finding(problem, found) for problem, found in facts.items() if found]

    @api.model
    def _finding(self, problem: str, found: dict[str, str]) -> Finding:
        lines = [f"{key} = {value}" for key, value in sorted(found.items())]
        values = {"names": ", ".join(lines), "keys": json.dumps(list(found))}
        evidence = tuple(Evidence("ir.config_parameter", line[:500]) for line in lines)
        return Finding(problem, Severity.WARNING, values=values, evidence=evidence, weight=len(found))

    @api.model
    def _button_default(self, _record):
        self.env["ir.config_parameter"].search(self._named()).unlink()

    @api.model
    def _button_parameters(self, _record):
        return self._list(self.env._("System Parameters"), "ir.config_parameter", self._named())

    @api.model
    def _named(self) -> list:
        return [("key", "in", json.loads(self._shown_value("keys") or "[]"))]
