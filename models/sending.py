"""What becomes of the emails of one batch, recipient by recipient, and over which connection they go."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from odoo import fields
from odoo.tools import email_normalize

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from .attempt_journal import AttemptJournal

#: After so many equal answers to the whole message in a row everyone else would get it too.
SAME_ANSWERS = 3

#: After so many lost connections in a row the server is left alone.
LOST_CONNECTIONS = 3

#: Stands behind a reason where nobody can know whether the server accepted the message. Read by ``tools/rules/odoo.py``.
UNCERTAIN = "(acceptance uncertain: no answer after the end of the message)"


class ServerGone(smtplib.SMTPServerDisconnected):
    """The connection is lost and cannot be had again: what was not begun stays in the queue."""


@dataclass(frozen=True)
class Result:
    """What became of one recipient. Without a ``failure_type`` nothing failed."""

    outcome: str
    failure_type: str = ""
    reason: str = ""

    @classmethod
    def uncertain(cls, words: str) -> Result:
        return cls("uncertain", "unknown", f"{words} {UNCERTAIN}")


ACCEPTED = Result("accepted")


@dataclass
class Email:
    """One of the emails that core builds from a ``mail.mail``: one conversation, one or several addresses.

    :param partner: the contact, an empty record where the email goes to plain addresses
    :param addresses: the very list that core hands on to the model of the mail server, without whom it leaves out
    :param is_written: whether there is anything that could be an address
    :param begun: whether core has come to it
    :param results: by address, also of those that are left out; by "" where there is no valid address
    """

    partner: object
    addresses: list[str]
    results: dict[str, Result] = field(default_factory=dict)
    is_written: bool = True
    begun: bool = False

    @property
    def failure(self) -> Result | None:
        return next((result for result in self.results.values() if result.failure_type), None)

    @property
    def is_settled(self) -> bool:
        return bool(self.results) and not self.addresses

    @property
    def is_accepted(self) -> bool:
        return bool(self.results) and not self.failure

    def pending(self) -> list[str]:
        return [address for address in self.addresses if address not in self.results]


class Connection:
    """The SMTP session of a batch, which is opened again when the server has closed it.

    :param session: what core opened; anything but a session of smtplib (a test's) is never opened again
    :param connect: gives another one like it
    """

    def __init__(self, session, connect: Callable[[], smtplib.SMTP]):
        self._first, self.session = session, session
        self._connect = connect
        self._lost = 0
        self.is_fresh = True

    @property
    def is_real(self) -> bool:
        return isinstance(self.session, _SMTP)

    @property
    def is_lost(self) -> bool:
        return self.is_real and self.session.sock is None

    def heard(self) -> None:
        """Remember how a conversation ended."""
        self.is_fresh = False
        self._lost = self._lost + 1 if self.is_lost else 0

    def reopen(self) -> None:
        """Open it again where it is lost.

        :raises ServerGone: when that fails, or was needed too often
        """
        if not self.is_lost:
            return
        if self._lost >= LOST_CONNECTIONS:
            raise ServerGone("the server closed the connection again and again")
        try:
            self.session, self.is_fresh = self._connect(), True
        except (OSError, smtplib.SMTPException) as error:  # what Odoo lets through when it connects
            self._lost = LOST_CONNECTIONS
            raise ServerGone(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Close what was opened here; the first session is core's."""
        if self.session is not self._first:
            with suppress(OSError, smtplib.SMTPException):
                self.session.quit()


class SendingLog:
    """What becomes of the emails that are being sent. Lives in the context of one call of ``mail.mail._send``.

    :param settled: who has the message already, or may have it (``mail.troubleshooting.attempt._settled``)
    :param goes_on: False where the caller wants the first failure as an exception

    Of emails that try again by themselves: ``given_up`` are those who are not tried, ``before`` is what is written.
    """

    def __init__(
        self,
        journal: AttemptJournal,
        connection: Connection,
        settled: dict[tuple[str, str, int], tuple[str, str]],
        *,
        server_id: int | bool,
        goes_on: bool,
    ):
        self.journal, self.connection, self.goes_on = journal, connection, goes_on
        self._settled, self._server_id = settled, server_id
        self.mail_id = 0
        self.given_up: dict[tuple[str, str, int], Result] = {}
        self.before: list[tuple] = []
        self.emails: list[Email] = []
        self.answers: list[str] = []
        self.ended_by: Result | None = None
        self.row: dict = {}
        self.had_recipients = False

    def close(self) -> None:
        try:
            self.journal.close()
        finally:
            self.connection.close()

    def begin(self, mail, emails: list[dict], *, had_recipients: bool) -> list[dict]:
        """Start with the next ``mail.mail``. Returns its emails without those who have it already.

        :param had_recipients: whether there were any before those whose failure was settled were left out
        :raises ServerGone: when there is no connection to send it over
        :raises MailDeliveryException: when nobody has it and nobody is tried
        """
        self.mail_id, self.answers, self.ended_by = mail.id, [], None
        self.had_recipients = had_recipients
        self.row = mail_columns(mail, self._server_id)
        self.emails = [self._email(mail, values) for values in emails]
        left = [values for email, values in zip(self.emails, emails, strict=True) if not email.is_settled]
        if left:
            self.connection.reopen()
        elif failures := self.failures() if not self.is_anybody_reached else ():
            # Core, and every override of what comes after sending, would take it for sent.
            raise MailDeliveryException("Mail Delivery Failed", failures[0].reason)
        return left

    def _email(self, mail, values: dict) -> Email:
        partner = values["partner_id"] or mail.env["res.partner"]
        wanted = dict.fromkeys(values["email_to_normalized"])
        results = {}
        for address in wanted:
            key = (mail.message_id, address, partner.id or 0)
            outcome, words = self._settled.get(key, ("", ""))
            if key in self.given_up:  # first, as it knows of what was accepted and came back
                results[address] = self.given_up[key]
            elif outcome:
                results[address] = ACCEPTED if outcome == "accepted" else Result.uncertain(words or _UNHEARD)
        addresses = values["email_to_normalized"] = [address for address in wanted if address not in results]
        return Email(partner, addresses, results, is_written=bool(values["email_to"]))

    def see_again(self, email: Email, settled: dict[tuple[str, str, int], tuple[str, str]]) -> None:
        """Somebody else was faster: leave out whom they have reached."""
        for address in email.pending():
            outcome, words = settled.get((self.row["message_id"], address, email.partner.id or 0), ("", ""))
            if outcome:
                email.results[address] = ACCEPTED if outcome == "accepted" else Result.uncertain(words or _UNHEARD)
                email.addresses.remove(address)

    def row_of(self, email: Email, address: str) -> dict:
        """Columns of an attempt that are known before anything is said."""
        return {**self.row, **recipient_columns(address), "partner_id": email.partner.id}

    def is_about(self, mails) -> bool:
        return mails.ids == [self.mail_id]

    @property
    def several(self) -> bool:
        return sum(not email.is_settled for email in self.emails) > 1

    @property
    def nothing_left(self) -> bool:
        """Whether there were recipients, and everyone had it before."""
        return self.had_recipients and all(email.is_settled for email in self.emails)

    @property
    def is_anybody_reached(self) -> bool:
        return any(ACCEPTED in email.results.values() for email in self.emails)

    @property
    def is_accepted(self) -> bool:
        """Whether every recipient has it by now."""
        return all(email.is_accepted for email in self.emails)

    def email_of(self, addresses) -> Email | None:
        """The email that core is handing over next, by the addresses that core hands on."""
        waiting = (email for email in self.emails if not email.begun and not email.is_settled)
        return next((email for email in waiting if email.addresses == addresses), None)

    def end(self, failure_type: str | None, failure_reason: str | None) -> list[Result]:
        """Give those who were not tried what ended the sending. Returns all that failed."""
        # Core remembers the failure type of an earlier recipient, so what was noted here comes first.
        last = self.ended_by or (failure_type and Result("not_tried", failure_type, failure_reason or ""))
        if last:
            rows = [self.row_of(email, address) for email in self.emails for address in email.pending()]
            for email in self.emails:
                email.results |= dict.fromkeys(email.pending() or ([] if email.results else [""]), last)
            self.journal.not_tried(rows, last.reason)
        return self.failures()

    def failures(self) -> list[Result]:
        return [result for email in self.emails for result in email.results.values() if result.failure_type]

    def failure_for(self, partner, address: str | bool) -> Result | None:
        """What became of the recipient of a notification, None where nothing failed."""
        if partner:
            return next((email.failure for email in self.emails if email.partner == partner and email.failure), None)
        normalized = email_normalize(address or "") or address
        plain = [email for email in self.emails if not email.partner]
        found = next((email.results[normalized] for email in plain if normalized in email.results), None)
        if found is None:  # an address that is none
            found = next((email.results[""] for email in plain if "" in email.results), None)
        return found if found and found.failure_type else None


def mail_columns(mail, server_id: int | bool) -> dict:
    """Columns of an attempt that follow from the email."""
    return {
        "mail_message_id": mail.mail_message_id.id,
        "message_id": mail.message_id,
        "model": mail.model,
        "res_id": mail.res_id,
        "author_id": mail.author_id.id,
        "mail_mail_id": mail.id,
        "mail_server_id": server_id or mail.mail_server_id.id,
    }


def recipient_columns(address: str) -> dict:
    """Columns of an attempt that follow from the address, and the time."""
    domain = address.rpartition("@")[2].lower()
    return {"date": fields.Datetime.now(), "recipient": address, "recipient_domain": domain}


#: As it was imported: tests exchange ``smtplib.SMTP`` for something that is no class.
_SMTP = smtplib.SMTP

_UNHEARD = "the sending ended before the server's answer was read"
