"""What happened while one batch of emails was handed over, recipient by recipient."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field

from odoo.tools import exception_to_unicode

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException


@dataclass(frozen=True)
class Refusal:
    """One recipient that the server refused, in Odoo's own words for it."""

    addresses: frozenset[str]
    failure_type: str
    reason: str


class RecipientRefused(AssertionError):
    """A refusal of one of several recipients.

    Core goes on with the next recipient after an ``AssertionError`` with exactly this text, and after nothing else.
    """

    def __init__(self) -> None:
        super().__init__(IrMail_Server.NO_VALID_RECIPIENT)


@dataclass
class SendingLog:
    """Refusals of the email that is being sent. Lives in the context of one call of ``mail.mail._send``."""

    mail_id: int = 0
    several: bool = False
    refusals: list[Refusal] = field(default_factory=list)

    def begin(self, mail_id: int, *, several: bool) -> None:
        """Start with the next email. With a single recipient core's own way is right."""
        self.mail_id = mail_id
        self.several = several
        self.refusals = []

    def refusals_of(self, mail_id: int) -> list[Refusal]:
        return self.refusals if mail_id == self.mail_id else []

    def is_refusal(self, error: MailDeliveryException) -> bool:
        """Whether the session can go on to the next recipient: the server answered, and the connection stands."""
        cause = error.__context__
        if isinstance(cause, smtplib.SMTPRecipientsRefused):
            return self.several and all(code != 421 for code, _text in cause.recipients.values())
        return self.several and isinstance(cause, smtplib.SMTPResponseException) and cause.smtp_code != 421

    def add(self, addresses, error: MailDeliveryException) -> None:
        reason = exception_to_unicode(error)
        kind = "mail_spam" if "OutboundSpamException" in reason else "unknown"
        self.refusals.append(Refusal(frozenset(addresses), kind, reason))
