"""What tells whether somebody has a message changes from the text of its Message-Id to the message itself.

Odoo gives one Message-Id to several messages. The table of attempts may have millions of rows and be written while this
runs: indexes are built by a connection of their own without locking it, and each other step holds its lock for a moment.
"""

import logging
import time
from contextlib import closing

import psycopg2
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from odoo import sql_db
from odoo.tools import SQL

from odoo.addons.mail_troubleshooting.services.sending.database_error import trouble_of
from odoo.addons.mail_troubleshooting.tools.retries.sqlstate import Trouble

_logger = logging.getLogger(__name__)

_TABLE = SQL.identifier("mail_troubleshooting_attempt")
#: Kind and definition by name, as the model declares them. Odoo compares the comment, and leaves the index as it is.
INDEXES = {
    "mail_troubleshooting_attempt_one_copy": (
        "UNIQUE INDEX",
        "(mail_message_id, recipient, COALESCE(partner_id, 0), COALESCE(round, 0))"
        " WHERE outcome IN ('accepted', 'uncertain') AND COALESCE(round, 0) >= 0",
    ),
    "mail_troubleshooting_attempt_mail_message": ("INDEX", "(mail_message_id)"),
}
_COLUMN = SQL("ALTER TABLE %s ADD COLUMN IF NOT EXISTS round integer", _TABLE)
#: What was released before leaves the new index.
_RELEASED = SQL("UPDATE %s SET round = -1 WHERE released AND round IS NULL", _TABLE)
#: So do all but the newest that say the same of one recipient of one message.
_COLLIDING = SQL(
    """UPDATE %(table)s SET round = -1
        WHERE id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER (
                           PARTITION BY mail_message_id, recipient, COALESCE(partner_id, 0) ORDER BY id DESC) AS place
                  FROM %(table)s
                 WHERE outcome IN ('accepted', 'uncertain') AND COALESCE(round, 0) = 0 AND mail_message_id IS NOT NULL
            ) AS ranked WHERE place > 1)""",
    table=_TABLE,
)
#: With it goes the index that counted by Message-Id.
_OLD = SQL("ALTER TABLE %s DROP COLUMN IF EXISTS released", _TABLE)

#: The version before may write attempts meanwhile, which may collide.
TRIES = 3
#: Whoever wants to write waits behind a statement that waits for a lock: never for longer than this.
LOCK_TIMEOUT = "1s"
#: So often a lock is tried, with as many seconds between two tries as somebody else needs to have his turn.
LOCK_TRIES, PAUSE = 300, 1
#: For so long the building of an index waits for transactions of others that began before it. Nobody waits for it.
PATIENCE = "10min"


def migrate(cr, version):
    cr.commit()  # else the building of an index would wait for this transaction, and this one for it
    with closing(sql_db.db_connect(cr.dbname).cursor()) as own:
        own.connection.autocommit = True
        _limit(own, LOCK_TIMEOUT)
        columns = _columns(own)
        if "round" not in columns:
            _patiently(own, _COLUMN)
        if "released" in columns:  # else it was done before, by an upgrade that failed later
            _patiently(own, _RELEASED)
        for name, (kind, definition) in INDEXES.items():
            _build(own, name, kind, definition)
        if "released" in columns:
            _patiently(own, _RELEASED)  # what was released meanwhile
            _patiently(own, _OLD)


def _limit(own, time: str) -> None:
    own.execute(SQL("SET lock_timeout TO %s", time))


def _columns(own) -> set[str]:
    own.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema AND table_name = 'mail_troubleshooting_attempt'"
    )
    return {row[0] for row in own.fetchall()}


def _patiently(own, statement: SQL) -> None:
    """Execute what needs a lock that somebody may have for long, without holding up those behind."""
    for is_last in (*[False] * LOCK_TRIES, True):
        try:
            own.execute(statement, log_exceptions=is_last)
            return
        except (LockNotAvailable, DeadlockDetected):
            if is_last:
                raise
            time.sleep(PAUSE)


def _build(own, name: str, kind: str, definition: str) -> None:
    """Have an index, valid and with the comment by which Odoo knows it."""
    index = SQL.identifier(name)
    for is_last in (*[False] * TRIES, True):
        if not _is_valid(own, name):
            if kind.startswith("UNIQUE"):
                _patiently(own, _COLLIDING)
            _create(own, index, kind, definition, is_last)
        if _is_valid(own, name):
            own.execute(SQL("COMMENT ON INDEX %s IS %s", index, f"{kind} {definition}"))
            return


def _is_valid(own, name: str) -> bool:
    """Whether the index is there and complete: what was interrupted leaves one behind that PostgreSQL never completes."""
    own.execute(SQL("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", name))
    return any(row[0] for row in own.fetchall())


def _create(own, index: SQL, kind: str, definition: str, is_last: bool) -> None:
    """Try to build an index beside those who write; the last time while they wait for a moment."""
    where = SQL("%s ON %s %s", index, _TABLE, SQL(definition))  # pylint: disable=sql-injection
    _limit(own, PATIENCE)
    try:
        own.execute(SQL("DROP INDEX CONCURRENTLY IF EXISTS %s", index), log_exceptions=False)
        if not is_last:
            own.execute(SQL("CREATE %s CONCURRENTLY %s", SQL(kind), where), log_exceptions=False)
    except psycopg2.Error as error:
        if trouble_of(error) is Trouble.GONE:
            raise
        _logger.info("Index %s could not be built yet: %s", index.code, error)
    finally:
        _limit(own, LOCK_TIMEOUT)
    if is_last:
        lock = SQL("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", _TABLE)
        _patiently(own, SQL("%s; %s; CREATE %s %s", lock, _COLLIDING, SQL(kind), where))  # all in one transaction
