from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_troubleshooting_state = fields.Char("Email state", readonly=True)
    mail_troubleshooting_severity = fields.Char(readonly=True)

    @api.model
    def get_values(self):
        values = super().get_values()
        severity, line = self.env["mail.troubleshooting.dashboard"]._state_line()
        return {**values, "mail_troubleshooting_state": line, "mail_troubleshooting_severity": severity}
