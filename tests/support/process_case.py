"""Base of the tests that start Odoo in processes of its own."""

import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg2

from odoo.sql_db import close_db, connection_info_for
from odoo.tests.common import get_db_name
from odoo.tools import config

from ..chaos import Place
from .pure import PureCase

#: What the workers need of this process's configuration.
OPTIONS = ("db_host", "db_port", "db_user", "db_password", "data_dir")
#: So often a copy of the database is tried, as PostgreSQL's own workers look into it now and then.
TRIES = 20


class ProcessCase(PureCase):
    """Odoo in processes of its own, on a copy of this database, with real commits and real kills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="chaos-")
        cls.addClassCleanup(folder.cleanup)
        values = {name: config[name] for name in OPTIONS} | {"addons_path": ",".join(map(str, config["addons_path"]))}
        cls.config = Path(folder.name) / "odoo.conf"
        cls.config.touch(mode=0o600)
        cls.config.write_text("[options]\n" + "".join(f"{key} = {value or False}\n" for key, value in values.items()))
        cls.postgres = connection_info_for("postgres")[1]
        for name in ("database", "application_name"):
            cls.postgres.pop(name, None)

    def place(self, suffix):
        """A copy of this database for one test, and how processes reach it."""
        name = f"{get_db_name()}_{suffix}"
        self.copy_database(get_db_name(), name)
        self.addCleanup(self.ask, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return Place(self.config, name, self.postgres, self.config.parent, tuple(filter(None, sys.path)))

    def copy_database(self, source, target):
        self.ask(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        for left in range(TRIES, 0, -1):
            close_db(source)  # PostgreSQL copies a database that nobody uses
            try:
                self.ask(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
            except psycopg2.errors.ObjectInUse:
                if left == 1:
                    raise
                time.sleep(0.5)
            else:
                return

    def ask(self, sql):
        with closing(psycopg2.connect(**self.postgres, dbname="postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute(sql)
