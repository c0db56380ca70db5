"""Listens to the hand-over of one email, and keeps it one email to those above whatever happens to the connection."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import contextmanager

import psycopg2

from ....tools.addresses.mailbox import in_ascii
from ....tools.sessions.conversation import Conversation, Phase, Send, ServerReply, Transaction
from ..journal import AlreadyHandedOver, IntentionNotKept
from .connection import ServerGone
from .results import ACCEPTED, Email, Result
from .sending_log import SendingLog

#: How often in a row somebody else may hand over the same email.
_TRIES = 3


class Listener:
    """What was said of one email over the session that this addon listens to.

    :param talk: the transaction that is about the email's own addresses
    :param ids: attempts that were written before the last dot
    :param passes: an error that is not about this email, and must reach whoever sends as what it is
    :param is_postponed: the database had no time to keep the intention, so that it was not handed over
    """

    def __init__(self, log: SendingLog, email: Email, message):
        self._log, self._email, self._message = log, email, message
        self._own = {in_ascii(address): address for address in email.addresses}
        self._conversation: Conversation | None = None
        self._is_aside = False
        self.talk = Transaction()
        self.ids: list[int] = []
        self.passes: Exception | None = None
        self.is_postponed = False

    def listen(self, send: Callable[[], str]) -> str:
        """Give what ``send`` gives. Only a session of smtplib can be listened to."""
        if not self._log.connection.is_real:
            return send()
        self._conversation = Conversation(self._log.connection.session, self._intend, self._transmit)
        try:
            with self._conversation:
                return send()
        finally:
            if not self.is_heard:  # where nobody called ``sendmail``, but said every command
                self.talk = self._conversation.now or self.talk
            if self.is_heard:
                self._log.connection.heard()

    # ------------------------------------------------------------
    # What was heard
    # ------------------------------------------------------------

    @property
    def is_heard(self) -> bool:
        """Whether the email went over the session that is listened to."""
        return self.talk.phase != Phase.CONNECTED

    @property
    def is_unbuilt(self) -> bool:
        """Whether it could not be made into the bytes that are sent."""
        return bool(self._conversation and self._conversation.is_unbuilt)

    def covered(self) -> list[str]:
        """Those of the email's own addresses for whom the server has taken the text."""
        if self._is_for_others:
            return self._email.pending() if self.talk.taken() else []
        return list(filter(None, dict.fromkeys(map(self._address, self.talk.taken()))))

    def refused(self) -> dict[str, ServerReply]:
        """What the server said of the email's own addresses that it did not take."""
        refused = self.talk.refused().items()
        return {own: reply for address, reply in refused if (own := self._address(address))}

    @property
    def negative(self) -> ServerReply | None:
        """What the server said against the whole message, or against whom an addon sends it to instead."""
        instead = self.talk.refused().values() if self._is_for_others else ()
        return self.talk.negative or next(iter(instead), None)

    @property
    def _is_for_others(self) -> bool:
        """Whether an addon sends to somebody else what is for the email's own addresses."""
        return not any(map(self._address, self.talk.recipients))

    def _address(self, recipient: str) -> str | None:
        """The email's own address that a recipient of the envelope is, None where an addon has added somebody."""
        return self._own.get(in_ascii(recipient))

    # ------------------------------------------------------------
    # Below core's ``send_email``
    # ------------------------------------------------------------

    def _transmit(self, send: Send, recipients: list[str]) -> dict:
        """Hand over; again over another connection, or without whom somebody else has reached meanwhile.

        Odoo and other addons change an email before they hand it over, so that none of it may be done twice.
        """
        if self.is_heard and not any(map(self._address, recipients)):
            return self._send_aside(send, recipients)
        if self.ids:
            self._finish()
        for _again in range(_TRIES):
            try:
                return self._send_listening(send, recipients)
            except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused):
                if not self._was_idle():
                    raise
            except AlreadyHandedOver:
                recipients = self._left(recipients)
            if not recipients:
                return {}
            self._reopen()
        raise AlreadyHandedOver("another process sends the same email")

    def _send_listening(self, send: Send, recipients: list[str]) -> dict:
        try:
            return send(recipients)
        finally:
            self.talk = self._conversation.now

    def _send_aside(self, send: Send, recipients: list[str]) -> dict:
        """A copy for somebody else, which an addon sends behind the email."""
        self._is_aside = True
        try:
            return send(recipients)
        finally:
            self._is_aside = False

    def _finish(self) -> None:
        """An addon sends more than once. The last time counts, but who has it has it."""
        if self._is_for_others:  # it was a copy for somebody else, before the email itself
            self._log.journal.record_outcome(self.ids, Transaction(), "", None)
        else:
            self._log.journal.record_outcome(self.ids, self.talk, "", None)
            if self.talk.is_accepted:
                self._email.results.update(dict.fromkeys(self.covered(), ACCEPTED))
            elif self.talk.is_uncertain:
                self._email.results.update(dict.fromkeys(self.covered(), Result.known("uncertain", "")))
        self.ids = []

    def _was_idle(self) -> bool:
        """Whether the server has closed a connection between two emails, as many do after a while or after so many."""
        connection = self._log.connection
        return connection.is_lost and not connection.is_fresh and self.talk.phase <= Phase.MAIL

    def _reopen(self) -> None:
        try:
            self._log.connection.reopen()
        except ServerGone as error:
            self.passes = error
            raise

    def _left(self, recipients: list[str]) -> list[str]:
        """Somebody else was faster for some of them; the server has dropped what it had of the message."""
        with self._asking():
            self._log.see_again(self._email)
        pending = self._email.pending()
        return [address for address in recipients if self._address(address) in pending]

    def _intend(self, talk: Transaction) -> None:
        """Before the last dot: from now on the server may have it."""
        if self._is_aside:
            return
        self.talk = talk
        rows = [{**self.row(address), "outcome": "uncertain"} for address in self.covered()]
        with self._asking():
            self.ids = self._log.journal.intend(rows)

    @contextmanager
    def _asking(self):
        """Tell a database that has no time for this email from one that is gone."""
        try:
            yield
        except IntentionNotKept:
            self.is_postponed = True
            raise
        except psycopg2.Error as error:
            self.passes = error
            raise

    def row(self, address: str) -> dict:
        """Columns of an attempt."""
        talk = self.talk
        return {
            **self._log.row_of(self._email, address),
            "message_id": self._message["Message-Id"] or self._log.row["message_id"],  # as it is sent
            "envelope_sender": talk.sender,
            "tls": talk.tls,
            "duration": talk.milliseconds,
            "size": talk.size,
        }
