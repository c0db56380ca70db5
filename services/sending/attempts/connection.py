"""The connection over which the journal writes and emails are claimed, beside the transaction of whoever sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg2
from psycopg2.pool import PoolError

from odoo import modules
from odoo.tools import SQL, config, str2bool

from ....tools.retries.sqlstate import Trouble
from ..database_error import trouble_of

#: How long a statement waits for somebody else's lock, such as a table that is altered: between text and dot a server
#: waits for us (RFC 5321, section 4.5.3.2.6).
LOCK_TIMEOUT = "3s"
#: What tells the advisory locks on emails from others: any number that nobody else takes.
CLAIMS = 0x6D61696C


class NoConnection(PoolError):
    """This process may open no other connection to the database: nothing can be sent."""


class JournalConnection:
    """Opened when it is needed first. Every statement is committed at once.

    It never waits long for anybody, and so not for its own caller, whom PostgreSQL would not see waiting.
    Emails are claimed by the same connection, so that sending needs a single one beside its caller's.
    Under test it is the caller's cursor, as everywhere in Odoo.
    """

    def __init__(self, env):
        self._env = env
        self._cr = None
        self._claims: list[int] = []

    def close(self) -> None:
        """Give it back, except while emails are claimed by it."""
        if not self._claims:
            self._drop()

    @contextmanager
    def claimed(self, mail_ids: list[int]) -> Iterator[list[int]]:
        """Gives those of these emails that nobody else sends. To others they are taken until the end of the block.

        The locks are the session's: a transaction would be ended for idling while servers are spoken to. Where the
        connection is lost they are taken anew; whoever was faster then is told by what is committed.
        """
        self._claims = self.do(lambda cr: self._lock(cr, mail_ids))
        try:
            yield [*self._claims]
        finally:
            claims, self._claims = self._claims, []
            self._release(claims)

    def do(self, work):
        """Do something with its cursor, and once more where the connection was lost or somebody was faster.

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
