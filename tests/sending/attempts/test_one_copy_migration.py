"""The migration of the memory of attempts, on a table as the version before left it."""

import threading
import time
from contextlib import closing, contextmanager
from unittest.mock import patch

import psycopg2

from odoo.modules.migration import load_script
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tests import tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from ...support.code.repository import ROOT
from ...support.process_case import ProcessCase

SCRIPT = ROOT / "migrations/19.0.1.1.0/pre-one_copy.py"
TABLE = """
    CREATE TABLE mail_troubleshooting_attempt (
        id serial PRIMARY KEY, mail_message_id integer, message_id varchar, recipient varchar, partner_id integer,
        outcome varchar, released boolean);
    CREATE UNIQUE INDEX mail_troubleshooting_attempt_once
        ON mail_troubleshooting_attempt (message_id, recipient, COALESCE(partner_id, 0))
     WHERE outcome IN ('accepted', 'uncertain') AND released IS NOT TRUE"""
#: Seconds that somebody reads for.
HELD = 8
INSERT = """
    INSERT INTO mail_troubleshooting_attempt (mail_message_id, message_id, recipient, outcome, released)
    VALUES (%s, %s, %s, 'accepted', %s) ON CONFLICT DO NOTHING"""
INDEXES = """
    SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE indrelid = 'mail_troubleshooting_attempt'::regclass ORDER BY relname"""
DONE = [
    ("mail_troubleshooting_attempt_mail_message", True),
    ("mail_troubleshooting_attempt_one_copy", True),
    ("mail_troubleshooting_attempt_pkey", True),
]
#: Two that collide, of which the newest counts; one that was released; one that stands alone.
ROWS = [(1, "<a>", "ada", None), (1, "<b>", "ada", None), (2, "<c>", "bea", True), (3, "<d>", "cyd", None)]
ROUNDS = [-1, None, -1, None]


@tagged("post_install", "-at_install")
class TestOneCopyMigration(ProcessCase):
    def setUp(self):
        super().setUp()
        self.database = f"{get_db_name()}_one_copy"
        self.ask(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        self.ask(f'CREATE DATABASE "{self.database}" TEMPLATE template0')
        self.addCleanup(self.ask, f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        self.addCleanup(close_db, self.database)
        self.script = load_script(str(SCRIPT), "one_copy")
        self.other = self.connect()
        self.other.execute(TABLE)
        for row in ROWS:
            self.other.execute(INSERT, row)

    def connect(self):
        """Another worker, which commits each statement."""
        connection = psycopg2.connect(**self.postgres, dbname=self.database)
        connection.autocommit = True
        self.addCleanup(connection.close)
        return connection.cursor()

    def migrate(self):
        with (
            closing(db_connect(self.database).cursor()) as cr,
            mute_logger("odoo.sql_db", self.script._logger.name),
        ):
            self.script.migrate(cr, "19.0.1.0.0")

    def rounds(self):
        self.other.execute("SELECT round FROM mail_troubleshooting_attempt ORDER BY id")
        return [row[0] for row in self.other.fetchall()]

    def assert_done(self, rounds=ROUNDS):
        self.other.execute(INDEXES)
        self.assertEqual((self.other.fetchall(), self.rounds()), (DONE, rounds))

    @contextmanager
    def held(self, seconds, statement="SELECT count(*) FROM mail_troubleshooting_attempt"):
        """Somebody has a lock for some time."""
        holder = self.connect()
        holder.connection.autocommit = False
        holder.execute(statement)
        timer = threading.Timer(seconds, holder.connection.rollback)
        timer.start()
        try:
            yield
        finally:
            timer.join()

    def test_indexes_are_built_under_the_names_by_which_odoo_looks_for_them(self):
        """Else it builds its own once more, and nobody can write meanwhile."""
        registry = Registry(get_db_name())
        model = registry["mail.troubleshooting.attempt"]
        declared = {one.full_name(model): one.get_definition(registry) for one in model._table_objects.values()}
        built = {name: f"{kind} {definition}" for name, (kind, definition) in self.script.INDEXES.items()}
        self.assertEqual(built, {name: declared.get(name) for name in built})

    def test_only_the_newest_that_says_the_same_counts(self):
        self.migrate()
        self.assert_done()

    def test_who_upgrades_again_after_all_of_it_was_done_loses_nothing(self):
        self.migrate()
        self.migrate()
        self.assert_done()

    def test_an_index_that_an_interrupted_upgrade_left_behind_is_built_anew(self):
        for name, (kind, _definition) in self.script.INDEXES.items():
            with self.subTest(name):
                self.other.execute("ALTER TABLE mail_troubleshooting_attempt ADD COLUMN IF NOT EXISTS round integer")
                self.other.execute(f"CREATE {kind} {name} ON mail_troubleshooting_attempt (id)")
                self.other.execute(f"UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = '{name}'::regclass")
        self.migrate()
        self.assert_done()
        self.other.execute("SELECT indexdef FROM pg_indexes WHERE indexname LIKE '%one_copy'")
        self.assertIn("(mail_message_id, recipient,", self.other.fetchone()[0])

    def test_somebody_who_reads_for_long_keeps_nobody_from_writing_and_the_upgrade_waits(self):
        waited = []
        self.other.execute("SET lock_timeout = '20s'")
        with patch.object(self.script, "LOCK_TIMEOUT", "300ms"), self.held(HELD):
            upgrade = threading.Thread(target=self.migrate)
            upgrade.start()
            while upgrade.is_alive():
                start = time.monotonic()
                try:
                    self.other.execute(INSERT, (None, None, "dan", None))
                except psycopg2.errors.UndefinedColumn:
                    break  # the upgrade has come to its end, and only gives its connection back
                waited.append(time.monotonic() - start)
                time.sleep(0.01)
            upgrade.join()
        self.assertLess(max(waited), HELD - 1)  # nobody waits as long as the reader reads
        self.assert_done([*ROUNDS, *[None] * len(waited)])

    def test_a_row_that_somebody_has_locked_ends_no_upgrade(self):
        with (
            patch.object(self.script, "LOCK_TIMEOUT", "300ms"),
            self.held(2, "SELECT 1 FROM mail_troubleshooting_attempt WHERE id IN (1, 3) FOR UPDATE"),
        ):
            self.migrate()
        self.assert_done()

    def test_what_collides_while_the_index_is_built_again_and_again_does_not_lose_it(self):
        """The version before writes on: as often as the index is tried, there is one more that says the same."""
        added = []

        def colliding(own, *args):
            self.other.execute(INSERT, (3, f"<late{len(added)}>", "cyd", None))
            added.append(None)
            return build(own, *args)

        build = self.script._create
        with patch.object(self.script, "_create", colliding):
            self.migrate()
        self.other.execute(INDEXES)
        self.assertEqual(self.other.fetchall(), DONE)
        self.assertEqual(self.rounds()[:3], ROUNDS[:3])
        self.assertEqual(self.rounds()[3:].count(None), 1)

    def test_what_is_released_while_the_index_is_built_stays_released(self):
        build = self.script._build

        def releasing(own, *args):
            self.other.execute("UPDATE mail_troubleshooting_attempt SET released = TRUE WHERE id = 4")
            return build(own, *args)

        with patch.object(self.script, "_build", releasing):
            self.migrate()
        self.assert_done([-1, None, -1, -1])
