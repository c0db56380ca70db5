"""Writes attempts while emails are being sent, so that they outlive whatever happens to the sending transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

import psycopg2

from odoo.tools import SQL

from ...tools.replies.classifier import explain
from ...tools.replies.readable import readable
from ...tools.retries.sqlstate import Trouble
from ...tools.sessions.conversation import REPLY_LENGTH, ServerReply, Transaction
from ...tools.sessions.handed_over import ESSENTIAL
from ...tools.values import Stage
from ..failures.causes import id_by_code
from ..failures.reply_rules import taught_rules
from .attempts.connection import JournalConnection
from .attempts.rows import inserting, updating
from .attempts.settled import settled_since
from .database_error import trouble_of

_logger = logging.getLogger(__name__)


class AlreadyHandedOver(Exception):
    """Somebody else hands over, or has handed over, the same message for the same recipients."""


class IntentionNotKept(Exception):
    """The database had no time for the intention: without one the message must not be handed over now."""


@contextmanager
def _in_time():
    """Say so where the database has no time for this message now."""
    try:
        yield
    except psycopg2.Error as error:
        if trouble_of(error) in (Trouble.BUSY, Trouble.CONFLICT):
            raise IntentionNotKept(str(error)) from error
        raise


class _Statement(NamedTuple):
    """What is kept, and what is essential of it."""

    full: SQL
    essential: Callable[[], SQL]


def _essential(values: dict) -> dict:
    return {name: values[name] for name in ESSENTIAL if name in values}


class AttemptJournal:
    """One for each call of ``mail.mail._send``; ``close`` it at the end.

    Every statement is committed at once by a connection of its own. An outcome may wait for the next statement, which
    saves a round trip for each email: of a process that is killed in between, the last email stays uncertain.
    """

    def __init__(self, env):
        self._env = env
        self._connection = JournalConnection(env)
        self._outcomes: list[_Statement] = []
        self._late: list[_Statement] = []

    def close(self) -> None:
        """Write what waits, and give the connection back, except by which emails are claimed still."""
        self._outcomes, self._late = [*self._late, *self._outcomes], []
        try:
            self.write_outcomes()
        finally:
            if lost := len(self._late) + len(self._outcomes):
                _logger.error("%s outcomes of attempts could not be kept: they stay unconfirmed", lost)
            self._connection.close()

    def claimed(self, mail_ids: list[int]) -> AbstractContextManager[list[int]]:
        """Gives those of these emails that nobody else sends, until the end of the block."""
        return self._connection.claimed(mail_ids)

    def write_outcomes(self) -> None:
        """Write the outcomes that wait. Those for which the database has no time wait until the end."""
        try:
            self._write(None)
        except psycopg2.Error as error:
            self._log_or_raise(error)

    def intend(self, rows: list[dict]) -> list[int]:
        """Keep that the message may be accepted from now on.

        :returns: ids for ``record_outcome``
        :raises AlreadyHandedOver: when one of the recipients may have it already
        :raises IntentionNotKept: when the database has no time for it
        """
        with _in_time():
            ids = self._write(self._new(rows)) if rows else []
        if ids is not None and len(ids) < len(rows):
            self._wait_to_record(ids, {"outcome": "not_tried"})
            if self._late:  # the row that stands in the way may be this one's own
                raise IntentionNotKept("the outcomes of earlier attempts could not be kept yet")
            raise AlreadyHandedOver
        return ids or []

    def settled(self, mail_message_ids, rounds: dict) -> dict:
        """Who has these messages, or may have them, as of now; see ``attempts/settled.py``."""
        self.write_outcomes()
        return self._connection.do(lambda cr: settled_since(cr, mail_message_ids, rounds))

    def settled_meanwhile(self, mail_message_id: int, rounds: dict) -> dict:
        """The same of one message while it is handed over.

        :raises IntentionNotKept: when the database has no time to tell
        """
        with _in_time():
            return self.settled([mail_message_id], rounds)

    def record_outcome(self, ids: list[int], conversation: Transaction, words: str, failure) -> None:
        """Keep what came of an intention.

        :param words: what is known where the server said nothing
        :param failure: what went wrong, where something did
        """
        values = {}
        if conversation.is_accepted:
            values["outcome"] = "accepted"
        elif not conversation.is_uncertain:
            values["outcome"] = "refused" if conversation.final else "not_tried"
        try:
            words = {"duration": conversation.milliseconds, "reply": words, **self.words(conversation.final)}
            if failure and not conversation.final:
                words["failure_cause_id"] = self.cause_of(failure.reason)
            self._wait_to_record(ids, {**words, **values})
        except psycopg2.Error:
            # What the server said must not end with the transaction in which its words are looked up.
            if values:
                self._wait_to_record(ids, values)
            raise

    def record(self, rows: list[dict]) -> None:
        """Keep attempts that ended before the server could accept anything. Never a reason to stop."""
        try:
            if rows:
                self._write(self._new(rows))
        except psycopg2.Error as error:
            self._log_or_raise(error)

    def not_tried(self, rows: list[dict], reason: str, stage: Stage | None = None) -> None:
        """Keep who was not tried, and what prevented it.

        :param stage: how far the conversation had come, where the reason does not tell
        """
        why = {"outcome": "not_tried", "reply": (readable(reason) or reason)[:REPLY_LENGTH]}
        if rows:
            why["failure_cause_id"] = self.cause_of(reason, stage)
        self.record([{**row, **why} for row in rows])

    def words(self, reply: ServerReply | None, stage: Stage | None = None) -> dict:
        """Columns that follow from a reply."""
        if not reply:
            return {}
        values = {"code": reply.code, "enhanced_code": reply.enhanced_code, "reply": reply.text}
        if not reply.positive:
            values["failure_cause_id"] = self.cause_of(f"{reply.code} {reply.text}", stage)
        return values

    def cause_of(self, reason: str, stage: Stage | None = None) -> int | bool:
        taught = taught_rules(self._env)
        found = explain(reason, extra_rules=taught, stage=stage)[0]
        return id_by_code(self._env, found.cause)

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    def _new(self, rows: list[dict]) -> _Statement:
        env = self._env
        return _Statement(inserting(env, rows), lambda: inserting(env, [_essential(row) for row in rows]))

    def _wait_to_record(self, ids: list[int], values: dict) -> None:
        if ids:
            essential = _essential(values) or values
            self._outcomes.append(
                _Statement(updating(self._env, ids, values), lambda: updating(self._env, ids, essential))
            )

    def _write(self, last: _Statement | None) -> list[int] | None:
        """Execute what waits and then this: together, or one by one where PostgreSQL cannot take one of them.

        :returns: ids of the rows of the last one, None where it could not be kept at all
        """
        work = [*self._outcomes, *([last] if last else ())]
        if not work:
            return []
        try:
            ids = self._ids(*(statement.full for statement in work))
        except psycopg2.Error as error:
            kind = trouble_of(error)
            if kind is Trouble.GONE or (kind is not Trouble.VALUE and not self._outcomes):
                raise
        else:
            self._outcomes = []
            return ids
        self._write_outcomes_alone()
        return self._write_alone(last) if last else []

    def _write_outcomes_alone(self) -> None:
        """One for which there is no time keeps no other email waiting: it is tried again at the end."""
        while self._outcomes:
            try:
                self._write_alone(self._outcomes[0])
            except psycopg2.Error as error:
                if trouble_of(error) is Trouble.GONE:
                    raise
                self._late.append(self._outcomes[0])
            self._outcomes.pop(0)

    def _write_alone(self, statement: _Statement) -> list[int] | None:
        for sql in (lambda: statement.full, statement.essential):
            try:
                return self._ids(sql())
            except psycopg2.Error as error:
                if trouble_of(error) is not Trouble.VALUE:
                    raise
                _logger.warning("An attempt could not be kept as it is: %s", error)
        return None

    def _ids(self, *statements: SQL) -> list[int]:
        def execute(cr):
            cr.execute(SQL("; ").join(statements))
            return [row[0] for row in cr.fetchall()]

        return self._connection.do(execute)

    def _log_or_raise(self, error: psycopg2.Error) -> None:
        """What is not about a database that is gone must not stop email."""
        if trouble_of(error) is Trouble.GONE:
            raise error
        _logger.error("An attempt could not be kept now: %s", error)
