"""What becomes of the emails of one batch, recipient by recipient."""

from __future__ import annotations

from dataclasses import dataclass, field

from odoo import fields
from odoo.tools import email_normalize
from odoo.tools.mail import email_normalize_all

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from ...tools.sessions.handed_over import LONGEST_ADDRESS, LONGEST_DOMAIN, Key, bounded, is_too_long
from .connection import Connection
from .journal import AttemptJournal

#: After so many equal answers to the whole message in a row everyone else would get it too.
SAME_ANSWERS = 3

#: Stands behind a reason where nobody can know whether the server accepted the message. Read by ``tools/rules/families/odoo.py``.
UNCERTAIN = "(acceptance uncertain: no answer after the end of the message)"

#: The same, where the message could not be made into the bytes that are sent.
UNBUILT = "(nothing was handed over: the email could not be put together)"


@dataclass(frozen=True)
class Result:
    """What became of one recipient. Without a ``failure_type`` nothing failed."""

    outcome: str
    failure_type: str = ""
    reason: str = ""

    @classmethod
    def uncertain(cls, words: str) -> Result:
        return cls("uncertain", "unknown", f"{words} {UNCERTAIN}")

    @classmethod
    def known(cls, outcome: str, words: str) -> Result:
        """Of a recipient who has it, or may have it, from an attempt before."""
        return ACCEPTED if outcome == "accepted" else cls.uncertain(words or _UNHEARD)


ACCEPTED = Result("accepted")
#: Of something that looks like an address and is longer than any can be.
NO_ADDRESS = Result("not_tried", "mail_email_invalid", IrMail_Server.NO_VALID_RECIPIENT)


@dataclass
class Email:
    """One of the emails that core builds from a ``mail.mail``: one conversation, one or several addresses.

    :param partner: the contact, an empty record where the email goes to plain addresses
    :param addresses: the very list that core hands on to the model of the mail server, without whom it leaves out
    :param is_written: whether there is anything that could be an address
    :param begun: whether core has come to it
    :param is_unheard: whether an addon sent it in its own way, so that only the addon knows what the server said
    :param results: by address, also of those that are left out; by "" where there is no valid address
    """

    partner: object
    addresses: list[str]
    results: dict[str, Result] = field(default_factory=dict)
    is_written: bool = True
    begun: bool = False
    is_unheard: bool = False

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


