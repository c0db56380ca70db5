from odoo import models

from ...services.dashboard.access import may_look
from ...services.dashboard.findings.standing import count_errors


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """With the number of errors for those who see the mark in the systray; nobody else pays for it."""
        info = super().session_info()
        if may_look(self.env):
            info["mail_troubleshooting_errors"] = count_errors(self.env)
        return info
