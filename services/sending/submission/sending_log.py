"""What becomes of the emails of one batch, recipient by recipient."""

from __future__ import annotations

from odoo.tools import email_normalize

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ....tools.replies.odoo_failure import is_of_email
from ....tools.sessions.handed_over import Key, is_too_long
from ..journal import AttemptJournal
from .columns import mail_columns, recipient_columns
from .connection import Connection
from .results import ACCEPTED, NO_ADDRESS, Email, Result

#: In the context while emails are being sent.
LOG = "mail_troubleshooting_log"


class SendingLog:
    """What becomes of the emails that are being sent. Lives in the context of one call of ``mail.mail._send``.

    :param settled: who has the message already, or may have it (``attempts/settled.py``)
    :param rounds: the round that recipients have reached (``attempts/settled.py``)
    :param goes_on: False where the caller wants the first failure as an exception

    ``is_postponed``: the database had no time for it, so that it was not handed over and goes back into the queue.
    ``had_recipients`` is whether the email had any before those who have it were left out.
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
        self._unexplained: dict[str, set[int]] = {}
        self.mail_id = 0
        self.given_up: dict[Key, Result] = {}
        self.before: dict[int, list[tuple]] = {}
        self.emails: list[Email] = []
        self.answers: list[str] = []
        self.ended_by: Result | None = None
        self.is_postponed = False
        self.row: dict = {}
        self.had_recipients = self._is_prepared = False

    # ------------------------------------------------------------
    # Before the email is sent
    # ------------------------------------------------------------

    def begin(self, mail) -> None:
        """Start with the next ``mail.mail``."""
        self.mail_id, self.answers, self.ended_by, self.is_postponed = mail.id, [], None, False
        self.had_recipients = self._is_prepared = False
        self.row, self.emails = mail_columns(mail, self._server_id), []

    def knows_anybody(self, mail) -> bool:
        """Whether some of its recipients may have it already."""
        message_id = mail.mail_message_id.id
        return any(key[0] == message_id for keys in (self._settled, self.given_up) for key in keys)

    def known_results(self, partner, addresses) -> dict[str, Result]:
        """What came of those who are not tried, by address."""
        found = {}
        for address in addresses:
            key = self._key(partner, address)
            outcome, words = self._settled.get(key, ("", ""))
            if key in self.given_up:  # first, as it knows of what was accepted and came back
                found[address] = self.given_up[key]
            elif outcome:
                found[address] = Result.known(outcome, words)
            elif is_too_long(address):
                found[address] = NO_ADDRESS
        return found

    def leave_out(self, partner, results: dict[str, Result]) -> None:
        """Remember those of whom core prepares no email."""
        self.emails.append(Email(partner, [], results))

    def take(self, mail, emails: list[dict], *, had_recipients: bool = False) -> list[dict]:
        """Take over what core has prepared. Returns it without those who have it already.

        :param had_recipients: whether anybody was left out before
        :raises ServerGone: when there is no connection to send it over
        :raises MailDeliveryException: when nobody has it and nobody is tried
        """
        prepared = [self._email(values["partner_id"] or mail.env["res.partner"], values) for values in emails]
        self.emails += prepared
        self._is_prepared = True
        self.had_recipients = had_recipients or bool(self.emails)
        left = [values for email, values in zip(prepared, emails, strict=True) if not email.is_settled]
        if left:
            self.connection.reopen()
        elif failures := self.failures() if not self.is_anybody_reached else ():
            # Core, and every override of what comes after sending, would take it for sent.
            raise MailDeliveryException("Mail Delivery Failed", failures[0].reason)
        return left

    def _email(self, partner, values: dict) -> Email:
        wanted = dict.fromkeys(values["email_to_normalized"])
        results = self.known_results(partner, wanted)
        addresses = values["email_to_normalized"] = [address for address in wanted if address not in results]
        return Email(partner, addresses, results, is_written=bool(values["email_to"]))

    # ------------------------------------------------------------
    # What is written meanwhile
    # ------------------------------------------------------------

    def explains_later(self, records, vals: dict) -> bool:
        """Whether what is written of a failure is diagnosed when core has finished with the email.

        Core writes a failure before each email, in case that nobody comes back from it, and another one afterwards.
        """
        is_failure = vals.get("failure_type") or vals.get("failure_reason")
        later = bool(is_failure) and "failure_cause_id" not in vals and is_of_email(vals.get("failure_type"))
        waiting = self._unexplained.setdefault(records._name, set())
        if later:
            waiting.update(records.ids)
        elif not vals.keys().isdisjoint(("failure_type", "failure_reason", "failure_cause_id")):
            waiting.difference_update(records.ids)
        return later

    def unexplained(self, env) -> list:
        """Records on which a failure was written and left, by model; asked once."""
        found, self._unexplained = self._unexplained, {}
        return [env[model].browse(ids) for model, ids in found.items() if ids]

    # ------------------------------------------------------------
    # While it is sent
    # ------------------------------------------------------------

    def see_again(self, email: Email) -> None:
        """Somebody else was faster: leave out whom they have reached."""
        settled = self.journal.settled_meanwhile(self.row["mail_message_id"], self._rounds)
        for address in email.pending():
            outcome, words = settled.get(self._key(email.partner, address), ("", ""))
            if outcome:
                email.results[address] = Result.known(outcome, words)
                email.addresses.remove(address)

    def row_of(self, email: Email, address: str) -> dict:
        """Columns of an attempt that are known before anything is said."""
        number = self._rounds.get(self._key(email.partner, address), 0)
        return {**self.row, **recipient_columns(address), "partner_id": email.partner.id, "round": number}

    def _key(self, partner, address: str) -> Key:
        return self.row["mail_message_id"], address, partner.id or 0

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

    # ------------------------------------------------------------
    # Afterwards
    # ------------------------------------------------------------

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
        failures = self.failures()
        # Nobody knows yet who was left, where it failed before core had prepared it for them.
        return failures if self._is_prepared or not (last and failures) else [last, *failures]

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


def log_of(env) -> SendingLog | None:
    """The log of the emails that are being sent. The context of a call from outside may say anything."""
    log = env.context.get(LOG)
    return log if isinstance(log, SendingLog) else None


def log_about(mails) -> SendingLog | None:
    """What becomes of this very email while it is being sent, None at other times."""
    log = log_of(mails.env)
    return log if log and log.is_about(mails) else None
