"""What is recorded while emails are handed over, and who is tried."""

import gc
import smtplib
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ....services.sending.submission.results import SAME_ANSWERS
from ....tools.replies.odoo_failure import diagnose
from ....tools.sessions.conversation import Conversation
from ...lab import BEHAVIOURS
from ...lab.behaviours import CLOSE
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestSending(LabCase):
    @mute_logger(NOISY)
    def test_a_refusal_at_one_recipient_does_not_keep_later_ones_from_being_tried(self):
        message = self._post("unknown", "ada")
        self.assertEqual(self._statuses(message), {"unknown": "exception", "ada": "sent"})
        self.assertEqual(self._copies(message), {"ada": 1})

    @mute_logger(NOISY)
    def test_every_recipient_gets_the_words_that_were_said_about_this_one(self):
        message = self._post("ada", "unknown", "full", "unverified")
        causes = {name: n.failure_cause_id.code for name, n in self._by_address(message).items()}
        self.assertEqual(
            causes,
            {
                "ada": False,
                "unknown": "recipient_unknown",
                "full": "mailbox_full",
                "unverified": "sender_identity_rejected",
            },
        )
        self.assertIn("User unknown", self._by_address(message)["unknown"].failure_reason)

    @mute_logger(NOISY)
    def test_an_email_that_failed_for_some_stays_in_the_queue_as_failed(self):
        message = self._post("ada", "unknown")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(mail.state, "exception")
        self.assertEqual(mail.failure_cause_id.code, "recipient_unknown")
        self.assertTrue(mail.failure_date)

    def test_nothing_of_a_message_that_was_sent_stays_until_it_is_collected(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        self._post("ada")
        self.assertFalse([one for one in gc.get_objects() if type(one) is Conversation])

    @mute_logger(NOISY)
    def test_an_email_that_fails_before_it_is_built_has_its_cause_on_email_and_notification(self):
        with patch.object(self.env.registry["mail.mail"], "_prepare_outgoing_list", side_effect=LookupError("no such")):
            message = self._post("ada")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        notification = self._by_address(message)["ada"]
        self.assertEqual((mail.state, notification.notification_status), ("exception", "exception"))
        for record in (mail, notification):
            self.assertIn("no such", record.failure_reason)
            self.assertTrue(record.failure_cause_id and record.failure_date)

    @mute_logger(NOISY)
    def test_retry_of_the_list_leaves_out_whom_the_first_try_reached(self):
        message = self._post("ada", "unknown", "bea")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.lab.behave("unknown@lab.example", "accepted")
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "sent", "bea": "sent"})
        self.assertEqual(self._copies(message), {"ada": 1, "unknown": 1, "bea": 1})

    @mute_logger(NOISY)
    def test_a_server_that_nobody_reaches_is_explained_on_the_notification_too(self):
        self.server.active = False
        self._server("closed")
        message = self._post("ada")
        notification = self._by_address(message)["ada"]
        self.assertEqual(notification.failure_type, "mail_smtp")
        self.assertEqual(notification.failure_cause_id.code, "connection_or_timeout")
        self.assertTrue(notification.failure_reason)

    @mute_logger(NOISY)
    def test_a_refused_login_is_told_from_a_server_that_nobody_reaches(self):
        self.server.active = False
        self._server("auth_fails", smtp_authentication="login", smtp_user="odoo", smtp_pass="old")
        notification = self._by_address(self._post("ada"))["ada"]
        self.assertEqual(notification.failure_cause_id.code, "smtp_auth_failed")

    def test_nothing_is_called_a_failure_where_all_went_well(self):
        message = self._post("ada", "bea")
        for notification in self._by_address(message).values():
            self.assertFalse(notification.failure_cause_id)
            self.assertFalse(notification.failure_date)

    @mute_logger(NOISY)
    def test_who_asks_for_an_exception_gets_it(self):
        mail = self.env["mail.mail"].create(
            {
                "body_html": "<p>Hello</p>",
                "recipient_ids": [(6, 0, self._partners("unknown", "ada").ids)],
            }
        )
        with self.assertRaisesRegex(Exception, "Mail Delivery Failed"):
            mail.send(raise_exception=True)

    @mute_logger(NOISY)
    def test_who_asks_for_an_exception_gets_it_where_the_server_is_gone_before_the_second_email(self):
        mails = self.env["mail.mail"].create([{"email_to": f"{name}@lab.example"} for name in ("ada", "bea")])
        session = self.server._connect__(mail_server_id=self.server.id)
        self.addCleanup(session.close)
        origin = IrMail_Server.send_email

        def send_email(server, message, *args, **kwargs):
            result = origin(server, message, *args, **kwargs)
            session.close()
            self.server.smtp_port = 1  # where nobody listens
            return result

        with patch.object(IrMail_Server, "send_email", send_email), self.assertRaises(smtplib.SMTPServerDisconnected):
            mails._send(raise_exception=True, smtp_session=session, mail_server=self.server)

    @mute_logger(NOISY)
    def test_every_hand_over_leaves_an_attempt(self):
        message = self._post("ada", "unknown")
        attempts = self.env["mail.troubleshooting.attempt"].search([("message_id", "=", message.message_id)])
        self.assertEqual(
            {attempt.recipient: (attempt.outcome, attempt.failure_cause_id.code) for attempt in attempts},
            {"ada@lab.example": ("accepted", False), "unknown@lab.example": ("refused", "recipient_unknown")},
        )

    def test_attempts_are_forgotten_after_90_days_and_not_before(self):
        self._post("ada", "bea")
        attempts = self.env["mail.troubleshooting.attempt"].search([], order="id desc", limit=2)
        attempts[0].date = fields.Datetime.now() - timedelta(days=91)
        attempts[1].date = fields.Datetime.now() - timedelta(days=89)
        self.env["mail.troubleshooting.attempt"]._gc_attempts()
        self.assertEqual(attempts.exists(), attempts[1])

    @mute_logger(NOISY)
    def test_a_server_that_hangs_up_after_a_refusal_does_not_undo_what_it_accepted(self):
        self.lab.behave("rude@lab.example", replace(BEHAVIOURS["unknown"], action=CLOSE))
        message = self._post("ada", "rude", "zoe")
        copies = self._copies(message)
        self.assertEqual(
            self._statuses(message),
            {name: "sent" if name in copies else "exception" for name in ("ada", "rude", "zoe")},
        )
        self.assertTrue(set(copies.values()) <= {1})

    @mute_logger(NOISY)
    def test_those_who_were_not_tried_get_the_reason_that_ended_the_sending(self):
        message = self._post("ada", "unknown", "rate", "bea")
        causes = {name: n.failure_cause_id.code for name, n in self._by_address(message).items()}
        # Odoo promises no order of the recipients of one email.
        box = self.lab.mailbox
        tried = {address.split("@")[0] for entry in (*box.accepted, *box.refused) for address in entry.recipients}
        own = {"ada": False, "unknown": "recipient_unknown", "rate": "rate_limit", "bea": False}
        self.assertEqual(causes, {name: cause if name in tried else "rate_limit" for name, cause in own.items()})

    @mute_logger(NOISY)
    def test_the_same_answer_to_the_whole_message_is_not_asked_for_again_and_again(self):
        names = [f"spam+{number}" for number in range(6)]
        message = self._post(*names)
        self.assertEqual(len(self.lab.mailbox.refused), SAME_ANSWERS)
        self.assertEqual({n.failure_cause_id.code for n in self._by_address(message).values()}, {"spam_content"})

    @mute_logger(NOISY)
    def test_another_try_of_an_email_without_notifications_reaches_nobody_twice(self):
        mail = self.env["mail.mail"].create(
            {
                "body_html": "<p>Hello</p>",
                "email_to": "cleo@lab.example",
                "recipient_ids": [(6, 0, self._partners("ada", "unknown", "bea").ids)],
            }
        )
        mail.send()
        self.lab.behave("unknown@lab.example", "accepted")
        mail.mark_outgoing()
        mail.send()
        for name in ("ada", "unknown", "bea", "cleo"):
            self.assertEqual(self.lab.mailbox.count(f"{name}@lab.example"), 1, name)

    @mute_logger(NOISY)
    def test_another_try_with_nobody_left_ends_as_sent(self):
        message = self._post("ada", "unknown")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self._by_address(message)["unknown"].notification_status = "canceled"
        mail.auto_delete = False
        mail.mark_outgoing()
        mail.send()
        self.assertEqual((mail.state, mail.failure_reason), ("sent", False))
        self.assertEqual(self._copies(message), {"ada": 1})


