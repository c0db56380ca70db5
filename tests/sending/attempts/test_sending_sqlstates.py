"""Each statement of the sending path meets each kind of error, on real connections."""

from unittest.mock import patch

from odoo.tests import tagged

from ....services.sending.attempts.connection import JournalConnection
from ....services.sending.journal import AttemptJournal
from ...support.disturbed_case import COMMIT, KILL, Disturbance, DisturbedCase

VALUES = ("22021", "23514", "42703", "54000")
BUSY = ("57014", "55P03", "53400", "40001", "40P01")
GONE = ("08006", "53100", "58030", "XX000", "57P01", "25006", "25P03", KILL)
INTENTION = 'INSERT INTO "mail_troubleshooting_attempt"'
OUTCOME = '^UPDATE "mail_troubleshooting_attempt"'
LOOKUP = "^SELECT mail_message_id, recipient, COALESCE"
SECRETS = 'FROM "fetchmail_server"'
WRITE = 'UPDATE "mail_mail" SET'
#: What the sending path says to PostgreSQL.
STATEMENTS = {
    "the batch in hand": 'UPDATE "mail_troubleshooting_batch" SET "last_id"',
    "secrets of servers": SECRETS,
    "rounds": 'FROM "mail_troubleshooting_release"',
    "who has it": LOOKUP,
    "claims": "pg_try_advisory_lock",
    "locks": "FOR NO KEY UPDATE SKIP LOCKED",
    "notifications": 'FROM "mail_notification"',
    "intention": INTENTION,
    "outcome": OUTCOME,
    "emails": WRITE,
    "progress": 'UPDATE "ir_cron_progress"',
    "commit": COMMIT,
}
#: For the whole way of one email: how many of the same statements pass before the error.
PASSES = (0, 1)
NAMES = ("ada", "bea", "cyd")


@tagged("post_install", "-at_install")
class TestEveryStatement(DisturbedCase):
    """Whatever fails once: nothing is lost, nothing is sent twice, and the next runs send what is left."""

    def _ends_well(self, run, states, failed=0):
        """Each statement fails once with each kind of error; two more runs without one.

        :param failed: how many emails may end as failed
        """
        number = 0
        with self._real():
            for name, pattern in STATEMENTS.items():
                for state in states:
                    for after in PASSES:
                        number += 1
                        mails = self._committed(*(f"{who}+{number}" for who in NAMES))
                        with self.subTest(name, state=state, after=after):
                            run(mails, Disturbance(pattern, state, after=after))
                            first = self._came_to(mails)
                            self.assertLessEqual([s for s, _ in first].count("exception"), failed, first)
                            self._scheduled(mails)
                            self._scheduled(mails)
                            ended = self._came_to(mails)
                            self.assertGreaterEqual(ended.count(("sent", 1)), len(mails) - failed, ended)
                            self.assertLessEqual(max(self._copies_of(mails)), 1)

    def test_a_scheduled_run_survives_values_that_postgresql_does_not_take(self):
        self._ends_well(self._scheduled, ("22021", "42703"), failed=1)

    def test_a_scheduled_run_survives_a_database_that_has_no_time(self):
        self._ends_well(self._scheduled, ("57014", "40001"))

    def test_a_scheduled_run_survives_a_database_that_is_gone(self):
        self._ends_well(self._scheduled, ("53100", KILL))

    def test_who_sends_by_hand_survives_each(self):
        self._ends_well(self._by_hand, ("42703", "57014", KILL))


