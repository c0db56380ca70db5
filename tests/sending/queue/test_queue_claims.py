"""Who sends an email has claimed it: by one more connection, without a transaction, and with few locks."""

from contextlib import closing, contextmanager
from unittest.mock import patch

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ....services.sending.journal import AttemptJournal
from ....services.sending.submission.claims import locked
from ...chaos.lane import Lane, Place
from ...chaos.worker import QUEUE
from ...lab import MailLab
from ...support.committed_case import CONNECTION, JOURNAL, PATIENCE, CommittedCase
from ...support.process_case import ProcessCase
from ...support.queue_case import NOISY

#: The key of the advisory locks.
CLAIMS = 0x6D61696C
#: Claims by session, and whether it is in a transaction.
CLAIMED = """
    SELECT locks.pid, activity.state, count(*)
      FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
     WHERE locks.locktype = 'advisory' AND locks.classid = %s AND activity.datname = current_database()
     GROUP BY 1, 2
"""


@tagged("post_install", "-at_install")
class TestClaims(CommittedCase):
    def setUp(self):
        super().setUp()
        self.watcher = self._fresh_cursor()
        self.watcher.connection.autocommit = True

    def _claimed(self) -> list[tuple[int, str, int]]:
        self.watcher.execute(CLAIMED, [CLAIMS])
        return self.watcher.fetchall()

    @contextmanager
    def _at_each(self, look):
        """Do something when a message may be accepted from now on."""
        intend = AttemptJournal.intend

        def looking(journal, rows):
            look()
            return intend(journal, rows)

        with patch.object(AttemptJournal, "intend", looking), self._real_connections(CONNECTION), mute_logger(*NOISY):
            yield

    def test_emails_that_are_sent_by_hand_take_no_lock_each_until_the_commit(self):
        mails = self._committed(*(f"ada+{number}" for number in range(20)))
        with self._real_connections(CONNECTION), mute_logger(*NOISY):
            mails.send()
            self.assertEqual(self._claimed(), [])
            self.here.cr.commit()
        self.assertEqual(self._copies_of(mails), [1] * len(mails))

    def test_the_connection_of_claims_is_in_no_transaction_and_gives_them_back(self):
        mails, seen = self._committed("ada", "bea"), []
        with self._at_each(lambda: seen.extend(self._claimed())):
            self._send_all(mails).join(PATIENCE)
        self.assertEqual([(state, count) for _pid, state, count in seen], [("idle", 2)] * 2)
        self.assertEqual(self._claimed(), [])
        self.assertEqual(self._copies_of(mails), [1, 1])

    def test_what_was_claimed_by_a_connection_that_was_lost_is_claimed_anew(self):
        mails, seen = self._committed("ada", "bea", "cleo"), []

        def end():
            seen.extend(self._claimed())
            if len(seen) == 1:
                self.watcher.execute("SELECT pg_terminate_backend(%s, 5000)", [seen[0][0]])

        with self._at_each(end), mute_logger(JOURNAL):
            self._send_all(mails).join(PATIENCE)
        self.assertEqual([count for _pid, _state, count in seen], [3, 3, 3])
        self.assertEqual((seen[0][0] == seen[1][0], seen[1][0] == seen[2][0]), (False, True))
        self.assertEqual(self._claimed(), [])
        self.assertEqual(self._copies_of(mails), [1, 1, 1])

    def test_who_claims_by_hand_what_the_queue_sends_leaves_it_out_and_locks_nothing(self):
        mails, found = self._committed("ada", "bea"), []

        def by_hand():
            other = self._environment()
            found.append(locked(other["mail.mail"].browse(mails.ids)).ids)
            other.cr.close()

        with self._at_each(by_hand):
            self._send_all(mails).join(PATIENCE)
        self.assertEqual((found, self._copies_of(mails)), ([[], []], [1, 1]))

    def test_an_error_gives_claims_back(self):
        mails = self._committed("ada", "bea")
        with self._real_connections(CONNECTION), mute_logger(*NOISY):
            journal = AttemptJournal(self.here)
            with self.assertRaises(ZeroDivisionError), journal.claimed(mails.ids) as claimed:
                self.assertEqual(claimed, mails.ids)
                raise ZeroDivisionError
            self.assertEqual(self._claimed(), [])
            journal.close()


@tagged("post_install", "-at_install")
class TestFewConnections(ProcessCase):
    """Odoo in a process that may open hardly any connection to the database."""

    def _play(self, most: int, task: str, **arguments):
        """Emails in the queue, one of which is refused; a task; and the states afterwards, with what it gives or else the log."""
        place = self.place(f"few{most}")
        config = self.config.with_name(f"few{most}.conf")
        config.touch(mode=0o600)
        config.write_text(f"{self.config.read_text()}db_maxconn = {most}\n")
        lab = self.enterContext(MailLab(services=("plain",)))
        lab.behave("bea@lab.example", "full")
        letter = {"addresses": [], "copies_to": [], "auto_delete": False, "size": 100, "kind": "chatter"}
        letters = [
            {**letter, "number": number, "subject": name, "contacts": [f"{name}@lab.example"]}
            for number, name in enumerate(("ada", "bea", "cleo"))
        ]
        with Lane("roomy", place, 5.0) as lane:
            lane.wait_until_ready()
            lane.do("populate", letters=letters, port=lab.smtp[1])
        few = Place(config, place.database, place.postgres, place.logs, place.python_path)
        with Lane("few", few, 5.0) as lane:
            lane.wait_until_ready()
            result = lane.do(task, **arguments)
        log = (place.logs / f"{place.database}-few.log").read_text()
        accepted = sorted(address for entry in lab.mailbox.accepted for address in entry.recipients)
        return accepted, self._states(place), result if task == "send" else log

    def _states(self, place):
        with closing(psycopg2.connect(**place.postgres, dbname=place.database)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT state FROM mail_mail WHERE state <> 'sent' ORDER BY id")
            return [row[0] for row in cursor.fetchall()]

    def test_the_queue_sends_with_one_connection_beside_those_of_the_scheduler(self):
        accepted, states, log = self._play(3, "run_job", job=QUEUE)
        self.assertEqual((accepted, states), (["ada@lab.example", "cleo@lab.example"], ["exception"]))
        self.assertNotIn("Email Queue Manager", log, "The run came to its end.")

    def test_without_that_connection_the_run_ends_with_one_error_and_nothing_failed(self):
        accepted, states, log = self._play(2, "run_job", job=QUEUE)
        self.assertEqual((accepted, states), ([], ["outgoing"] * 3))
        errors = [line for line in log.splitlines() if " ERROR " in line and "retry failed emails" not in line]
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("Email Queue Manager", errors[0])

    def test_who_sends_in_a_request_needs_one_connection_more(self):
        played = self._play(2, "send")
        self.assertEqual(played, (["ada@lab.example", "cleo@lab.example"], ["exception"], ""))

    def test_who_sends_in_a_request_without_that_connection_is_told_so_and_nothing_failed(self):
        told = "Sending email needs one more connection to the database than this process may open: db_maxconn is 1"
        self.assertEqual(self._play(1, "send"), ([], ["outgoing"] * 3, told))
