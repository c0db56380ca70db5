"""Writes attempts while emails are being sent, so that they outlive whatever happens to the sending transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

import psycopg2
from psycopg2.pool import PoolError

from odoo import modules
from odoo.tools import SQL, config, str2bool

from ...tools.replies.classifier import explain
from ...tools.replies.readable import readable
from ...tools.retries.sqlstate import Trouble
from ...tools.sessions.conversation import REPLY_LENGTH, ServerReply, Transaction
from ...tools.sessions.handed_over import ESSENTIAL
from ...tools.values import Stage
from ..failures.causes import id_by_code
from ..failures.reply_rules import taught_rules
from .database_error import trouble_of

_logger = logging.getLogger(__name__)

#: How long a statement waits for somebody else's lock, such as a table that is altered: between text and dot a server
#: waits for us (RFC 5321, section 4.5.3.2.6).
LOCK_TIMEOUT = "3s"
#: What tells the advisory locks on emails from others: any number that nobody else takes.
CLAIMS = 0x6D61696C


class AlreadyHandedOver(Exception):
    """Somebody else hands over, or has handed over, the same message for the same recipients."""


class IntentionNotKept(Exception):
    """The database had no time for the intention: without one the message must not be handed over now."""


class NoConnection(PoolError):
    """This process may open no other connection to the database: nothing can be sent."""


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
    It never waits long for anybody, and so not for its own caller, whom PostgreSQL would not see waiting.
    Emails are claimed by the same connection, so that sending needs a single one beside its caller's.
    Under test it is the caller's cursor, as everywhere in Odoo.
    """

    def __init__(self, env):
        self._env = env
        self._attempts = env["mail.troubleshooting.attempt"]
        self._cr = None
        self._claims: list[int] = []
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
            if not self._claims:
                self._drop()

    @contextmanager
    def claimed(self, mail_ids: list[int]) -> Iterator[list[int]]:
        """Gives those of these emails that nobody else sends. To others they are taken until the end of the block.

        The locks are the session's: a transaction would be ended for idling while servers are spoken to. Where the
        connection is lost they are taken anew; whoever was faster then is told by what is committed.
        """
        self._claims = self._with_cursor(lambda cr: self._lock(cr, mail_ids))
        try:
            yield [*self._claims]
        finally:
            claims, self._claims = self._claims, []
            self._release(claims)

    def write_outcomes(self) -> None:
        """Write the outcomes that wait. Those for which the database has no time wait until the end."""
        try:
            self._write(None)
        except psycopg2.Error as error:
            self._log_or_raise(error)

    def intend(self, rows: list[dict]) -> list[int]:
        """Keep that the message may be accepted from now on.

        :returns: ids for ``settle``
        :raises AlreadyHandedOver: when one of the recipients may have it already
        :raises IntentionNotKept: when the database has no time for it
        """
        with _in_time():
            ids = self._write(self._new(rows)) if rows else []
        if ids is not None and len(ids) < len(rows):
            self._wait_to_settle(ids, {"outcome": "not_tried"})
            if self._late:  # the row that stands in the way may be this one's own
                raise IntentionNotKept("the outcomes of earlier attempts could not be kept yet")
            raise AlreadyHandedOver
        return ids or []

    def settled(self, mail_message_ids, rounds: dict) -> dict:
        """Who has these messages, or may have them, as of now; see ``mail.troubleshooting.attempt._settled``."""
        self.write_outcomes()
        return self._with_cursor(lambda cr: self._attempts._settled_since(cr, mail_message_ids, rounds))

    def settled_meanwhile(self, mail_message_id: int, rounds: dict) -> dict:
        """The same of one message while it is handed over.

        :raises IntentionNotKept: when the database has no time to tell
        """
        with _in_time():
            return self.settled([mail_message_id], rounds)

    def settle(self, ids: list[int], conversation: Transaction, words: str, failure) -> None:
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
            self._wait_to_settle(ids, {**words, **values})
        except psycopg2.Error:
            # What the server said must not end with the transaction in which its words are looked up.
            if values:
                self._wait_to_settle(ids, values)
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
        insert = self._attempts._insert
        return _Statement(insert(rows), lambda: insert([_essential(row) for row in rows]))

    def _wait_to_settle(self, ids: list[int], values: dict) -> None:
        if ids:
            settle = self._attempts._settle
            self._outcomes.append(_Statement(settle(ids, values), lambda: settle(ids, _essential(values) or values)))

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

        return self._with_cursor(execute)

    def _log_or_raise(self, error: psycopg2.Error) -> None:
        """What is not about a database that is gone must not stop email."""
        if trouble_of(error) is Trouble.GONE:
            raise error
        _logger.error("An attempt could not be kept now: %s", error)

    def _with_cursor(self, work):
        """Do something with the journal's cursor, and once more where the connection was lost or somebody was faster.

        :raises psycopg2.Error: what it comes to in the end. A database that is gone stops email: nothing could tell the
            next run that the message was handed over.
        """
        if modules.module.current_test:
            with self._env.cr.savepoint(flush=False):
                return work(self._env.cr)
        for is_last in (False, True):
            try:
                self._cr = self._cr or self._open()
                return work(self._cr)
            except psycopg2.Error as error:
                kind = trouble_of(error)
                if kind is Trouble.GONE:
                    self._drop(is_broken=True)
                if is_last or kind not in (Trouble.GONE, Trouble.CONFLICT):
                    raise
        return None

    def _open(self):
        """A cursor that commits each statement, and does not wait for the disk.

        They outlive killed processes and rollbacks all the same. Only a crash of PostgreSQL or of its machine can lose
        the last fraction of a second; a parameter makes every attempt wait for the disk, at the price of its speed.
        """
        try:
            cr = self._env.registry.cursor()
        except PoolError as error:
            raise NoConnection(
                "Sending email needs one more connection to the database than this process may open: "
                f"db_maxconn is {config['db_maxconn']}"
            ) from error
        cr.connection.autocommit = True
        parameter = self._env["ir.config_parameter"].sudo()  # sudo: a setting that every sender needs
        waits = str2bool(parameter.get_param("mail_troubleshooting.attempts_wait_for_disk", "False"), False)
        try:
            cr.execute(SQL("SET synchronous_commit TO %s", "on" if waits else "off"))  # whatever the role's default is
            cr.execute(SQL("SET lock_timeout TO %s", LOCK_TIMEOUT))
            self._claims = self._lock(cr, self._claims)
        except psycopg2.Error:
            cr.connection.close()
            raise
        return cr

    def _drop(self, *, is_broken: bool = False) -> None:
        """Give the connection back; one that is broken is closed, as the pool would hand it on with its locks."""
        cr, self._cr = self._cr, None
        if cr:
            with suppress(psycopg2.Error):
                if is_broken:
                    cr.connection.close()
                cr.connection.autocommit = False
                cr.close()

    @staticmethod
    def _lock(cr, mail_ids: list[int]) -> list[int]:
        if not mail_ids:
            return []
        cr.execute(SQL("SELECT id FROM unnest(%s::int[]) AS id WHERE pg_try_advisory_lock(%s, id)", mail_ids, CLAIMS))
        return [row[0] for row in cr.fetchall()]

    def _release(self, mail_ids: list[int]) -> None:
        """End claims. Those of a connection that is gone have ended."""
        unlock = SQL("SELECT pg_advisory_unlock(%s, id) FROM unnest(%s::int[]) AS id", CLAIMS, mail_ids)
        cr = self._env.cr if modules.module.current_test else self._cr
        if not cr or not mail_ids:
            return
        try:
            cr.execute(unlock, log_exceptions=False)
        except psycopg2.Error:
            self._drop(is_broken=True)
