"""Addons that are not there, of the kinds that take part in sending, or do it themselves."""

from odoo import api, models


def tracking(seen: list) -> tuple:
    """Notes of every sending whether it failed, as OCA's ``mail_tracking`` does."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            try:
                result = super().send_email(message, *args, **kwargs)
            except Exception as error:
                seen.append(f"failed: {type(error).__name__}")
                raise
            seen.append("sent")
            return result

    return (IrMailServer,)
