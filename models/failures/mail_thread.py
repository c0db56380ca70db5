"""Hooks where incoming email is read. What a bounce says and what follows is in ``services/failures/bounces``."""

from email.message import Message

from odoo import api, fields, models

from ...services.failures.bounces.counting import on_bounce
from ...services.failures.bounces.incoming import Call
from ...services.failures.bounces.reading import is_missed_by_core, read_outcome
from ...services.failures.bounces.recording import settle
from ...services.failures.diagnosis import cause_values, write_domains

#: Where the bounce stands in ``message_dict``.
BOUNCE = "mail_troubleshooting_bounce"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        return super()._detect_is_bounce(message, message_dict) or is_missed_by_core(self.env, message)

    def _message_parse_extract_bounce(self, email_message, message_dict):
        values = super()._message_parse_extract_bounce(email_message, message_dict)
        if values.get("is_bounce") and (bounce := read_outcome(self.env, email_message, values)):
            values[BOUNCE] = bounce
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
            if BOUNCE not in message_dict:
                raise
            # A charset that Python does not know. The bounce was read already, and nothing else of it is kept.
            return {"body": "", "attachments": []}

    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        thread = self
        if message_dict.get("is_bounce"):
            # Here, as addons that were loaded later have their turn before and after ``_routing_handle_bounce`` below.
            bounce = message_dict.get(BOUNCE)
            thread = on_bounce(self, (bounce.calls[0] if bounce else Call()).counts)
        return super(MailThread, thread).message_route(message, message_dict, *args, **kwargs)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        bounce = message_dict.pop(BOUNCE, None)
        if not bounce:
            return super()._routing_handle_bounce(email_message, message_dict)
        first, *others = bounce.calls
        message_dict.update(first.values)
        result = super(MailThread, on_bounce(self, first.counts))._routing_handle_bounce(email_message, message_dict)
        # Core knows one recipient a bounce. Every override gets the others, too, one call each.
        for call in others:
            on_bounce(self, call.counts)._routing_handle_bounce(email_message, {**message_dict, **call.values})
        settle(self.env, bounce, _mark)
        return result


def _mark(failure) -> None:
    failure.notifications.write(
        {
            "notification_status": "bounce",
            "failure_type": "mail_bounce",
            "failure_reason": failure.reason,
            "failure_date": fields.Datetime.now(),
            **cause_values(failure.notifications.env, failure.diagnosis),
        }
    )
    write_domains(failure.notifications)
