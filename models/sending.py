"""What happened while one batch of emails was handed over, recipient by recipient."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field

from odoo.tools import exception_to_unicode

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

#: After so many equal answers to the whole message in a row everyone else would get it too.
SAME_ANSWERS = 3


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
    """What became of the email that is being sent. Lives in the context of one call of ``mail.mail._send``.

    :param several: whether the email goes to several recipients one by one; with a single one core's own way is right
    :param nothing_left: on another try, everyone had been reached before
    :param refusals: recipients that the server refused
    :param fatal: what ended the sending; those who were not tried share its reason
    :param attempts: values of attempts that are not written yet
    """

    server_id: int | bool = False
    mail_id: int = 0
    several: bool = False
    nothing_left: bool = False
    refusals: list[Refusal] = field(default_factory=list)
    fatal: Refusal | None = None
    attempts: list[dict] = field(default_factory=list)

    def begin(self, mail_id: int, *, recipients: int) -> None:
        """Start with the next email."""
        self.mail_id = mail_id
        self.several = recipients > 1
        self.nothing_left = not recipients
        self.refusals = []
        self.fatal = None

    def is_about(self, mails) -> bool:
        return mails.ids == [self.mail_id]

    def goes_on(self, error: MailDeliveryException, session) -> bool:
        """Whether the next recipient can be tried: the server spoke of this one, and the connection stands.

        smtplib closes the session after 421, and says nothing where the server hangs up after a refusal: the next
        command would fail in a way that makes core forget whom the server has accepted already.
        """
        cause = error.__context__
        if not self.several or session is None or session.sock is None:
            return False
        if isinstance(cause, smtplib.SMTPRecipientsRefused):
            return True
        return isinstance(cause, smtplib.SMTPDataError) and not self._is_always_the_same(exception_to_unicode(error))

    def _is_always_the_same(self, reason: str) -> bool:
        last = [refusal.reason for refusal in self.refusals[1 - SAME_ANSWERS :]]
        return last == [reason] * (SAME_ANSWERS - 1)

    def refused(self, addresses, error: MailDeliveryException, *, goes_on: bool) -> None:
        """Keep a refusal; one that ends the sending also stands for those who come after."""
        reason = exception_to_unicode(error)
        refusal = Refusal(frozenset(addresses), "mail_spam" if "OutboundSpamException" in reason else "unknown", reason)
        self.refusals.append(refusal)
        if not goes_on:
            self.fatal = refusal

    def reason_of(self, address: str) -> Refusal | None:
        """What was said about an address, or what kept it from being tried."""
        return next((refusal for refusal in self.refusals if address in refusal.addresses), self.fatal)
