"""Writes attempts while emails are being sent, so that they outlive whatever happens to the sending transaction."""

import logging
from contextlib import contextmanager, suppress

import psycopg2

from odoo import modules
from odoo.tools import SQL, str2bool

from ..tools.classifier import explain
from ..tools.conversation import REPLY_LENGTH, Conversation, ServerReply
from ..tools.readable import readable
from ..tools.values import Stage

_logger = logging.getLogger(__name__)


@contextmanager
def own_cursor(env):
    """A cursor beside the caller's; under test the caller's, as everywhere in Odoo."""
    if modules.module.current_test:
        yield env.cr
        return
    with env.registry.cursor() as cr:
        yield cr


class AlreadyHandedOver(Exception):
    """Somebody else hands over, or has handed over, the same message for the same recipients."""


class AttemptJournal:
    """One for each call of ``mail.mail._send``; ``close`` it at the end.

    Every statement is committed at once by a connection of its own. An outcome may wait for the next statement, which
    saves a round trip for each email: of a process that is killed in between, the last email stays uncertain.
    Under test it is the caller's cursor, as everywhere in Odoo.
    """

    def __init__(self, env):
        self._env = env
        self._attempts = env["mail.troubleshooting.attempt"]
        self._cr = None
        self._outcomes: list[SQL] = []

    def close(self) -> None:
        try:
            self.write_outcomes()
        finally:
            self._drop()

    def write_outcomes(self) -> None:
        """Write the outcomes that wait."""
        if self._outcomes:
            self._execute()

    def intend(self, rows: list[dict]) -> list[int]:
        """Keep that the message may be accepted from now on.

        :returns: ids for ``settle``
        :raises AlreadyHandedOver: when one of the recipients may have it already
        """
        ids = self._execute(self._attempts._insert(rows))
        if ids is not None and len(ids) < len(rows):
            self._outcomes.append(self._attempts._settle([row[0] for row in ids], {"outcome": "not_tried"}))
            raise AlreadyHandedOver
        return [row[0] for row in ids or ()]

    def settled(self, message_ids) -> dict[tuple[str, str, int], tuple[str, str]]:
        """Who has these messages, or may have them, as of now."""
        self.write_outcomes()
        return self._with_cursor(lambda cr: self._attempts._settled(cr, message_ids)) or {}

    def settle(self, ids: list[int], conversation: Conversation, words: str, failure) -> None:
        """Keep what came of an intention.

        :param words: what is known where the server said nothing
        :param failure: what went wrong, where something did
        """
        values = {"duration": conversation.milliseconds, "reply": words, **self.words(conversation.final)}
        if failure and not conversation.final:
            values["failure_cause_id"] = self.cause_of(failure.reason)
        if conversation.is_accepted:
            values["outcome"] = "accepted"
        elif not conversation.is_uncertain:
            values["outcome"] = "refused" if conversation.final else "not_tried"
        if ids:
            self._outcomes.append(self._attempts._settle(ids, values))

    def record(self, rows: list[dict]) -> None:
        """Keep attempts that ended before the server could accept anything."""
        if rows:
            self._execute(self._attempts._insert(rows))

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
        taught = self._env["mail.troubleshooting.rule"]._taught()
        found = explain(reason, extra_rules=taught, stage=stage)[0]
        return self._env["mail.troubleshooting.cause"]._id_by_code(found.cause)

    def _execute(self, *statements: SQL):
        """Execute what waits and these statements together; gives the rows of the last one."""
        waiting, self._outcomes = [*self._outcomes, *statements], []

        def execute(cr):
            cr.execute(SQL("; ").join(waiting))
            return cr.fetchall() if statements else None

        return self._with_cursor(execute)

    def _with_cursor(self, work):
        """Do something with the journal's cursor.

        A value that PostgreSQL does not take is logged and must not stop email. A database that is gone stops it: then
        nothing could tell the next run that the message was handed over.
        """
        if modules.module.current_test:
            with self._env.cr.savepoint(flush=False):
                return work(self._env.cr)
        for is_last in (False, True):
            try:
                self._cr = self._cr or self._open()
                return work(self._cr)
            except (psycopg2.DataError, psycopg2.ProgrammingError):
                _logger.exception("An attempt to send could not be kept")
                return None
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                # PostgreSQL was restarted, or somebody inserted the same a moment ago: now it can be seen.
                self._drop()
                if is_last:
                    raise
        return None

    def _open(self):
        """A cursor that commits each statement, and does not wait for the disk.

        They outlive killed processes and rollbacks all the same. Only a crash of PostgreSQL or of its machine can lose
        the last fraction of a second; a parameter makes every attempt wait for the disk, at the price of its speed.
        """
        cr = self._env.registry.cursor()
        cr.connection.autocommit = True
        parameter = self._env["ir.config_parameter"].sudo()  # sudo: a setting that every sender needs
        if not str2bool(parameter.get_param("mail_troubleshooting.attempts_wait_for_disk", "False"), False):
            cr.execute("SET synchronous_commit TO off")
        return cr

    def _drop(self) -> None:
        """Give the connection back; it may be broken."""
        cr, self._cr = self._cr, None
        if cr:
            with suppress(psycopg2.Error):
                cr.connection.autocommit = False
                cr.close()
