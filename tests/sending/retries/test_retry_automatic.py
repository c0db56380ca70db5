"""Emails that try again by themselves: when, for whom, and who stops them."""

from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ....services.sending.retries.given_up import WORDS
from ...support.queue_case import QueueCase

NOISY = "odoo.addons.mail.models.mail_mail"
MINUTE = timedelta(minutes=1)


class RetryCase(QueueCase):
    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([("retry_date", "!=", False)]).action_no_retry()
        self.job = self.env.ref("mail_troubleshooting.ir_cron_retry")
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)]).unlink()
        self.parameter("mail_troubleshooting.retry_hours", "48")
        self.earlier = self.env["mail.troubleshooting.attempt"].search([], order="id desc", limit=1).id or 0

    def _failed(self, *names: str):
        """A message whose one email was refused for some; the email."""
        with mute_logger(NOISY):
            self.message = self._post(*names)
        return self.env["mail.mail"].search([("mail_message_id", "=", self.message.id)])

    def _behave_well(self, *names: str):
        for name in names:
            self.lab.behave(f"{name}@lab.example", "accepted")

    def _time_passes(self, mail):
        """The time of the next try has come: the job runs, and then the queue."""
        self.assertTrue(mail.retry_date)
        mail.retry_date = fields.Datetime.now() - MINUTE
        self._run(self.job)
        self._run()

    def _tried(self, name: str) -> int:
        """How often a server was asked about somebody, in this test."""
        attempts = self.env["mail.troubleshooting.attempt"]
        return attempts.search_count([("recipient", "=", f"{name}@lab.example"), ("id", ">", self.earlier)])


