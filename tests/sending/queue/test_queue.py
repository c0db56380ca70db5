"""The email queue: oldest first, batch after batch, and no email stops the others."""

import sys
from contextlib import suppress
from dataclasses import replace
from inspect import getsource
from textwrap import dedent
from unittest.mock import patch

import psycopg2
from psycopg2.errors import DiskFull, QueryCanceled

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.mail.models.mail_mail import MailMail as Core

from ....services.sending.submission import claims
from ...lab import BEHAVIOURS
from ...lab.behaviours import CLOSE
from ...support.queue_case import NOISY, QueueCase


@tagged("post_install", "-at_install")
class TestQueue(QueueCase):
    def test_the_oldest_emails_go_first(self):
        self._waiting("ada", "bea", "cleo")
        self.env["mail.mail"].process_email_queue(batch_size=2)
        self.assertEqual(self._recipients(), ["ada", "bea"])

    def test_the_scheduler_goes_on_after_one_batch(self):
        self.parameter("mail.mail.queue.batch.size", 2)
        self._waiting("ada", "bea", "cleo", "dora", "edda")
        self._run()
        self.assertEqual(self._recipients(), ["ada", "bea", "cleo", "dora", "edda"])
        progress = self.env["ir.cron.progress"].search([("cron_id", "=", self.cron.id)], order="id desc", limit=1)
        self.assertEqual((progress.done, progress.remaining), (5, 0))

    def _repaired(self):
        """Core's queue as later versions of Odoo 19 have it: it tells the scheduler of each email (odoo/odoo#282892)."""
        asks, broken = "self.env.context.get('cron_id')", "self.env.get('ir_cron')"
        source = dedent(getsource(Core.process_email_queue))
        self.assertEqual(source.count(asks) + source.count(broken), 1)
        scope = {}
        exec(source.replace(broken, asks), vars(sys.modules[Core.__module__]), scope)
        return patch.object(Core, "process_email_queue", scope["process_email_queue"])

    def test_where_core_tells_the_scheduler_too_nothing_is_counted_twice(self):
        told, commit = [], type(self.cron)._commit_progress

        def telling(cron, processed=0, *, remaining=None, **kwargs):
            told.append((processed, remaining))
            return commit(cron, processed, remaining=remaining, **kwargs)

        self.parameter("mail.mail.queue.batch.size", "2")
        mails = self._waiting("ada", "bea", "unknown", "dora", "eva")
        with self._repaired(), patch.object(type(self.cron), "_commit_progress", telling):
            self._run()
        self.assertEqual(self._recipients(), ["ada", "bea", "dora", "eva"])
        self.assertEqual(mails.mapped("state"), ["sent", "sent", "exception", "sent", "sent"])
        self.assertEqual(told, [(2, 3), (2, 1), (1, 0)])
        progress = self.env["ir.cron.progress"].search([("cron_id", "=", self.cron.id)], order="id desc", limit=1)
        self.assertEqual((progress.done, progress.remaining), (5, 0))

    def test_a_run_by_hand_is_one_batch(self):
        self.parameter("mail.mail.queue.batch.size", 2)
        mails = self._waiting("ada", "bea", "cleo")
        self.env["mail.mail"].process_email_queue()
        self.assertEqual(mails.mapped("state"), ["sent", "sent", "outgoing"])

    def test_emails_that_are_asked_for_are_sent_and_no_others(self):
        mails = self._waiting("ada", "bea", "cleo")
        self.env["mail.mail"].process_email_queue(mails[1:2].ids)
        self.assertEqual(self._recipients(), ["bea"])

    def test_what_the_caller_filters_by_is_kept(self):
        mails = self._waiting("ada", "bea", "cleo")
        queue = self.env["mail.mail"].with_context(filters=[("id", "!=", mails[1].id)])
        queue.process_email_queue(batch_size=2)
        self.assertEqual(self._recipients(), ["ada", "cleo"])

    def test_an_email_that_stays_in_the_queue_has_one_turn_in_a_run(self):
        self.parameter("mail.mail.queue.batch.size", 1)
        mails = self._waiting("ada", "bea")
        tried = []

        def stay(some):
            tried.extend(some.ids)
            return some - mails[0]

        with patch.object(claims, "_free", stay):
            self._run()
        self.assertEqual(tried, mails.ids)
        self.assertEqual(mails.mapped("state"), ["outgoing", "sent"])


