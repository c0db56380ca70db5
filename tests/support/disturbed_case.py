"""What the tests share in which PostgreSQL answers one statement with an error."""

import re
import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.sql_db import Cursor, db_connect
from odoo.tools import mute_logger

from .committed_case import CONNECTION, JOURNAL, CommittedCase
from .queue_case import NOISY

QUEUE = "odoo.addons.mail_troubleshooting.services.sending.queue"
MARKS = f"{QUEUE}.marks"
#: Seconds after which a run hangs.
LIMIT = 10
WAITING = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'"""
COMMIT = "COMMIT"
#: Instead of an error: the connection is ended by PostgreSQL.
KILL = "KILL"


class Disturbance:
    """Errors in place of statements of the run that is disturbed.

    :param pattern: which statements, ``COMMIT`` for commits
    :param what: SQLSTATE of the error, ``KILL`` to end the connection, or what is called with the cursor
    :param after: how many of them pass before
    :param times: how many of them fail, None: all
    """

    def __init__(self, pattern: str, what, *, after: int = 0, times: int | None = 1):
        self.pattern, self.what, self.after, self.times = re.compile(pattern), what, after, times
        self.seen = self.hits = 0

    def meet(self, cr, text: str) -> None:
        if not self.pattern.search(" ".join(text.split())):
            return
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.hits >= self.times):
            return
        self.hits += 1
        if callable(self.what):
            self.what(cr)
        elif self.what == KILL:
            cr._obj.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        else:
            cr._obj.execute(f"DO $$ BEGIN RAISE EXCEPTION 'disturbed' USING ERRCODE = '{self.what}'; END $$")


class DisturbedCase(CommittedCase):
    def setUp(self):
        super().setUp()
        self.cron = self.here.ref("mail.ir_cron_mail_scheduler_action")
        self.addCleanup(self._forget_marks)
        self._forget_marks()

    def _forget_marks(self):
        self.here.cr.rollback()
        self.here["mail.troubleshooting.batch"].search([]).unlink()
        self.here["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        self.here.cr.commit()

    @contextmanager
    def _real(self):
        noisy = (*NOISY, JOURNAL, MARKS)
        with self._real_connections(CONNECTION), mute_logger(*noisy), patch(f"{MARKS}.WAIT", (0,)):
            yield

    def _apart(self, work, *disturbances: Disturbance) -> str:
        """Do something in a thread and a transaction of its own, disturbed; gives the kind of error that ended it."""
        ended, execute, commit = [], Cursor.execute, Cursor.commit

        def meet(cr, text):
            if threading.current_thread() is thread:
                for one in disturbances:
                    one.meet(cr, text)

        def disturbed_execute(cr, query, *args, **options):
            meet(cr, str(getattr(query, "code", query)))
            return execute(cr, query, *args, **options)

        def disturbed_commit(cr):
            cr.flush()
            meet(cr, COMMIT)
            return commit(cr)

        def run():
            try:
                with self.registry.cursor() as cr:
                    work(api.Environment(cr, SUPERUSER_ID, {}))
            except Exception as error:
                ended.append(type(error).__name__)

        thread = threading.Thread(target=run, daemon=True)
        with patch.object(Cursor, "execute", disturbed_execute), patch.object(Cursor, "commit", disturbed_commit):
            thread.start()
            thread.join(LIMIT)
            if hangs := thread.is_alive():
                self._end_who_wait()
                thread.join(LIMIT)
        self.assertFalse(hangs, "The run hangs")
        return ended[0] if ended else ""

    def _end_who_wait(self):
        """PostgreSQL sees no deadlock where a process waits for itself over two connections."""
        with db_connect(self.here.cr.dbname).cursor() as cr:
            cr.execute(WAITING)

    def _scheduled(self, mails, *disturbances: Disturbance) -> str:
        """What the scheduler does, once, for these emails."""
        values = {"cron_id": self.cron.id, "remaining": 0, "done": 0, "timed_out_counter": 0}
        progress = self.here["ir.cron.progress"].create(values)
        self.here.cr.commit()
        context = {
            "cron_id": self.cron.id,
            "ir_cron_progress_id": progress.id,
            "filters": [("id", "in", mails.ids)],
        }
        return self._apart(lambda env: env["mail.mail"].with_context(**context).process_email_queue(), *disturbances)

    def _by_hand(self, mails, *disturbances: Disturbance, **options) -> str:
        return self._apart(lambda env: env["mail.mail"].browse(mails.ids).send(**options), *disturbances)

    def _look(self, mails):
        """The same emails as they are now."""
        self.here.cr.rollback()
        mails.invalidate_recordset()
        return mails

    def _came_to(self, mails) -> list[tuple[str, int]]:
        """State and copies of each."""
        return list(zip(self._look(mails).mapped("state"), self._copies_of(mails), strict=True))

    def _outcomes(self, mails) -> list[str]:
        self.here.cr.rollback()
        found = self.here["mail.troubleshooting.attempt"].search(
            [("mail_message_id", "in", mails.mail_message_id.ids)], order="id"
        )
        return found.mapped("outcome")