class SendingLog:
    """What becomes of the emails that are being sent. Lives in the context of one call of ``mail.mail._send``.

    :param settled: who has the message already, or may have it (``mail.troubleshooting.attempt._settled``)
    :param rounds: the round that recipients have reached (``mail.troubleshooting.release._rounds``)
    :param goes_on: False where the caller wants the first failure as an exception

    Core writes a failure before each email, in case that nobody comes back from it. ``is_between`` is True until the next
    one is begun, and ``fresh`` are the emails of which nothing but that can have been written.
    ``is_postponed``: the database had no time for it, so that it was not handed over and goes back into the queue.
    ``had_recipients`` is whether the email had any before those whose failure was settled were left out.
    Of emails that try again by themselves: ``given_up`` are those who are not tried, ``before`` is what the notifications
    of each say.
    """

    def __init__(
        self,
        journal: AttemptJournal,
        connection: Connection,
        settled: dict[Key, tuple[str, str]],
        rounds: dict[Key, int],
        *,
        server_id: int | bool,
        goes_on: bool,
    ):
        self.journal, self.connection, self.goes_on = journal, connection, goes_on
        self._settled, self._rounds, self._server_id = settled, rounds, server_id
        self.mail_id = 0
        self.is_between = True
        self.fresh: set[int] = set()
        self.given_up: dict[Key, Result] = {}
        self.before: dict[int, list[tuple]] = {}
        self.emails: list[Email] = []
        self.answers: list[str] = []
        self.ended_by: Result | None = None
        self.is_postponed = False
        self.row: dict = {}
        self.had_recipients = False

    def begin(self, mail, emails: list[dict]) -> list[dict]:
        """Start with the next ``mail.mail``. Returns its emails without those who have it already.

        :raises ServerGone: when there is no connection to send it over
        :raises MailDeliveryException: when nobody has it and nobody is tried
        """
        self.mail_id, self.answers, self.ended_by, self.is_between = mail.id, [], None, False
        self.is_postponed = False
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
            key = (mail.mail_message_id.id, address, partner.id or 0)
            outcome, words = self._settled.get(key, ("", ""))
            if key in self.given_up:  # first, as it knows of what was accepted and came back
                results[address] = self.given_up[key]
            elif outcome:
                results[address] = Result.known(outcome, words)
            elif is_too_long(address):
                results[address] = NO_ADDRESS
        addresses = values["email_to_normalized"] = [address for address in wanted if address not in results]
        return Email(partner, addresses, results, is_written=bool(values["email_to"]))

    def see_again(self, email: Email) -> None:
        """Somebody else was faster: leave out whom they have reached."""
        settled = self.journal.settled_meanwhile(self.row["mail_message_id"], self._rounds)
        for address in email.pending():
            outcome, words = settled.get(self._key(email, address), ("", ""))
            if outcome:
                email.results[address] = Result.known(outcome, words)
                email.addresses.remove(address)

    def row_of(self, email: Email, address: str) -> dict:
        """Columns of an attempt that are known before anything is said."""
        number = self._rounds.get(self._key(email, address), 0)
        return {**self.row, **recipient_columns(address), "partner_id": email.partner.id, "round": number}

    def _key(self, email: Email, address: str) -> Key:
        return self.row["mail_message_id"], address, email.partner.id or 0

    def is_passing(self, vals: dict) -> bool:
        """Whether what core writes now needs no diagnosis: it does not stand, or takes back what was never diagnosed."""
        if self.is_between:
            return vals.get("failure_type") == "unknown"
        return self.mail_id in self.fresh and not vals.get("failure_type") and not vals.get("failure_reason")

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
    def is_unheard(self) -> bool:
        """Whether others sent some of it in their own way: nobody here knows whether another try brings a second copy."""
        waiting = [email for email in self.emails if not email.is_settled]
        return any(email.is_unheard for email in waiting) or (bool(waiting) and not any(e.begun for e in waiting))

    @property
    def is_accepted(self) -> bool:
        """Whether every recipient has it by now."""
        return all(email.is_accepted for email in self.emails)

    def email_of(self, addresses) -> Email | None:
        """The email that core is handing over next, by the addresses that core hands on."""
        waiting = (email for email in self.emails if not email.begun and not email.is_settled)
        return next((email for email in waiting if email.addresses == addresses), None)

    def _report(self, partners, addresses: list[str]) -> None:
        """Take over who was reached, as an addon says that has sent without ``send_email``."""
        plain = {email_normalize(address, strict=False) for address in addresses}
        for email in self.emails:
            if not email.begun:
                has_it = email.partner in partners if email.partner else plain & {*email.addresses}
                email.results |= dict.fromkeys(email.pending() if has_it else (), ACCEPTED)

    def end(self, failure_type: str | None, failure_reason: str | None, partners, addresses) -> list[Result]:
        """Give those who were not tried what ended the sending. Returns all that failed.

        :param partners: contacts that were reached, as core says
        :param addresses: the same of plain addresses
        """
        self._report(partners, addresses)
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
    message = mail.mail_message_id
    return {
        "mail_message_id": message.id,
        "message_id": message.message_id,
        "model": message.model,
        "res_id": message.res_id,
        "author_id": message.author_id.id,
        "company_id": message.record_company_id.id,
        "waited": _waited(mail),
        "mail_mail_id": mail.id,
        "mail_server_id": server_id or message.mail_server_id.id,
        "sender": bounded(next(iter(email_normalize_all(mail.email_from)), None), LONGEST_ADDRESS),
    }


def _waited(mail) -> int:
    """Seconds since it could have gone, at least one."""
    since = max(filter(None, (mail.create_date, mail.scheduled_date)), default=fields.Datetime.now())
    return max(1, int((fields.Datetime.now() - since).total_seconds()))


def recipient_columns(address: str) -> dict:
    """Columns of an attempt that follow from the address, and the time."""
    domain = address.rpartition("@")[2].lower()
    return {
        "date": fields.Datetime.now(),
        "recipient": bounded(address, LONGEST_ADDRESS),
        "recipient_domain": bounded(domain, LONGEST_DOMAIN),
    }


_UNHEARD = "the sending ended before the server's answer was read"