@tagged("post_install", "-at_install")
class TestNoTime(DisturbedCase):
    def test_an_outcome_that_finds_no_time_keeps_no_other_email_waiting(self):
        for state in BUSY:
            with self.subTest(state), self._real():
                mails = self._committed(*NAMES)
                # Of one email: alone, or together with the intention of the next.
                first = Disturbance(OUTCOME, state, times=3)
                self._scheduled(mails, first)
                self.assertEqual(self._look(mails).mapped("state"), ["sent"] * 3)
                self.assertEqual(self._outcomes(mails), ["accepted"] * 3)

    def test_outcomes_that_never_find_time_stay_unconfirmed_and_all_emails_are_sent(self):
        with self._real():
            mails = self._committed(*NAMES)
            self._scheduled(mails, Disturbance(OUTCOME, "57014", times=None))
        self.assertEqual(self._came_to(mails), [("sent", 1)] * 3)
        self.assertEqual(self._outcomes(mails), ["uncertain"] * 3)

    def _overtaken(self, mails):
        """Between the look at who has it and the hand-over somebody else reaches everybody."""
        settled = AttemptJournal.settled

        def overtaken(journal, *args):
            found = settled(journal, *args)
            self.here["mail.troubleshooting.attempt"].create(
                [
                    {
                        "date": mail.create_date,
                        "mail_message_id": mail.mail_message_id.id,
                        "outcome": "accepted",
                        "recipient": mail.email_to,
                    }
                    for mail in mails
                    if not self._outcomes(mails)
                ]
            )
            self.here.cr.commit()
            return found

        return patch.object(AttemptJournal, "settled", overtaken)

    def test_who_was_overtaken_and_finds_no_time_to_see_by_whom_waits(self):
        for state, ended in (("57014", ""), ("40001", ""), ("53100", "DiskFull")):
            with self.subTest(state), self._real():
                mails = self._committed("ada")
                with self._overtaken(mails):
                    self.assertEqual(self._scheduled(mails, Disturbance(LOOKUP, state, after=1, times=None)), ended)
                self.assertEqual((mails.state, mails.failure_reason), ("outgoing", False))
                self._scheduled(mails)
                self.assertEqual(self._look(mails).state, "sent")
                self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 0)

    def test_a_connection_that_was_opened_is_given_back_where_the_sending_does_not_begin(self):
        for pattern in (LOOKUP, 'FROM "mail_troubleshooting_release"'):
            opened, closed = [], []
            opens, closes = JournalConnection._open, JournalConnection.close

            def opening(connection, opens=opens, opened=opened):
                opened.append(connection)
                return opens(connection)

            def closing(connection, closes=closes, closed=closed):
                closed.append(connection)
                return closes(connection)

            with (
                self.subTest(pattern),
                self._real(),
                patch.object(JournalConnection, "_open", opening),
                patch.object(JournalConnection, "close", closing),
            ):
                self._by_hand(self._committed("ada"), Disturbance(pattern, "57014"))
                self.assertLessEqual(set(map(id, opened)), set(map(id, closed)))

    def test_secrets_that_cannot_be_looked_up_now_fail_no_email(self):
        for state in BUSY:
            with self.subTest(state), self._real():
                mails = self._committed(*NAMES)
                self._scheduled(mails, Disturbance(SECRETS, state, times=None))
                self.assertEqual(self._look(mails).mapped("state"), ["sent"] * 3)

    def test_what_a_server_refused_is_refused_whatever_becomes_of_its_words(self):
        self.lab.behave("bea@lab.example", "spam")
        with self._real():
            mails = self._committed("bea")
            self._by_hand(mails, Disturbance(SECRETS, "57014", times=None))
            self.assertEqual((self._look(mails).state, self._outcomes(mails)), ("outgoing", ["refused"]))

    def test_what_is_left_for_want_of_time_is_taken_up_soon(self):
        for pattern in (LOOKUP, "FOR NO KEY UPDATE", 'UPDATE "mail_troubleshooting_batch" SET "last_id"'):
            with self.subTest(pattern), self._real():
                self._forget_marks()
                self._scheduled(self._committed("ada"), Disturbance(pattern, "57014"))
                self.here.cr.rollback()
                self.assertTrue(self.here["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]))

    def test_an_email_that_waits_is_not_blamed_for_what_fails_behind_it(self):
        with self._real(), patch("odoo.addons.mail_troubleshooting.services.sending.submission.claims.TOGETHER", 1):
            mails = self._committed("ada", "bea")
            self._scheduled(
                mails,
                Disturbance(INTENTION, "57014"),
                Disturbance("pg_try_advisory_lock", "42703", after=1),
            )
        self.assertEqual(self._came_to(mails), [("sent", 1)] * 2)

    def test_a_run_by_hand_goes_on_behind_an_email_at_which_odoo_fails_before_it_begins(self):
        with self._real():
            mails = self._committed(*NAMES)
            origin = type(mails)._filter_mail_mail_servers

            def broken(some, servers):
                if mails.ids[1] in some.ids:
                    raise LookupError("ouch")
                return origin(some, servers)

            with patch.object(type(mails), "_filter_mail_mail_servers", broken):
                context = {"filters": [("id", "in", mails.ids)]}
                self._apart(lambda env: env["mail.mail"].with_context(**context).process_email_queue())
        self.assertEqual(self._look(mails).mapped("state"), ["sent", "exception", "sent"])


@tagged("post_install", "-at_install")
class TestTheRunItself(DisturbedCase):
    def test_a_run_that_fails_with_its_batch_in_hand_does_not_wait_for_itself(self):
        def fail(crons, *_args, **_options):
            crons.env.flush_all()  # the mark of the batch is written, and locked
            raise LookupError("ouch")

        with self._real():
            mails = self._committed("ada")
            with patch.object(type(self.cron), "_commit_progress", fail):
                self.assertEqual(self._scheduled(mails), "LookupError")
        self.here.cr.rollback()
        self.assertEqual(self.here["mail.troubleshooting.batch"].search([]).last_id, 0)

    def test_claims_that_are_lost_end_no_run(self):
        pids = []

        def kill(_cr):
            self.here.cr.execute("SELECT pg_terminate_backend(%s)", [pids[-1]])
            self.here.cr.commit()

        claims = Disturbance("pg_try_advisory_lock", lambda cr: pids.append(cr._cnx.info.backend_pid), times=None)
        with self._real(), patch("odoo.addons.mail_troubleshooting.services.sending.submission.claims.TOGETHER", 1):
            mails = self._committed(*NAMES)
            self.assertEqual(self._scheduled(mails, claims, Disturbance(INTENTION, kill)), "")
        self.assertEqual(self._came_to(mails), [("sent", 1)] * 3)

    def _careful(self):
        """A run was killed before."""
        self.here["mail.troubleshooting.batch"].create({"cron_id": self.cron.id, "careful_until": 2**30})
        self.here.cr.commit()

    def test_emails_of_which_no_note_can_be_kept_are_sent_without_one(self):
        for state in VALUES:
            with self.subTest(state), self._real():
                self._forget_marks()
                self._careful()
                mails = self._committed(*NAMES)
                self._scheduled(
                    mails, Disturbance('UPDATE "mail_troubleshooting_batch" SET "begun"', state, times=None)
                )
                self.assertEqual(self._look(mails).mapped("state"), ["sent"] * 3)

    def test_an_email_of_which_a_note_finds_no_time_waits_and_the_run_goes_on(self):
        for state in BUSY:
            with self.subTest(state), self._real():
                self._forget_marks()
                self._careful()
                mails = self._committed(*NAMES)
                self._scheduled(mails, Disturbance('UPDATE "mail_troubleshooting_batch" SET "begun"', state))
                self.assertEqual(self._look(mails).mapped("state"), ["outgoing", "sent", "sent"])

    def test_an_email_that_was_accepted_is_sent_although_postgresql_refused_to_write_so_once(self):
        for pattern, after in ((WRITE, 0), (COMMIT, 2)):
            with self.subTest(pattern), self._real():
                mails = self._committed("ada")
                self._scheduled(mails, Disturbance(pattern, "23514", after=after))
                self.assertEqual(self._came_to(mails), [("sent", self.lab.mailbox.count("ada@lab.example"))])
                self.assertEqual(self._outcomes(mails), ["accepted"])


@tagged("post_install", "-at_install")
class TestWhoHasIt(DisturbedCase):
    def _message_to(self, partners):
        message = (
            self.here(context={"mail_notify_author": True})["res.partner"]
            .browse(partners[0].id)
            .message_post(
                body="Delivery on Thursday.",
                partner_ids=partners.ids,
                mail_server_id=self.real_server.id,
                mail_auto_delete=False,
            )
        )
        self.here.cr.commit()
        return self.here["mail.mail"].search([("mail_message_id", "=", message.id)])

    def _contacts(self, *names):
        partners = self.here["res.partner"].create([{"name": name, "email": f"{name}@lab.example"} for name in names])
        self.here.cr.commit()
        self.addCleanup(self.here.cr.commit)
        self.addCleanup(lambda: partners.exists().unlink())
        return partners

    def test_a_contact_that_becomes_one_with_another_gets_no_second_copy(self):
        self.lab.behave("bea@lab.example", "drop_after_data")
        bea, other = (self._contacts("bea") | self._contacts("bea"))[:2]
        with self._real():
            mail = self._message_to(bea)
            mail.send()
            self.here.cr.commit()
            self.assertEqual(self._outcomes(mail), ["uncertain"])
            self.lab.behave("bea@lab.example", "accepted")
            self.here["base.partner.merge.automatic.wizard"]._merge((bea | other).ids, other)
            self.here.cr.commit()
            mail.mark_outgoing()
            mail.send()
            self.here.cr.commit()
        self.assertEqual((mail.state, self.lab.mailbox.count("bea@lab.example")), ("exception", 1))

    def test_contacts_that_both_have_it_become_one_without_an_error(self):
        bea, other = (self._contacts("bea") | self._contacts("bea"))[:2]
        with self._real():
            mail = self._message_to(bea | other)
            mail.send()
            self.here.cr.commit()
            self.here["base.partner.merge.automatic.wizard"]._merge((bea | other).ids, other)
            self.here.cr.commit()
        self.assertEqual(self._outcomes(mail), ["accepted"] * 2)

    def test_what_came_back_after_it_was_rolled_back_is_sent_again_by_nobody_without_a_decision(self):
        bea = self._contacts("bea")
        with self._real():
            mail = self._message_to(bea)
            mail.state = "outgoing"
            mail.mail_message_id.notification_ids.notification_status = "ready"
            self.here.cr.commit()
            before = self.lab.mailbox.count("bea@lab.example")
            mail.send()
            self.here.cr.rollback()
            notification = mail.mail_message_id.notification_ids
            notification.write(
                {"notification_status": "bounce", "failure_type": "mail_bounce", "failure_reason": "No such user"}
            )
            self.here.cr.commit()
            self._scheduled(mail)
            self.assertEqual(self._look(mail).state, "exception")
            notification.invalidate_recordset()
            self.assertEqual(
                (notification.notification_status, notification.failure_reason), ("bounce", "No such user")
            )
            self.assertEqual(self.lab.mailbox.count("bea@lab.example"), 1, before)
            mail.mark_outgoing()
            self.here.cr.commit()
            self._scheduled(mail)
        self.assertEqual((self._look(mail).state, self.lab.mailbox.count("bea@lab.example")), ("sent", 2))