@tagged("post_install", "-at_install")
class TestDiagnosedOnce(LabCase):
    """What Odoo writes while an email is being sent is not judged before it has finished with the email."""

    def setUp(self):
        super().setUp()
        self.judged = []

        def judge(kind, reason, **options):
            if kind or reason:
                self.judged.append(reason)
            return diagnose(kind, reason, **options)

        patcher = patch("odoo.addons.mail_troubleshooting.services.failures.diagnosis.diagnose", judge)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_nothing_is_judged_of_an_email_that_is_accepted(self):
        self._post("ada", "bea")
        self.assertEqual(self.judged, [])

    @mute_logger(NOISY)
    def test_a_failure_is_judged_once_on_the_email_and_once_on_each_recipient(self):
        message = self._post("ada", "unknown", "full")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        failed = self._by_address(message)
        reasons = [mail.failure_reason, failed["unknown"].failure_reason, failed["full"].failure_reason]
        self.assertEqual(sorted(self.judged), sorted(reasons))

    @mute_logger(NOISY)
    def test_what_is_left_after_an_exception_that_reaches_the_caller_is_judged(self):
        mail = self.env["mail.mail"].create({"email_to": "drop_before_data@lab.example"})
        with suppress(smtplib.SMTPServerDisconnected):  # ``assertRaises`` would take back what was written
            mail.send(raise_exception=True)
            self.fail("The caller has asked for an exception")
        self.assertEqual(
            (mail.state, mail.failure_cause_id.code, self.judged),
            ("exception", "odoo_placeholder_no_reason", [mail.failure_reason]),
        )

    @mute_logger(NOISY)
    def test_what_an_addon_writes_after_odoo_has_finished_is_judged_too(self):
        mail = self.env["mail.mail"].create({"email_to": "ada@lab.example", "auto_delete": False})
        origin = self.env.registry["mail.mail"]._postprocess_sent_message

        def more(mails, *args, **kwargs):
            result = origin(mails, *args, **kwargs)
            mails.write({"state": "exception", "failure_type": "unknown", "failure_reason": "550 5.1.1 User unknown"})
            return result

        with patch.object(self.env.registry["mail.mail"], "_postprocess_sent_message", more):
            mail.send()
        self.assertEqual((mail.state, mail.failure_cause_id.code), ("exception", "recipient_unknown"))

    def test_a_context_from_outside_changes_nothing(self):
        context = {"mail_troubleshooting_log": "a log", "mail_troubleshooting_run": "a run"}
        mail = self.env["mail.mail"].with_context(**context).create({"email_to": "ada@lab.example"})
        mail.write({"state": "exception", "failure_type": "unknown", "failure_reason": "550 5.1.1 User unknown"})
        self.assertEqual(mail.failure_cause_id.code, "recipient_unknown")
        mail.state = "outgoing"
        mail.send()
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 1)
