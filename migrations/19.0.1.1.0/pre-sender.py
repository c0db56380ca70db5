"""Attempts get the sender's address, from now on: the table is locked for a moment, and none of its rows is written.

Added by a connection of its own, as Odoo would hold the lock until all of the addon is updated.
"""

import logging
from contextlib import closing

import psycopg2

from odoo import sql_db

_logger = logging.getLogger(__name__)

#: For so long it waits for those who read or write attempts, while others wait behind it.
LOCK_TIMEOUT = "3s"
TRIES = 5


def migrate(cr, version):
    cr.commit()  # else it would wait for this transaction, and this one for it
    with closing(sql_db.db_connect(cr.dbname).cursor()) as own:
        own.connection.autocommit = True
        own.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        for _try in range(TRIES):
            try:
                own.execute("ALTER TABLE mail_troubleshooting_attempt ADD COLUMN IF NOT EXISTS sender varchar")
            except psycopg2.errors.LockNotAvailable as error:
                _logger.warning("The table of attempts is in use: %s", error)
            else:
                return
