from odoo import api, fields, models

from .mail_mail_retry import HOURS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_troubleshooting_state = fields.Char("Email state", readonly=True)
    mail_troubleshooting_severity = fields.Char(readonly=True)
    mail_troubleshooting_retry = fields.Boolean("Try failed emails again")
    mail_troubleshooting_retry_hours = fields.Integer("Hours until it is given up")

    @api.model
    def get_values(self):
        values = super().get_values()
        severity, line = self.env["mail.troubleshooting.dashboard"]._state_line()
        hours = self.env["mail.mail"]._retry_hours()
        return {
            **values,
            "mail_troubleshooting_state": line,
            "mail_troubleshooting_severity": severity,
            "mail_troubleshooting_retry": bool(hours),
            "mail_troubleshooting_retry_hours": hours or HOURS,
        }

    def set_values(self):
        result = super().set_values()
        hours = max(self.mail_troubleshooting_retry_hours, 1) if self.mail_troubleshooting_retry else 0
        # As text: 0 would remove the parameter, and the default is on.
        self.env["ir.config_parameter"].set_param("mail_troubleshooting.retry_hours", str(hours))
        return result
