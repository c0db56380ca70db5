"""What tells whether somebody has a message changes from the text of its Message-Id to the message itself.

Odoo gives one Message-Id to several messages. The table of attempts may have millions of rows and be written while this
runs: indexes are built by a connection of their own without locking it, and each other step holds its lock for a moment.
"""

import logging
from contextlib import closing

import psycopg2

from odoo import sql_db
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

_TABLE = SQL.identifier("mail_troubleshooting_attempt")
#: Kind and definition by name, as the model declares them. Odoo compares the comment, and leaves the index as it is.
INDEXES = {
    "mail_troubleshooting_attempt__one_copy": (
        "UNIQUE INDEX",
        "(mail_message_id, recipient, COALESCE(partner_id, 0), COALESCE(round, 0))"
        " WHERE outcome IN ('accepted', 'uncertain') AND COALESCE(round, 0) >= 0",
    ),
    "mail_troubleshooting_attempt__mail_message": ("INDEX", "(mail_message_id)"),
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
LOCK_TIMEOUT = "10s"
#: For so long the building of an index waits for transactions of others that began before it.
PATIENCE = "10min"


def migrate(cr, version):
    cr.commit()  # else the building of an index would wait for this transaction, and this one for it
    with closing(sql_db.db_connect(cr.dbname).cursor()) as own:
        own.connection.autocommit = True
        _limit(own, LOCK_TIMEOUT)
        own.execute(_COLUMN)
        own.execute(_RELEASED)
        for name, (kind, definition) in INDEXES.items():
            _build(own, name, kind, definition)
        own.execute(_OLD)


def _limit(own, time: str) -> None:
    own.execute(SQL("SET lock_timeout TO %s", time))


def _build(own, name: str, kind: str, definition: str) -> None:
    """Have an index; where that cannot be, Odoo builds it later, and locks the table meanwhile."""
    index = SQL.identifier(name)
    create = SQL(
        "CREATE %s CONCURRENTLY IF NOT EXISTS %s ON %s %s",
        SQL(kind),
        index,
        _TABLE,
        SQL(definition),  # pylint: disable=sql-injection
    )
    for _try in range(TRIES):
        own.execute(_COLLIDING)
        _limit(own, PATIENCE)
        try:
            own.execute(create)
        except psycopg2.Error as error:
            _logger.warning("Index %s could not be built yet: %s", name, error)
            _limit(own, LOCK_TIMEOUT)
            own.execute(SQL("DROP INDEX IF EXISTS %s", index))
        else:
            _limit(own, LOCK_TIMEOUT)
            own.execute(SQL("COMMENT ON INDEX %s IS %s", index, f"{kind} {definition}"))
            return
