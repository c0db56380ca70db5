"""Whether PostgreSQL has written an attempt to the disk before the email is handed over, on connections of its own."""

from contextlib import closing
from unittest.mock import patch

import psycopg2

from odoo.sql_db import Connection, ConnectionPool, connection_info_for
from odoo.tests import TransactionCase, tagged

from ....services.sending.attempts.connection import JournalConnection


@tagged("post_install", "-at_install")
class TestDisk(TransactionCase):
    def _synchronous_commit(self, value) -> str:
        """What a journal asks of PostgreSQL, over a connection that the role's default has made careless."""
        self.env["ir.config_parameter"].set_param("mail_troubleshooting.attempts_wait_for_disk", value)
        pool = ConnectionPool(maxconn=1)
        self.addCleanup(pool.close_all)
        database, dsn = connection_info_for(self.env.cr.dbname)
        journal = JournalConnection(self.env)
        with patch.object(
            type(self.env.registry), "cursor", lambda _registry: Connection(pool, database, dsn).cursor()
        ):
            cr = journal._open()
        self.addCleanup(cr.close)
        cr.execute("SHOW synchronous_commit")
        return cr.fetchone()[0]

    def test_attempts_wait_for_the_disk_where_that_is_asked_whatever_the_default_of_the_role(self):
        for default in ("off", "on"):
            with closing(psycopg2.connect(**connection_info_for(self.env.cr.dbname)[1])) as connection:
                connection.autocommit = True
                connection.cursor().execute(f"ALTER ROLE CURRENT_USER SET synchronous_commit TO {default}")
                try:
                    found = [self._synchronous_commit(value) for value in ("True", "False", False)]
                finally:
                    connection.cursor().execute("ALTER ROLE CURRENT_USER RESET synchronous_commit")
            self.assertEqual(found, ["on", "off", "off"], default)
