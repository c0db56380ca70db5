"""Have the parameters of the email path values that can be used?"""

from odoo import api, models

from ..tools.finding import Finding, Severity
from ..tools.values import Evidence


class MailTroubleshootingCheckParameters(models.AbstractModel):
    _name = "mail.troubleshooting.check.parameters"
    _inherit = "mail.troubleshooting.check"
    _description = "Parameters of email"
    _check = "parameters"
    _area = "settings"

    @api.model
    def _collect(self):
        return self.env["ir.config_parameter"]._garbage()

    @api.model
    def _judge(self, facts):
        if not facts:
            return []
        values = {"names": ", ".join(f"{key} = {value}" for key, value in sorted(facts.items()))}
        evidence = tuple(Evidence("ir.config_parameter", f"{key} = {value}"[:500]) for key, value in facts.items())
        return [Finding("parameter_is_garbage", Severity.WARNING, values=values, evidence=evidence, weight=len(facts))]

    @api.model
    def _button_default(self, _record):
        garbage = list(self.env["ir.config_parameter"]._garbage())
        self.env["ir.config_parameter"].search([("key", "in", garbage)]).unlink()

    @api.model
    def _button_parameters(self, _record):
        garbage = list(self.env["ir.config_parameter"]._garbage())
        return self._list(self.env._("System Parameters"), "ir.config_parameter", [("key", "in", garbage)])
