"""One deliberate failure goes the whole way of an email, to see whether it would be recorded. Nothing leaves Odoo."""

import logging
import smtplib

from odoo import api, models
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..tools.redact import redact_exception

_logger = logging.getLogger(__name__)

ADDRESS = "canary@mail-troubleshooting.invalid"
#: What the server that does not exist says.
WORDS = "5.0.0 deliberate refusal by the check of other addons"
#: In the context while it flies.
FLIES = "mail_troubleshooting_canary"


class Cage:
    """Stands in for the SMTP session, and refuses."""

    from_filter = smtp_from = False

    def send_message(self, _message, _sender, recipients):
        raise smtplib.SMTPRecipientsRefused(dict.fromkeys(recipients, (550, WORDS.encode())))

    def quit(self):
        """Nothing was opened."""


class _Landed(Exception):
    """Takes back all that was written."""


class MailTroubleshootingCanary(models.AbstractModel):
    _name = "mail.troubleshooting.canary"
    _description = "Deliberate Failure"

    @api.model
    def _fly(self) -> str:
        """What became of the failure instead of being raised and recorded, empty where both is as it should be."""
        if self.env["ir.mail_server"]._disable_send():
            return ""
        found = ""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.addons.mail.models.mail_mail"):
                found = self._swallowed() or self._outcome()
                raise _Landed
        except _Landed:
            self.env.invalidate_all()
        except Exception as error:  # noqa: BLE001  # whatever another addon does here, it does to every email
            redact_exception(error, self.env["ir.mail_server"]._troubleshooting_redactor())
            _logger.warning("A deliberate failure broke sending", exc_info=True)
            self.env.invalidate_all()
            return f"{type(error).__name__}: {error}"[:200]
        return found

    @api.model
    def _swallowed(self) -> str:
        """Whoever sends must hear of a refusal. This addon hears the server itself, others do not."""
        Server = self.env["ir.mail_server"]
        message = Server._build_email__(ADDRESS, [ADDRESS], WORDS, WORDS)
        try:
            Server.send_email(message, smtp_session=Cage())
        except MailDeliveryException:
            return ""
        return "send_email"

    @api.model
    def _outcome(self) -> str:
        mail = self.env["mail.mail"].create({
            "subject": WORDS, "body_html": WORDS, "email_from": ADDRESS, "email_to": ADDRESS, "auto_delete": False,
        })  # fmt: skip
        mail.with_context(**{FLIES: True}).send()
        if not mail.exists():
            return "deleted"
        if mail.state == "exception" and WORDS in (mail.failure_reason or ""):
            return ""
        return f"{mail.state}: {mail.failure_reason or ''}"[:200]


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _connect__(self, *args, **kwargs):
        return Cage() if self.env.context.get(FLIES) else super()._connect__(*args, **kwargs)
