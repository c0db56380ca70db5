"""Hooks where incoming email is read. What a bounce says and what follows is in ``bounce.py``."""

from email.message import Message

from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        return super()._detect_is_bounce(message, message_dict) or self.env[
            "mail.troubleshooting.bounce"
        ]._is_missed_by_core(message)

    def _message_parse_extract_bounce(self, email_message, message_dict):
        values = super()._message_parse_extract_bounce(email_message, message_dict)
        if values.get("is_bounce"):
            self.env["mail.troubleshooting.bounce"]._correct(email_message, values)
        return values

    def _get_bounced_message_data(self, message, message_dict):
        if not isinstance(message, Message):
            # An original that is encoded is a text to Python: core would fail on it, and lose the bounce.
            return self.env["mail.message"], []
        return super()._get_bounced_message_data(message, message_dict)

    def _message_parse_extract_payload(self, message, message_dict, save_original=False):
        try:
            return super()._message_parse_extract_payload(message, message_dict, save_original=save_original)
        except LookupError:
            if "mail_troubleshooting_outcome" not in message_dict:
                raise
            # A charset that Python does not know. The bounce was read already, and nothing else of it is kept.
            return {"body": "", "attachments": []}

    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        thread = self.with_context(mail_troubleshooting_bounce=True) if message_dict.get("is_bounce") else self
        return super(MailThread, thread).message_route(message, message_dict, *args, **kwargs)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        outcome = message_dict.pop("mail_troubleshooting_outcome", None)
        if outcome:
            message_dict.update(outcome.calls[0])
        result = super()._routing_handle_bounce(email_message, message_dict)
        if outcome:
            # Core knows one recipient a bounce. Every override gets the others, too, one call each.
            for values in outcome.calls[1:]:
                self._routing_handle_bounce(email_message, {**message_dict, **values})
            self.env["mail.troubleshooting.bounce"]._settle(outcome)
        return result