@tagged("post_install", "-at_install")
class TestPoisonedEmails(QueueCase):
    def test_an_email_at_which_odoo_fails_before_it_sends_any_does_not_hold_up_the_others(self):
        mails = self._waiting("ada", "bea", "cleo", "dora", "edda")
        origin = type(mails)._filter_mail_mail_servers

        def broken(mail, servers):
            if mail == mails[2]:
                raise LookupError("ouch")
            return origin(mail, servers)

        with patch.object(type(mails), "_filter_mail_mail_servers", broken):
            self._run()
        self.assertEqual(self._recipients(), ["ada", "bea", "dora", "edda"])
        self.assertEqual(mails.mapped("state"), ["sent", "sent", "exception", "sent", "sent"])
        self.assertEqual((mails[2].failure_reason, self._interruptions().res_id), ("ouch", mails[2].id))

    def test_a_reply_that_the_database_does_not_take_does_not_hold_up_the_others(self):
        self.lab.behave("odd@lab.example", replace(BEHAVIOURS["unknown"], reply="550 5.1.1 No\0body"))
        mails = self._waiting("ada", "odd", "cleo")
        self._run()
        self.assertEqual(self._recipients(), ["ada", "cleo"])
        self.assertEqual(mails.mapped("state"), ["sent", "exception", "sent"])
        self.assertNotIn("Error without exception", mails[1].failure_reason)

    def test_a_server_that_hangs_up_at_one_email_gets_the_others(self):
        self.lab.behave("rude@lab.example", replace(BEHAVIOURS["unknown"], reply="", action=CLOSE))
        mails = self._waiting("ada", "rude", "cleo", "dora")
        self._run()
        self.assertEqual(sorted(self._recipients()), ["ada", "cleo", "dora"])
        self.assertEqual(mails.mapped("state"), ["sent", "exception", "sent", "sent"])
        self.assertNotIn("Error without exception", mails[1].failure_reason)

    def test_the_recipient_of_a_poisoned_email_is_told_as_failed_with_the_reason(self):
        with patch.object(type(self.env["mail.mail"]), "send_after_commit", lambda mails: None):
            message = self._post("ada")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self._broken_at(mail)
        self._run()
        notification = self._by_address(message)["ada"]
        self.assertEqual((mail.state, notification.notification_status), ("exception", "exception"))
        self.assertEqual((mail.failure_reason, notification.failure_reason), ("ouch", "ouch"))

    def test_who_was_reached_before_an_email_broke_is_not_told_as_failed(self):
        with patch.object(type(self.env["mail.mail"]), "send_after_commit", lambda mails: None):
            message = self._post("ada", "bea")
        ada = self._by_address(message)["ada"].res_partner_id
        self.env["mail.troubleshooting.attempt"].create(
            {
                "date": "2026-01-01",
                "mail_message_id": message.id,
                "recipient": ada.email,
                "partner_id": ada.id,
                "outcome": "accepted",
            }
        )
        self._broken_at(self.env["mail.mail"].search([("mail_message_id", "=", message.id)]))
        self._run()
        self.assertEqual(self._statuses(message), {"ada": "sent", "bea": "exception"})

    def test_what_happened_is_kept_with_its_traceback_once(self):
        mails = self._waiting("ada", "bea", "cleo")
        self._broken_at(mails[1])
        self._run()
        mails[1].mark_outgoing()
        self._run()
        [kept] = self._interruptions()
        self.assertEqual((kept.place, kept.res_model, kept.res_id), ("queue", "mail.mail", mails[1].id))
        self.assertEqual((kept.error, kept.summary, kept.count), ("LookupError", "ouch", 2))
        self.assertIn("_prepare_outgoing_list", kept.traceback)

    def test_it_is_kept_as_it_was_raised_also_where_the_transaction_was_broken_before(self):
        mail = self._waiting("unknown")
        model, origin = type(mail), type(mail)._postprocess_sent_message
        failing = [LookupError("ouch")]

        def broken(mails, *args, **kwargs):
            if failing:  # and not when it is set aside
                with suppress(psycopg2.Error):
                    mails.env.cr.execute("SELECT no_such_column")
                raise failing.pop()
            return origin(mails, *args, **kwargs)

        with patch.object(model, "_postprocess_sent_message", broken):
            self._run()
        self.assertEqual(self._interruptions().mapped("error"), ["LookupError"])
        self.assertEqual((mail.state, mail.failure_reason), ("exception", "ouch"))

    def _broken_at(self, mail, error=None):
        """Something in the way of one email that Odoo does not put down to the email."""
        model, origin = type(mail), type(mail)._send

        def broken(mails, *args, **kwargs):
            if mail.id in mails.ids:
                return mails._prepare_outgoing_list_broken()
            return origin(mails, *args, **kwargs)

        def _prepare_outgoing_list(mails):
            raise error or LookupError("ouch")

        for name, method in (("_send", broken), ("_prepare_outgoing_list_broken", _prepare_outgoing_list)):
            patcher = patch.object(model, name, method, create=True)
            patcher.start()
            self.addCleanup(patcher.stop)


