"""One email, one conversation with a server: what it came to for each recipient, and whether core may go on."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import psycopg2

from odoo.tools import exception_to_unicode

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from ....tools.rules.stages import OF_EXCEPTION
from ....tools.sessions.conversation import ServerReply
from ....tools.sessions.unheard import chain, is_connection_lost, may_have_left, reply_to
from .connection import ServerGone, words
from .listener import Listener
from .results import ACCEPTED, SAME_ANSWERS, UNBUILT, Email, Result
from .sending_log import SendingLog

#: What ends a conversation. Anything else is not about this email, and passes.
_ERRORS = (MailDeliveryException, OSError, AssertionError)


class RecipientRefused(MailDeliveryException, AssertionError):
    """One of several recipients did not get it: to other addons the failure that it is.

    Core goes on with the next recipient after an ``AssertionError`` with exactly this text, and after nothing else.
    """

    def __str__(self) -> str:
        return IrMail_Server.NO_VALID_RECIPIENT


class HandOver:
    """Hands one email over.

    :param send: lets core and other addons send it
    """

    def __init__(self, log: SendingLog, email: Email, message, send: Callable[[], str]):
        self._log, self._email, self._send = log, email, send
        self._heard = Listener(log, email, message)
        self._result = log.row["message_id"]

    def run(self) -> str:
        """Give the Message-Id, as ``send_email`` does.

        :raises RecipientRefused: nobody got it, and core may go on with the next recipient
        """
        self._email.begun = True
        error = self._converse()
        if error and self._heard.passes:
            raise self._heard.passes
        if error and self._heard.is_postponed:
            self._log.is_postponed = True
            raise error
        if isinstance(error, AssertionError) and self._is_of_core(error):
            self._not_valid(error)
            raise error
        said = words(error) if error else ""
        error = self._judge(error)
        self._keep(error, said)
        return self._conclude(error)

    def _converse(self) -> Exception | None:
        try:
            self._result = self._heard.listen(self._send)
        except _ERRORS as error:
            return error
        except (psycopg2.Error, MemoryError):
            raise
        except Exception as error:
            if not self._heard.is_heard:  # an addon sends in its own way, and raises what core never does
                self._judge_unheard(error)
                self._keep(error, words(error))
            raise
        return None

    # ------------------------------------------------------------
    # What it came to
    # ------------------------------------------------------------

    def _judge(self, error: Exception | None) -> Exception | None:
        """Give each recipient its result. Returns the error that stands."""
        heard, results = self._heard, self._email.results
        self._judge_refused(error)
        if heard.talk.is_accepted:
            results.update(dict.fromkeys(heard.covered(), ACCEPTED))
            return None
        if heard.talk.is_uncertain:
            result = Result.known("uncertain", words(error) if error else "")
            results.update(dict.fromkeys(heard.covered(), result))
        elif not heard.is_heard and not heard.is_unbuilt:
            self._judge_unheard(error)
        elif is_connection_lost(error) and not heard.negative:
            self._fill("not_tried", "mail_smtp", f"Mail Delivery Failed\n{words(error)}")
        else:
            self._judge_message(error)
        if isinstance(error, smtplib.SMTPServerDisconnected) and self._log.goes_on:
            # Core would end the whole batch, and roll back what servers have accepted.
            return MailDeliveryException("Mail Delivery Failed", self._ending.reason)
        return error

    def _judge_refused(self, error: Exception | None) -> None:
        alone = error and len(self._email.addresses) == 1
        for address, reply in self._heard.refused().items():
            reason = exception_to_unicode(error) if alone else _refusal(address, reply)
            self._email.results[address] = Result("refused", _type_of(reason), reason)

    def _judge_message(self, error: Exception | None) -> None:
        """What holds for everybody: only what a server has said against it is a refusal."""
        negative = self._heard.negative
        if not error and not negative:  # an addon has found another way
            self._judge_unheard(error)
            return
        reason = exception_to_unicode(error) if error else f"Mail Delivery Failed\n{negative.code} {negative.text}"
        if self._heard.is_unbuilt and not any(isinstance(one, smtplib.SMTPNotSupportedError) for one in chain(error)):
            reason = f"{reason} {UNBUILT}"  # where the exception does not say so itself
        # A server that closes at one recipient has said nothing of those behind.
        self._fill("refused" if negative else "not_tried", _type_of(reason), reason)
        self._email.is_unheard |= not error

    def _judge_unheard(self, error: Exception | None) -> None:
        """An addon has sent it in its own way: what it says is all that is known."""
        self._email.is_unheard = True
        if not error and not self._result:
            return  # which is how core is told that nothing was sent
        # A service may understand an address that is none to Odoo, as a telephone number.
        nameless = [] if self._email.results else [""]
        for address in self._email.pending() or nameless:
            if not error:
                result = ACCEPTED
            elif may_have_left(error):
                result = Result.uncertain(words(error))
            else:
                outcome, reason = "refused" if reply_to(error, address)[0] else "not_tried", exception_to_unicode(error)
                result = Result(outcome, _type_of(reason), reason)
            self._email.results[address] = result

    def _fill(self, outcome: str, failure_type: str, reason: str) -> None:
        """Give a result to those who have none."""
        for address in self._email.pending():
            self._email.results[address] = Result(outcome, failure_type, reason)

    @staticmethod
    def _is_of_core(error: AssertionError) -> bool:
        """Whether core itself found fault with the email before anybody was asked to send it."""
        faults = (
            IrMail_Server.NO_VALID_RECIPIENT,
            IrMail_Server.NO_VALID_FROM,
            IrMail_Server.NO_FOUND_FROM,
            IrMail_Server.NO_FOUND_SMTP_FROM,
        )
        return bool(error.args) and error.args[0] in faults

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

    def _keep(self, error: Exception | None, said: str) -> None:
        journal, heard, refused = self._log.journal, self._heard, self._heard.refused()
        if heard.ids:
            journal.record_outcome(heard.ids, heard.talk, "" if heard.talk.final else said, self._ending)
        rows = []
        for address, result in self._email.results.items():
            row = {**heard.row(address), "outcome": result.outcome}
            if address in refused:
                rows.append({**row, **journal.words(refused[address])})
            elif heard.ids or address not in self._email.addresses:
                continue
            elif result.failure_type:
                rows.append({**row, **self._error_words(error, said, result, address)})
            elif self._email.is_unheard:
                rows.append(row)
        journal.record(rows)
        if not self._log.is_accepted:
            # Only of an email that everybody has, core tells as much when it commits.
            journal.write_outcomes()

    def _error_words(self, error, said: str, result: Result, address: str) -> dict:
        reply, name = reply_to(error, address)
        if reply and result.outcome != "uncertain":
            return self._log.journal.words(reply, OF_EXCEPTION.get(name))
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
        results, refused = self._email.results, self._heard.refused()
        here = (results[address] for address in self._email.addresses if address in results and address not in refused)
        return next((result for result in here if result.failure_type), self._email.failure)

    def _next_may_be_tried(self, error: Exception) -> bool:
        if any(isinstance(one, smtplib.SMTPSenderRefused) for one in chain(error)) or self._is_always_the_same():
            return False
        with suppress(ServerGone):
            self._log.connection.reopen()
            return True
        return False

    def _is_always_the_same(self) -> bool:
        """Whether the whole message got the same answer again and again."""
        final = self._heard.talk.final
        if not final:
            return False
        self._log.answers.append(final.text)
        last = self._log.answers[-SAME_ANSWERS:]
        return len(last) == SAME_ANSWERS and len(set(last)) == 1


def _refusal(address: str, reply: ServerReply) -> str:
    """A refusal of one of several recipients, as core writes it for a single one."""
    error = smtplib.SMTPRecipientsRefused({address: (reply.code, reply.text.encode())})
    return f"Mail Delivery Failed\n{words(error)}"


def _type_of(reason: str) -> str:
    return "mail_spam" if "OutboundSpamException" in reason else "unknown"
