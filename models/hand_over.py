"""One email, one conversation with a server: what it came to for each recipient, and whether core may go on."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from odoo.tools import exception_to_unicode

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from ..tools.conversation import Conversation, ServerReply, Stage
from ..tools.rules.stages import OF_EXCEPTION
from .attempt_journal import AlreadyHandedOver, IntentionNotKept
from .connection import ServerGone, words
from .sending import ACCEPTED, SAME_ANSWERS, Email, Result, SendingLog

#: What ends a conversation. Anything else is not about this email, and passes.
_ERRORS = (MailDeliveryException, smtplib.SMTPServerDisconnected, AssertionError)


class RecipientRefused(MailDeliveryException, AssertionError):
    """One of several recipients did not get it: to other addons the failure that it is.

    Core goes on with the next recipient after an ``AssertionError`` with exactly this text, and after nothing else.
    """

    def __str__(self) -> str:
        return IrMail_Server.NO_VALID_RECIPIENT


class HandOver:
    """Hands one email over.

    :param send: lets core send it over a session
    """

    def __init__(self, log: SendingLog, email: Email, message, send: Callable[[object], str]):
        self._log, self._email, self._message_id = log, email, message["Message-Id"]
        self._send = send
        self._ids: list[int] = []
        self._talk: Conversation | None = None
        self._result = self._message_id

    def run(self) -> str:
        """Give the Message-Id, as ``send_email`` does.

        :raises RecipientRefused: nobody got it, and core may go on with the next recipient
        """
        self._email.begun = True
        connection = self._log.connection
        if not connection.is_real:
            return self._run_unheard()
        error = self._converse()
        if error and self._was_idle(connection):
            connection.reopen()
            error = self._converse()
        if self._is_taken_by_another(error):
            error = self._converse_with_the_rest()
        connection.heard()
        if error and isinstance(error.__context__, IntentionNotKept):
            self._log.is_postponed = True
            raise error
        if isinstance(error, AssertionError):
            self._not_valid(error)
            raise error
        said = words(error) if error else ""
        error = self._judge(error)
        self._keep(error, said)
        return self._conclude(error)

    def _run_unheard(self) -> str:
        """Without a session of smtplib there is nothing to listen to: core's own way."""
        try:
            result = self._send(self._log.connection.session)
        except MailDeliveryException as error:
            self._fill("refused", _type_of(exception_to_unicode(error)), exception_to_unicode(error))
            raise
        except AssertionError as error:
            self._not_valid(error)
            raise
        for address in self._email.pending():
            self._email.results[address] = ACCEPTED
        return result

    # ------------------------------------------------------------
    # Talking
    # ------------------------------------------------------------

    def _converse(self) -> Exception | None:
        self._ids, self._talk = [], Conversation(self._log.connection.session, self._intend)
        try:
            with self._talk:
                self._result = self._send(self._log.connection.session)
        except _ERRORS as error:
            return error
        return None

    def _was_idle(self, connection) -> bool:
        """Whether the server has closed a connection between two emails, as many do after a while or after so many."""
        return connection.is_lost and not connection.is_fresh and self._talk.stage <= Stage.MAIL

    def _intend(self, talk: Conversation) -> None:
        """Before the last dot: from now on the server may have it."""
        rows = [{**self._row(address), "outcome": "uncertain"} for address in talk.taken()]
        self._ids = self._log.journal.intend(rows)

    @staticmethod
    def _is_taken_by_another(error) -> bool:
        return isinstance(error, MailDeliveryException) and isinstance(error.__context__, AlreadyHandedOver)

    def _converse_with_the_rest(self) -> Exception | None:
        """Somebody else was faster for some of the recipients; the server has dropped what it had of the message."""
        self._log.see_again(self._email)
        if not self._email.pending():
            return None
        self._log.connection.reopen()
        return self._converse()

    # ------------------------------------------------------------
    # What it came to
    # ------------------------------------------------------------

    def _judge(self, error: Exception | None) -> Exception | None:
        """Give each recipient its result. Returns the error that stands."""
        talk, results = self._talk, self._email.results
        alone = error and len(self._email.addresses) == 1
        for address, reply in talk.refused().items():
            reason = exception_to_unicode(error) if alone else _refusal(address, reply)
            results[address] = Result("refused", _type_of(reason), reason)
        if talk.is_accepted:
            results.update(dict.fromkeys(talk.taken(), ACCEPTED))
            return None
        if error and talk.is_uncertain:
            results.update(dict.fromkeys(talk.taken(), Result.uncertain(words(error))))
        elif isinstance(error, smtplib.SMTPServerDisconnected):
            self._fill("not_tried", "mail_smtp", f"Mail Delivery Failed\n{words(error)}")
        elif error:
            reason = exception_to_unicode(error)
            # A server that closes at one recipient has said nothing of those behind.
            self._fill("not_tried" if talk.stage == Stage.RCPT else "refused", _type_of(reason), reason)
        if isinstance(error, smtplib.SMTPServerDisconnected) and self._log.goes_on:
            # Core would end the whole batch, and roll back what servers have accepted.
            return MailDeliveryException("Mail Delivery Failed", self._ending.reason)
        return error

    def _fill(self, outcome: str, failure_type: str, reason: str) -> None:
        """Give a result to those who have none."""
        for address in self._email.pending():
            self._email.results[address] = Result(outcome, failure_type, reason)

    def _not_valid(self, error: AssertionError) -> None:
        """Core found no address to send to. A contact without an address lacks one, whatever core calls it."""
        if str(error) != IrMail_Server.NO_VALID_RECIPIENT:
            return
        partner = self._email.partner
        missing = not (partner.email or "").strip() if partner else not self._email.is_written
        result = Result("not_tried", "mail_email_missing" if missing else "mail_email_invalid", str(error))
        self._email.results[""] = result

    # ------------------------------------------------------------
    # Keeping it
    # ------------------------------------------------------------

    def _row(self, address: str) -> dict:
        talk = self._talk
        return {
            **self._log.row_of(self._email, address),
            "message_id": self._message_id,
            "envelope_sender": talk.sender,
            "tls": talk.tls,
            "duration": talk.milliseconds,
            "size": talk.size,
        }

    def _keep(self, error: Exception | None, said: str) -> None:
        journal, talk = self._log.journal, self._talk
        if self._ids:
            journal.settle(self._ids, talk, "" if talk.final else said, self._ending)
        rows = []
        for address, result in self._email.results.items():
            if address in talk.refused():
                rows.append({**self._row(address), "outcome": "refused", **journal.words(talk.refused()[address])})
            elif not self._ids and result.failure_type and address in self._email.addresses:
                rows.append({**self._row(address), "outcome": result.outcome, **self._error_words(error, said, result)})
        journal.record(rows)
        if not self._log.is_accepted:
            # Only of an email that everybody has, core tells as much when it commits.
            journal.write_outcomes()

    def _error_words(self, error, said: str, result: Result) -> dict:
        cause = error.__context__ if isinstance(error, MailDeliveryException) else error
        if isinstance(cause, smtplib.SMTPResponseException):
            return self._log.journal.words(
                ServerReply.of(cause.smtp_code, cause.smtp_error), OF_EXCEPTION.get(type(cause).__name__)
            )
        return {"reply": said, "failure_cause_id": self._log.journal.cause_of(result.reason)}

    # ------------------------------------------------------------
    # And core?
    # ------------------------------------------------------------

    def _conclude(self, error: Exception | None) -> str:
        email, log = self._email, self._log
        if ACCEPTED in email.results.values() or not email.failure:
            return self._result
        error = error or MailDeliveryException("Mail Delivery Failed", self._ending.reason)
        if log.goes_on and log.several and self._next_may_be_tried(error):
            raise RecipientRefused(*error.args) from error
        log.ended_by = replace(self._ending, outcome="not_tried")
        raise error

    @property
    def _ending(self) -> Result | None:
        """What ended this conversation, rather than what was said of one recipient, now or at an earlier try."""
        results, refused = self._email.results, self._talk.refused()
        here = (results[address] for address in self._email.addresses if address in results and address not in refused)
        return next((result for result in here if result.failure_type), self._email.failure)

    def _next_may_be_tried(self, error: Exception) -> bool:
        if isinstance(error.__context__, smtplib.SMTPSenderRefused) or self._is_always_the_same():
            return False
        with suppress(ServerGone):
            self._log.connection.reopen()
            return True
        return False

    def _is_always_the_same(self) -> bool:
        """Whether the whole message got the same answer again and again."""
        if not self._talk.final:
            return False
        self._log.answers.append(self._talk.final.text)
        last = self._log.answers[-SAME_ANSWERS:]
        return len(last) == SAME_ANSWERS and len(set(last)) == 1


def _refusal(address: str, reply: ServerReply) -> str:
    """A refusal of one of several recipients, as core writes it for a single one."""
    error = smtplib.SMTPRecipientsRefused({address: (reply.code, reply.text.encode())})
    return f"Mail Delivery Failed\n{words(error)}"


def _type_of(reason: str) -> str:
    return "mail_spam" if "OutboundSpamException" in reason else "unknown"