@tagged("post_install", "-at_install")
class TestRunsThatEnd(QueueCase):
    def _fails_once(self, error):
        """The email to bea meets an error that has nothing to do with it."""
        origin = IrMail_Server.send_email
        failing = [error]

        def send_email(server, message, *args, **kwargs):
            if failing and "bea" in message["To"]:
                raise failing.pop()
            return origin(server, message, *args, **kwargs)

        patcher = patch.object(IrMail_Server, "send_email", send_email)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_no_memory_ends_the_run_and_the_next_one_goes_on(self):
        self._ends_the_run(MemoryError())

    def test_a_database_that_is_gone_ends_the_run_and_the_next_one_goes_on(self):
        self._ends_the_run(psycopg2.OperationalError("server closed the connection unexpectedly"))

    def _ends_the_run(self, error):
        mails = self._waiting("ada", "bea", "cleo")
        self._fails_once(error)
        self._run()
        self.assertEqual(mails.mapped("state"), ["sent", "outgoing", "outgoing"])
        self.assertEqual(self._interruptions().mapped("count"), [1])
        self.assertEqual(self.cron.failure_count, 1, "The scheduler takes the run for a good one.")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]), "Nothing runs it soon.")
        self._run()
        self.assertEqual(mails.mapped("state"), ["sent"] * 3)
        self.assertEqual(self._recipients(), ["ada", "bea", "cleo"])

    def test_somebody_who_writes_the_same_email_at_the_same_time_does_not_end_the_run(self):
        mails = self._waiting("ada", "bea", "cleo")
        self._fails_once(psycopg2.errors.SerializationFailure("could not serialize access"))
        self._run()
        self.assertEqual(mails.mapped("state"), ["sent", "outgoing", "sent"])

    @mute_logger(*NOISY)
    def test_a_run_that_ends_with_an_error_of_the_database_has_killed_no_email(self):
        batch = self._careful_run("ada", "bea")
        with patch.object(type(self.env["mail.mail"]), "_prepare_outgoing_list", side_effect=DiskFull("disk full")):
            for _run in range(5):
                self._run()
        self.assertEqual((batch.last_id, batch.begun), (0, False))
        self.assertEqual(self.env["mail.troubleshooting.interruption"].search([("error", "=", "Killed")]).ids, [])
        self._run()
        self.assertEqual(self._recipients(), ["ada", "bea"])

    @mute_logger(*NOISY)
    def test_emails_for_which_the_database_has_no_time_again_and_again_stay_in_the_queue(self):
        batch = self._careful_run("ada", "bea")
        with patch.object(type(self.env["mail.mail"]), "_prepare_outgoing_list", side_effect=QueryCanceled("too slow")):
            for _run in range(5):
                self._run()
        self.assertEqual(batch.begun or {}, {})
        self._run()
        self.assertEqual(self._recipients(), ["ada", "bea"])

    def test_a_run_that_a_user_begins_from_outside_changes_nothing(self):
        batch = self.env["mail.troubleshooting.batch"].create(
            {"cron_id": self.cron.id, "last_id": 7, "begun": {"7": 2}}
        )
        user = new_test_user(self.env, "carl", "base.group_user")
        as_scheduler = {"cron_id": self.cron.id, "ir_cron_progress_id": 1}
        refused = False
        try:  # without the savepoint of ``assertRaises``: what it does, it commits
            self.env["mail.mail"].with_user(user).with_context(**as_scheduler).process_email_queue()
        except AccessError:
            refused = True
        found = self.env["mail.troubleshooting.interruption"].search([])
        self.assertEqual((refused, batch.last_id, batch.begun, found.ids), (True, 7, {"7": 2}, []))

    def _careful_run(self, *names):
        """Emails in the queue of a run that follows one that was killed."""
        mails = self._waiting(*names)
        return self.env["mail.troubleshooting.batch"].create({"cron_id": self.cron.id, "careful_until": mails[-1].id})

    @mute_logger(*NOISY)
    def test_an_email_at_which_the_process_is_killed_again_and_again_is_set_aside(self):
        class Killed(BaseException):
            pass

        self.parameter("mail.mail.queue.batch.size", 3)
        mails = self._waiting("ada", "bea", "cleo", "dora")
        origin = IrMail_Server.send_email
        begun = []

        def send_email(server, message, *args, **kwargs):
            if "bea" in message["To"]:
                begun.append(message["To"])
                server.env.cr.rollback()  # as the database does when the worker is gone
                raise Killed
            return origin(server, message, *args, **kwargs)

        with patch.object(IrMail_Server, "send_email", send_email):
            for _run in range(4):
                with suppress(Killed):
                    self._run()
        self.assertEqual(len(begun), 3)
        self.assertEqual(mails.mapped("state"), ["sent", "exception", "sent", "sent"])
        self.assertEqual(self._recipients(), ["ada", "cleo", "dora"])
        self.assertIn("stopped", mails[1].failure_reason)
        batch = self.env["mail.troubleshooting.batch"].search([("cron_id", "=", self.cron.id)])
        self.assertEqual((batch.last_id, batch.careful_until, batch.begun), (0, 0, False))