@tagged("post_install", "-at_install")
class TestAutomaticRetry(RetryCase):
    def test_a_failure_that_passes_is_planned_to_be_tried_again(self):
        before = fields.Datetime.now()
        mail = self._failed("trouble")
        self.assertTrue(before + 14 * MINUTE < mail.retry_date < before + 20 * MINUTE)
        self.assertEqual(mail.state, "exception")
        self.assertEqual(self._statuses(self.message), {"trouble": "exception"})

    def test_a_failure_for_good_is_not(self):
        self.assertFalse(self._failed("unknown", "spam").retry_date)

    def test_an_uncertain_one_is_not(self):
        self.assertFalse(self._failed("drop_after_data").retry_date)

    def test_what_nobody_understands_is_not(self):
        mail = self._waiting("ada")
        with mute_logger(NOISY):
            mail.write({"state": "exception", "failure_type": "unknown", "failure_reason": "KeyError: 'x'"})
            mail._postprocess_sent_message([], [], failure_reason="KeyError: 'x'", failure_type="unknown")
        self.assertFalse(mail.retry_date)

    def test_a_success_plans_nothing(self):
        mail = self._waiting("ada")
        mail.send()
        self.assertEqual((mail.state, mail.retry_date), ("sent", False))

    def test_when_the_time_has_come_it_is_sent(self):
        mail = self._failed("trouble")
        self._behave_well("trouble")
        self._time_passes(mail)
        self.assertEqual(self._statuses(self.message), {"trouble": "sent"})
        self.assertEqual(self._copies(self.message), {"trouble": 1})

    def test_before_that_it_is_left_alone(self):
        mail = self._failed("trouble")
        self._run(self.job)
        self._run()
        self.assertEqual((mail.state, self._tried("trouble")), ("exception", 1))

    def test_only_those_whom_it_can_help_are_tried_again(self):
        mail = self._failed("ada", "unknown", "trouble")
        self._behave_well("trouble", "unknown")
        self._time_passes(mail)
        self.assertEqual(self._statuses(self.message), {"ada": "sent", "unknown": "exception", "trouble": "sent"})
        self.assertEqual(self._copies(self.message), {"ada": 1, "trouble": 1})
        self.assertEqual((mail.state, mail.retry_date), ("exception", False))
        self.assertEqual(mail.failure_cause_id.code, "recipient_unknown")

    def test_who_is_left_out_keeps_the_words_that_were_said(self):
        mail = self._failed("unknown", "trouble")
        notification = self._by_address(self.message)["unknown"]
        notification.failure_date = "2026-01-01 10:00:00"
        fields_of_failure = ["failure_type", "failure_reason", "failure_cause_id", "failure_date", "failure_domain"]
        before = notification.read(fields_of_failure)
        self._time_passes(mail)
        self.assertEqual(notification.read(fields_of_failure), before)

    def test_of_several_addresses_in_one_field_only_those_whom_it_can_help_are_tried_again(self):
        mail = self._waiting("ada")
        mail.email_to = "ada@lab.example, unknown@lab.example, full_temporarily@lab.example"
        with mute_logger(NOISY):
            mail.send()
        self._behave_well("unknown", "full_temporarily")
        self._time_passes(mail)
        self.assertEqual([self._tried(name) for name in ("ada", "unknown", "full_temporarily")], [1, 1, 2])
        self.assertEqual(self.lab.mailbox.count("full_temporarily@lab.example"), 1)
        self.assertEqual((mail.state, mail.failure_cause_id.code), ("exception", "recipient_unknown"))

    def test_what_came_back_in_the_meantime_is_not_sent_again(self):
        mail = self._failed("ada", "trouble")
        bounced = self._by_address(self.message)["ada"]
        bounced.write(
            {"notification_status": "bounce", "failure_type": "mail_bounce", "failure_reason": "452 4.2.2 full"}
        )
        self._behave_well("trouble")
        self._time_passes(mail)
        self.assertEqual(self._statuses(self.message), {"ada": "bounce", "trouble": "sent"})
        self.assertEqual(self._copies(self.message), {"ada": 1, "trouble": 1})

    def test_what_was_accepted_before_a_rollback_is_told_at_the_next_try(self):
        mail = self._failed("unknown", "trouble")
        late = self._by_address(self.message)["trouble"]
        words = {name: late._fields[name].convert_to_write(late[name], late) for name in WORDS}
        self._behave_well("trouble")
        self._time_passes(mail)
        # Somebody else wrote to the email between the server's answer and the commit.
        late.write(words)
        mail.write({"state": "outgoing", "is_automatic_retry": True})
        self._run()
        self.assertEqual(self._statuses(self.message), {"unknown": "exception", "trouble": "sent"})
        self.assertEqual(self._copies(self.message), {"trouble": 1})

    def test_who_failed_again_is_planned_later_and_later(self):
        mail = self._failed("trouble")
        waits = []
        for _try in range(3):
            waits.append(mail.retry_date - fields.Datetime.now())
            self._time_passes(mail)
        self.assertEqual((mail.state, mail.retry_count), ("exception", 3))
        self.assertTrue(waits[0] * 1.5 < waits[1] < waits[2] / 1.5, waits)

    def test_in_the_end_it_is_given_up(self):
        mail = self._failed("trouble")
        mail.retry_until = fields.Datetime.now() + 10 * MINUTE
        self._time_passes(mail)
        self.assertEqual((mail.state, mail.retry_date, mail.retry_until), ("exception", False, False))

    def test_a_server_that_nobody_reaches_is_tried_again_without_those_that_were_refused_for_good(self):
        mail = self._failed("unknown", "trouble")
        host, port = self.lab.server("closed")
        here = self.server.smtp_port
        self.server.write({"smtp_host": host, "smtp_port": port})
        self._time_passes(mail)
        causes = {name: n.failure_cause_id.code for name, n in self._by_address(self.message).items()}
        self.assertEqual(causes, {"unknown": "recipient_unknown", "trouble": "connection_or_timeout"})
        self.server.smtp_port = here
        self._behave_well("unknown", "trouble")
        self._time_passes(mail)
        self.assertEqual(self._copies(self.message), {"trouble": 1})
        self.assertEqual(self._tried("unknown"), 1)

    def test_a_thousand_failures_wake_the_scheduler_a_few_times(self):
        self.server.active = False
        self._server("closed")
        self.job.nextcall = fields.Datetime.now() + timedelta(hours=1)
        mails = self._waiting(*(f"ada{number}" for number in range(30)))
        with mute_logger(NOISY):
            mails.send()
        self.assertTrue(all(mails.mapped("retry_date")))
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)])
        self.assertIn(len(triggers), (1, 2))

    def test_a_process_that_dies_between_marking_and_sending_changes_nothing(self):
        mail = self._failed("unknown", "trouble")
        self._behave_well("unknown", "trouble")
        mail.retry_date = fields.Datetime.now() - MINUTE
        self._run(self.job)
        self.assertEqual((mail.state, mail.is_automatic_retry), ("outgoing", True))
        self.env.invalidate_all()
        self._run()
        self.assertEqual(self._statuses(self.message), {"unknown": "exception", "trouble": "sent"})

    def test_a_server_that_goes_away_before_it_leaves_the_words_and_the_try(self):
        mail = self._failed("unknown", "trouble")
        names = ("drop_before_data+1", "drop_before_data+2", "drop_before_data+3")
        gone = self._waiting(*names, email_from=mail.email_from)
        mail.retry_date = fields.Datetime.now() - MINUTE
        self._run(self.job)
        with mute_logger(NOISY):
            (gone + mail).send()  # over one connection, as they have the same sender
        self.assertEqual((mail.state, mail.is_automatic_retry), ("outgoing", True))
        causes = {name: n.failure_cause_id.code for name, n in self._by_address(self.message).items()}
        self.assertEqual(causes, {"unknown": "recipient_unknown", "trouble": "remote_server_error"})

    @mute_logger(NOISY)
    def test_a_login_that_is_refused_at_another_try_is_what_those_are_told_whom_it_kept_from_being_tried(self):
        mail = self._failed("trouble", "unknown")
        self.server.active = False
        self._server("auth_fails", smtp_authentication="login", smtp_user="odoo", smtp_pass="old")
        self._time_passes(mail)
        causes = {name: one.failure_cause_id.code for name, one in self._by_address(self.message).items()}
        self.assertEqual(causes, {"trouble": "smtp_auth_failed", "unknown": "recipient_unknown"})


