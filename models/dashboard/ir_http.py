from odoo import models

from ...services.dashboard.access import may_look


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """With the number of errors for those who see the mark in the systray; nobody else pays for it."""
        info = super().session_info()
        if may_look(self.env):
            # sudo: one number, for those who may read the findings
            info["mail_troubleshooting_errors"] = self.env["mail.troubleshooting.finding"].sudo()._errors()
        return info
