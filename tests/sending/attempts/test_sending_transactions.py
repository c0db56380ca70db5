"""What only real connections show: who sees what was released, what waits for whom, and what PostgreSQL cannot take."""

from contextlib import contextmanager
from threading import Timer

import psycopg2

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from ....services.failures.notifications import attempt_keys
from ....services.sending.attempts.rounds import release
from ...support.committed_case import CONNECTION, JOURNAL, CommittedCase
from ...support.queue_case import NOISY

TABLE = "mail_troubleshooting_attempt"
#: Seconds that a test may wait for a lock.
LIMIT = 5
WAITING = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
NOISY_JOURNAL = (*NOISY, JOURNAL)


@tagged("post_install", "-at_install")
class TestSendingTransactions(CommittedCase):
    @contextmanager
    def _real(self):
        """Real connections. Whoever waits for a lock longer than the limit is ended, and the test fails.

        PostgreSQL sees no deadlock where a process waits for itself over two connections.
        """
        late = []

        def end():
            with db_connect(self.here.cr.dbname).cursor() as cr:
                cr.execute(WAITING)
                late.extend(cr.fetchall())

        watch = Timer(LIMIT, end)
        watch.start()
        try:
            with self._real_connections(CONNECTION), mute_logger(*NOISY_JOURNAL):
                yield
        finally:
            watch.cancel()
            self.assertFalse(late, "Waited for a lock of its own caller")

    def _again(self, mails):
        """The same emails in a transaction that begins now."""
        self.here.cr.rollback()
        mails.invalidate_recordset()
        return mails

    @contextmanager
    def _trigger(self, when: str, body: str):
        """Have PostgreSQL do something at each attempt that is written."""
        cr = self._fresh_cursor()
        cr.connection.autocommit = True
        cr.execute(
            f"CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NEW; END $$;"
            f"CREATE TRIGGER disturb BEFORE {when} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION disturb()"
        )
        try:
            yield
        finally:
            self.here.cr.rollback()
            cr.execute("SET lock_timeout = '5s'; DROP FUNCTION disturb() CASCADE")

    def _attempts_of(self, mails):
        self.here.cr.rollback()
        return self.here["mail.troubleshooting.attempt"].search(
            [("mail_message_id", "in", mails.mail_message_id.ids)], order="id"
        )

    # ------------------------------------------------------------ released and sent in one transaction

    def _bounced(self):
        """A message that bounced, and its email."""
        partner = self.here["res.partner"].create({"name": "Bea", "email": "bea@lab.example"})
        message = (
            self.here(context={"mail_notify_author": True})["res.partner"]
            .browse(partner.id)
            .message_post(
                body="Delivery on Thursday.",
                partner_ids=partner.ids,
                mail_server_id=self.real_server.id,
                mail_auto_delete=False,
            )
        )
        self.here.cr.commit()
        self.addCleanup(self.here.cr.commit)
        self.addCleanup(partner.unlink)
        mail = self.here["mail.mail"].search([("mail_message_id", "=", message.id)])
        message.notification_ids.write({"notification_status": "bounce", "failure_type": "mail_bounce"})
        mail.state = "exception"
        self.here.cr.commit()
        return mail

    def test_what_bounced_is_sent_by_who_retries_and_sends_in_one_transaction(self):
        with self._real():
            mail = self._bounced()
            mail.mark_outgoing()
            mail.send()
            self.here.cr.commit()
        self.assertEqual(self.lab.mailbox.count("bea@lab.example"), 2)
        self.assertEqual((mail.state, self._attempts_of(mail).mapped("outcome")), ("sent", ["accepted"] * 2))

    def test_what_may_have_arrived_is_sent_by_who_decides_and_sends_in_one_transaction(self):
        self.lab.behave("ada@lab.example", "drop_after_data")
        mails = self._committed("ada")
        with self._real():
            mails.send()
            self.here.cr.commit()
            self.assertEqual(self._attempts_of(mails).mapped("outcome"), ["uncertain"])
            self.lab.behave("ada@lab.example", "accepted")
            mails.action_send_uncertain()
            mails.send()
            self.here.cr.commit()
        self.assertEqual((mails.state, self.lab.mailbox.count("ada@lab.example")), ("sent", 2))

    def test_a_release_that_is_rolled_back_releases_nobody(self):
        self.lab.behave("ada@lab.example", "drop_after_data")
        mails = self._committed("ada")
        with self._real():
            mails.send()
            self.here.cr.commit()
            self.lab.behave("ada@lab.example", "accepted")
            mails.action_send_uncertain()
            self.here.cr.rollback()
            mails.mark_outgoing()
            mails.send()
            self.here.cr.commit()
        self.assertEqual((mails.state, self.lab.mailbox.count("ada@lab.example")), ("exception", 1))

    def test_who_sends_what_was_released_and_rolls_back_has_sent_it_for_good(self):
        with self._real():
            mail = self._bounced()
            mail.mark_outgoing()
            mail.send()
            self.here.cr.rollback()  # the release is gone, the second copy is not
            mail.mark_outgoing()
            mail.send()
            self.here.cr.commit()
        self.assertEqual(self.lab.mailbox.count("bea@lab.example"), 2)

    def test_two_who_release_the_same_at_once_send_it_once(self):
        with self._real():
            mail = self._bounced()
            other = self._environment()["mail.mail"].browse(mail.id)
            release(other.env, attempt_keys(other.mail_message_id.notification_ids))
            mail.mark_outgoing()
            mail.send()
            self.here.cr.commit()
            other.env.cr.commit()
            other.env.invalidate_all()
            other.state = "outgoing"
            other.send()
            other.env.cr.commit()
        self.assertEqual(self.lab.mailbox.count("bea@lab.example"), 2)

    # ------------------------------------------------------------ nothing waits for its own caller

    def test_who_locks_the_attempts_and_sends_does_not_wait_for_himself(self):
        mails = self._committed("ada")
        with self._real():
            self.here.cr.execute(f"LOCK TABLE {TABLE} IN SHARE MODE")
            mails.send()
            self.here.cr.commit()
            self.assertEqual((mails.state, self.lab.mailbox.count("ada@lab.example")), ("outgoing", 0))
            mails.send()
            self.here.cr.commit()
        self.assertEqual((mails.state, self.lab.mailbox.count("ada@lab.example")), ("sent", 1))

    # ------------------------------------------------------------ what strangers choose

    def test_an_address_longer_than_any_stops_nobody_else(self):
        mails = self._committed("ada", "bea", "cyd")
        mails[0].email_to = f"ada@{'x' * 3000}.example"
        mails[1].email_to = f"bea@lab.example, {'y' * 400}@lab.example"
        self.here.cr.commit()
        with self._real():
            self._send_all(mails).join(30)
        self._again(mails)
        # As core does, an email is sent where one of its addresses is one.
        self.assertEqual(mails.mapped("state"), ["exception", "sent", "sent"])
        self.assertEqual(mails[0].failure_type, "mail_email_invalid")
        self.assertEqual([self.lab.mailbox.count(f"{name}@lab.example") for name in ("bea", "cyd")], [1, 1])

    # ------------------------------------------------------------ what PostgreSQL cannot take

    def _raise(self, state: str) -> str:
        return f"RAISE EXCEPTION 'disturbed' USING ERRCODE = '{state}'"

    def test_an_attempt_whose_words_cannot_be_kept_is_kept_without_them(self):
        for state in ("22021", "23514", "42703", "54000"):
            with self.subTest(state), self._real():
                mails = self._committed("ada")
                with self._trigger(
                    "INSERT OR UPDATE", f"IF NEW.message_id IS NOT NULL THEN {self._raise(state)}; END IF"
                ):
                    mails.send()
                    self.here.cr.commit()
                attempts = self._attempts_of(mails)
                self.assertEqual((mails.state, attempts.mapped("outcome")), ("sent", ["accepted"]))

    def test_an_outcome_whose_words_cannot_be_kept_is_kept_without_them(self):
        mails = self._committed("ada", "bea")
        with self._real(), self._trigger("UPDATE", f"IF NEW.reply IS NOT NULL THEN {self._raise('22021')}; END IF"):
            mails.send()
            self.here.cr.commit()
        self.assertEqual(self._attempts_of(mails).mapped("outcome"), ["accepted"] * 2)

    def test_an_email_whose_attempt_cannot_be_kept_at_all_is_sent(self):
        mails = self._committed("ada")
        with self._real(), self._trigger("INSERT", self._raise("54000")):
            mails.send()
            self.here.cr.commit()
        self.assertEqual((mails.state, self.lab.mailbox.count("ada@lab.example")), ("sent", 1))

    def test_an_email_whose_intention_finds_no_time_waits_and_the_run_goes_on(self):
        for state in ("57014", "55P03", "53400", "40001", "40P01"):
            with self.subTest(state), self._real():
                mails = self._committed("ada", "bea", "cyd")
                only = f"IF NEW.recipient LIKE 'bea@%' THEN {self._raise(state)}; END IF"
                with self._trigger("INSERT", only):
                    self._send_all(mails).join(30)
                self._again(mails)
                self.assertEqual(mails.mapped("state"), ["sent", "outgoing", "sent"])
                self.assertEqual(mails.mapped("failure_reason"), [False] * 3)
                self._send_all(mails).join(30)
                self.assertEqual(self._again(mails).mapped("state"), ["sent"] * 3)
                self.assertEqual(self._attempts_of(mails).mapped("outcome"), ["accepted"] * 3)

    def test_who_sends_by_hand_and_finds_no_time_is_told_or_has_it_waiting(self):
        mails = self._committed("ada", "bea")
        with self._real(), self._trigger("INSERT", self._raise("57014")):
            mails[0].send()
            self.assertEqual(mails[0].state, "outgoing")
            with self.assertRaisesRegex(Exception, "disturbed"):
                mails[1].send(raise_exception=True)
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 0)

    def test_a_database_that_is_gone_ends_the_run_and_fails_no_email(self):
        for state in ("53100", "58030", "XX000"):
            with self.subTest(state), self._real():
                mails = self._committed("ada", "bea")
                with self._trigger("INSERT", self._raise(state)):
                    self._send_all(mails).join(30)
                self.assertEqual(self._again(mails).mapped("state"), ["outgoing"] * 2)
                self._send_all(mails).join(30)
                self.assertEqual(self._again(mails).mapped("state"), ["sent"] * 2)

    def test_who_sends_by_hand_sees_the_error_of_a_database_that_is_gone_as_it_is(self):
        mails = self._committed("ada")
        with self._real(), self._trigger("INSERT", self._raise("53100")), self.assertRaises(psycopg2.OperationalError):
            mails.send()
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 0)