@tagged("post_install", "-at_install")
class TestRetryIsStopped(RetryCase):
    def test_a_person_can_say_that_it_is_not_tried_again(self):
        mail = self._failed("trouble")
        mail.action_no_retry()
        mail.flush_recordset()
        self._run(self.job)
        self.assertEqual((mail.state, mail.retry_date), ("exception", False))

    def test_what_a_person_does_takes_the_place_of_the_plan(self):
        mail = self._failed("trouble", "unknown")
        mail.mark_outgoing()
        self.assertEqual((mail.retry_date, mail.retry_count, mail.is_automatic_retry), (False, 0, False))
        mail.cancel()
        self.assertFalse(mail.retry_date)

    def test_who_sends_by_hand_tries_everybody_who_does_not_have_it(self):
        mail = self._failed("ada", "unknown", "trouble")
        self._time_passes(mail)
        self._behave_well("unknown", "trouble")
        mail.action_retry()
        mail.send()
        self.assertEqual(self._copies(self.message), {"ada": 1, "unknown": 1, "trouble": 1})

    def test_the_wizard_takes_the_place_of_the_plan(self):
        mail = self._failed("trouble", "unknown")
        found = self._by_address(self.message)
        wizard = self.env["mail.troubleshooting.wizard"].with_user(self.author)
        wizard.resolve(self.message.id, [], [found["trouble"].id])
        self.assertEqual((mail.state, mail.retry_date), ("exception", False))

    def test_the_wizard_leaves_the_plan_for_the_others(self):
        mail = self._failed("trouble", "unknown")
        found = self._by_address(self.message)
        wizard = self.env["mail.troubleshooting.wizard"].with_user(self.author)
        wizard.resolve(self.message.id, [], [found["unknown"].id])
        self.assertTrue(mail.retry_date)

    def test_the_settings_switch_it_off_and_on_and_say_for_how_long(self):
        form = Form(self.env["res.config.settings"])
        self.assertEqual((form.mail_troubleshooting_retry, form.mail_troubleshooting_retry_hours), (True, 48))
        form.mail_troubleshooting_retry = False
        form.save().execute()
        self.assertFalse(self._failed("trouble").retry_date)
        form = Form(self.env["res.config.settings"])
        self.assertFalse(form.mail_troubleshooting_retry)
        form.mail_troubleshooting_retry = True
        form.mail_troubleshooting_retry_hours = 3
        form.save().execute()
        until = self._failed("trouble").retry_until - fields.Datetime.now()
        self.assertTrue(timedelta(hours=2.9) < until <= timedelta(hours=3))

    def test_what_was_planned_ends_where_it_is_switched_off(self):
        mail = self._failed("trouble")
        self.parameter("mail_troubleshooting.retry_hours", "0")
        self._run(self.job)
        self.assertEqual((mail.state, mail.retry_date), ("exception", False))

    def test_a_person_who_is_faster_than_the_queue_tries_also_who_was_refused_for_good(self):
        mail = self._failed("trouble", "spam")
        mail.retry_date = fields.Datetime.now() - MINUTE
        self._run(self.job)
        self.assertEqual(mail.state, "outgoing")
        refused = self._by_address(self.message)["spam"]
        with mute_logger(NOISY):
            self.env["mail.troubleshooting.wizard"].with_user(self.author).resolve(
                self.message.id, [{"id": refused.id, "email": False}], []
            )
        self.assertEqual(self._tried("spam"), 2)
        self.assertEqual((refused.notification_status, refused.failure_cause_id.code), ("exception", "spam_content"))
