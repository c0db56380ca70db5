from odoo import api, models

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from .sending import RecipientRefused


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    @api.model
    def send_email(self, message, *args, **kwargs):
        log = self.env.context.get("mail_troubleshooting_log")
        if not log:
            return super().send_email(message, *args, **kwargs)
        addresses = self.env.context.get("send_validated_to") or []
        attempt = {
            "message_id": message["Message-Id"],
            "mail_server_id": log.server_id,
            "recipient": ", ".join(addresses),
        }
        try:
            result = super().send_email(message, *args, **kwargs)
        except MailDeliveryException as error:
            goes_on = log.goes_on(error, kwargs.get("smtp_session"))
            log.refused(addresses, error, goes_on=goes_on)
            log.attempts.append({**attempt, "outcome": "refused", "reply": log.refusals[-1].reason})
            if goes_on:
                raise RecipientRefused from error
            raise
        log.attempts.append({**attempt, "outcome": "accepted"})
        return result
