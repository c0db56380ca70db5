from odoo import api, models

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from .sending import RecipientRefused


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    @api.model
    def send_email(self, message, mail_server_id=None, *args, **kwargs):
        log = self.env.context.get("mail_troubleshooting_log")
        if not log:
            return super().send_email(message, mail_server_id, *args, **kwargs)
        addresses = self.env.context.get("send_validated_to") or []
        try:
            result = super().send_email(message, mail_server_id, *args, **kwargs)
        except MailDeliveryException as error:
            self._record_attempt(message, mail_server_id, addresses, error)
            if not log.is_refusal(error):
                raise
            log.add(addresses, error)
            raise RecipientRefused from error
        self._record_attempt(message, mail_server_id, addresses)
        return result

    @api.model
    def _record_attempt(self, message, mail_server_id, addresses, error=None) -> None:
        # sudo: nobody writes attempts by hand
        self.env["mail.troubleshooting.attempt"].sudo()._record(message["Message-Id"], mail_server_id, addresses, error)
