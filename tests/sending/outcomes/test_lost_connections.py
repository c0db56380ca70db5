"""What is kept, and who is tried again, where the server closes the connection or says nothing more."""

from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...lab import BEHAVIOURS
from ...lab.behaviours import CLOSE
from .attempt_case import NOISY, AttemptCase


@tagged("post_install", "-at_install")
class TestLostConnections(AttemptCase):
    @mute_logger(NOISY)
    def test_who_stands_behind_a_recipient_at_whom_the_server_closed_was_not_tried(self):
        mail = self._mail(email_to="rate@lab.example, ada@lab.example")
        mail.send()
        attempts = self._attempts(mail)
        self.assertEqual((attempts["rate"].outcome, attempts["ada"].outcome), ("refused", "not_tried"))
        self.assertEqual(attempts["ada"].failure_cause_id.code, "rate_limit")
        self.assertIn("SMTPRecipientsRefused", attempts["ada"].reply)

    @mute_logger(NOISY)
    def test_a_lost_connection_is_not_told_in_the_words_about_somebody_else(self):
        mail = self._mail(email_to="unknown@lab.example, drop_before_data@lab.example")
        mail.send()
        lost = self._attempts(mail)["drop_before_data"]
        self.assertEqual((lost.outcome, lost.failure_cause_id.code), ("not_tried", "connection_or_timeout"))
        self.assertEqual(lost.reply, "SMTPServerDisconnected: Connection unexpectedly closed")

    @mute_logger(NOISY)
    def test_a_text_that_is_cut_off_is_not_told_in_the_words_about_somebody_else(self):
        mail = self._mail(email_to="unknown@lab.example, drop_during_data@lab.example")
        mail.send()
        lost = self._attempts(mail)["drop_during_data"]
        self.assertIn(lost.failure_cause_id.code, ("connection_or_timeout", "acceptance_uncertain"))
        self.assertIn("SMTPServerDisconnected", lost.reply)
        self.assertNotIn("unknown", lost.reply)

    @mute_logger(NOISY)
    def test_a_lost_connection_keeps_only_those_not_accepted_as_failed_with_the_true_reason(self):
        message = self._post("ada", "drop_before_data", "bea")
        self.assertEqual(self._statuses(message), {"ada": "sent", "drop_before_data": "exception", "bea": "sent"})
        notification = self._by_address(message)["drop_before_data"]
        self.assertEqual(notification.failure_cause_id.code, "connection_or_timeout")
        self.assertIn("SMTPServerDisconnected", notification.failure_reason)
        self.assertEqual(notification.failure_type, "mail_smtp")
        mail = notification.mail_mail_id
        self.assertEqual((mail.failure_type, mail.failure_reason), ("mail_smtp", notification.failure_reason))

    @mute_logger(NOISY)
    def test_a_connection_lost_while_the_text_goes_out_is_no_acceptance(self):
        # More than the buffers of both ends hold: what is smaller may all have left when the server hangs up.
        plan = ("plan.bin", b"Thursday" * 1_300_000)
        message = self._post("drop_during_data", attachments=[plan])
        self.assertEqual(self._attempts(message)["drop_during_data"].outcome, "not_tried")
        self.assertEqual(self._by_address(message)["drop_during_data"].failure_cause_id.code, "connection_or_timeout")

    @mute_logger(NOISY)
    def test_a_connection_lost_after_the_last_dot_is_uncertain_and_says_so(self):
        message = self._post("ada", "drop_after_data", "bea")
        attempt = self._attempts(message)["drop_after_data"]
        self.assertEqual((attempt.outcome, attempt.failure_cause_id.code), ("uncertain", "acceptance_uncertain"))
        self.assertEqual(attempt.reply, "SMTPServerDisconnected: Connection unexpectedly closed")
        notification = self._by_address(message)["drop_after_data"]
        self.assertEqual(notification.failure_cause_id.code, "acceptance_uncertain")
        self.assertEqual(self._statuses(message), {"ada": "sent", "drop_after_data": "exception", "bea": "sent"})

    @mute_logger(NOISY)
    def test_a_server_that_stays_silent_after_the_last_dot_is_uncertain_too(self):
        message = self._post("silent_after_data")
        self.assertEqual(self._attempts(message)["silent_after_data"].outcome, "uncertain")

    @mute_logger(NOISY)
    def test_a_server_that_says_goodbye_is_asked_again_on_a_new_connection(self):
        self.lab.behave("shy@lab.example", replace(BEHAVIOURS["rate"], action=CLOSE))
        message = self._post("shy", "ada", "bea")
        self.assertEqual(self._copies(message), {"ada": 1, "bea": 1})
        self.assertEqual(self._by_address(message)["shy"].failure_cause_id.code, "rate_limit")

    def test_a_server_that_takes_few_messages_a_connection_gets_the_rest_over_another(self):
        self.server.active = False
        self._server("few_messages")
        mails = self.env["mail.mail"].union(*(self._mail(email_to=f"{name}@lab.example") for name in "abcde"))
        mails.send()
        self.assertEqual(mails.mapped("state"), ["sent"] * 5)
        self.assertEqual([self.lab.mailbox.count(f"{name}@lab.example") for name in "abcde"], [1] * 5)

    @mute_logger(NOISY)
    def test_a_login_that_fails_when_the_connection_is_opened_again_leaves_the_rest_in_the_queue(self):
        self.server.active = False
        self._server("few_messages")
        mails = self.env["mail.mail"].union(*(self._mail(email_to=f"{name}@lab.example") for name in "abc"))
        connect, opened = type(self.server)._connect__, []

        def once(*args, **kwargs):
            if opened:
                raise UserError(self.env._("The token has expired."))
            opened.append(True)
            return connect(*args, **kwargs)

        with patch.object(type(self.server), "_connect__", once):
            mails.send()
        self.assertEqual(mails.mapped("state"), ["sent", "sent", "outgoing"])

    @mute_logger(NOISY)
    def test_a_server_that_hangs_up_again_and_again_is_left_alone_and_the_rest_waits_in_the_queue(self):
        gone = [self._mail(email_to=f"drop_before_data+{number}@lab.example") for number in range(5)]
        mails = self.env["mail.mail"].union(*gone)
        mails.send()
        self.assertEqual(mails.mapped("state"), ["exception"] * 3 + ["outgoing"] * 2)
        self.assertFalse(any(mails[3:].mapped("failure_reason")))
