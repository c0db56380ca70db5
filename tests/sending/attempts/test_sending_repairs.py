"""What this addon repairs in the way Odoo 19 sends, one sentence each, and that plain Odoo still needs it."""

import json
import smtplib
from contextlib import ExitStack, closing

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...support.addons.plain_odoo import plain_odoo
from ...support.common import LabCase

NOISY = ("odoo.addons.mail.models.mail_mail", "odoo.addons.mail.models.mail_thread")
#: How plain Odoo fails a sentence: with other records, or with the exception of the lost connection.
FAILURES = (AssertionError, smtplib.SMTPException)


class RepairsCase(LabCase):
    """What the sentences need."""

    def setUp(self):
        super().setUp()
        quiet = ExitStack()
        quiet.enter_context(mute_logger(*NOISY))
        self.addCleanup(quiet.close)

    def _mail(self, **values):
        return self.env["mail.mail"].create({"body_html": "<p>Hello</p>", "auto_delete": False, **values})

    def _of(self, message, partner):
        found = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        return found.filtered(lambda notification: notification.res_partner_id == partner)

    def _forget_the_bus(self) -> None:
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()

    def _messages_on_the_bus(self) -> set[int]:
        """Messages whose envelopes open clients were told to draw again."""
        self.env.cr.precommit.run()
        sent = [json.loads(row) for row in self.env["bus.bus"].search([]).mapped("message")]
        stores = [row["payload"] for row in sent if row["type"] == "mail.record/insert"]
        return {values["id"] for store in stores for values in store.get("mail.message", ())}

    def _bounce(self, message_id: str, address: str) -> str:
        return (
            "From: MAILER-DAEMON@mx.lab.example\r\nTo: bounce@lab.example\r\nSubject: Undelivered\r\n"
            f"Message-Id: <bounce@mx.lab.example>\r\nReferences: {message_id}\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            f"--b\r\nContent-Type: text/plain\r\n\r\n<{address}>: 550 5.1.1 User unknown\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.lab.example\r\n\r\n"
            f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-Id: {message_id}\r\n\r\n--b--\r\n"
        )


class Repairs:
    """One sentence for each repair."""

    def test_a_refusal_at_one_recipient_does_not_keep_later_ones_from_being_tried(self):
        message = self._post("unknown", "ada", "full", "bea")
        tried = {
            address.split("@")[0]
            for entry in (*self.lab.mailbox.accepted, *self.lab.mailbox.refused)
            for address in entry.recipients
        }
        self.assertEqual(tried, {"unknown", "ada", "full", "bea"})
        self.assertEqual(
            self._statuses(message), {"unknown": "exception", "ada": "sent", "full": "exception", "bea": "sent"}
        )

    def test_a_refused_address_among_several_in_one_field_is_recorded_as_refused(self):
        mail = self._mail(email_to="ada@lab.example, unknown@lab.example")
        mail.send()
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 1)
        self.assertEqual(mail.state, "exception")
        self.assertIn("User unknown", mail.failure_reason)

    def test_a_lost_connection_marks_only_whom_the_server_has_not_accepted(self):
        message = self._post("ada", "drop_before_data", "bea")
        self.assertEqual(self._statuses(message), {"ada": "sent", "drop_before_data": "exception", "bea": "sent"})
        self.assertEqual(self._copies(message), {"ada": 1, "bea": 1})

    def test_a_lost_connection_keeps_the_true_exception_as_its_reason(self):
        mail = self._mail(recipient_ids=[(6, 0, self._partners("drop_before_data").ids)])
        mail.send()
        self.assertEqual(mail.state, "exception")
        self.assertIn("SMTPServerDisconnected", mail.failure_reason)

    def test_type_and_reason_are_both_on_the_email_and_on_the_notification(self):
        self.server.active = False
        self._server("closed")
        notification = self._by_address(self._post("ada"))["ada"]
        mail = notification.mail_mail_id
        self.assertEqual((mail.failure_type, notification.failure_type), ("mail_smtp", "mail_smtp"))
        self.assertTrue(mail.failure_reason)
        self.assertEqual(notification.failure_reason, mail.failure_reason)

    def test_an_email_behind_one_whose_data_command_was_refused_is_sent(self):
        mails = self._mail(email_to="busy_at_data@lab.example") | self._mail(email_to="ada@lab.example")
        mails.send()
        self.assertEqual(mails.mapped("state"), ["exception", "sent"])
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 1)

    def test_a_contact_without_an_address_is_a_missing_address(self):
        partner = self.env["res.partner"].create({"name": "Nora"})
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.", partner_ids=partner.ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self._of(message, partner).failure_type, "mail_email_missing")

    def test_a_contact_without_an_address_is_told_from_one_with_a_bad_address(self):
        lacks, bad = self.env["res.partner"].create([{"name": "Nora"}, {"name": "Bert", "email": "bert at home"}])
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.", partner_ids=(lacks | bad).ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self._of(message, lacks).failure_type, "mail_email_missing")
        self.assertEqual(self._of(message, bad).failure_type, "mail_email_invalid")

    def test_a_successful_retry_turns_the_envelope_in_open_clients(self):
        message = self._post("unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        self.lab.behave("unknown@lab.example", "accepted")
        mail.mark_outgoing()
        self._forget_the_bus()
        mail.send()
        self.assertEqual(self._statuses(message), {"unknown": "sent"})
        self.assertIn(message.id, self._messages_on_the_bus())

    def test_a_bounce_reaches_open_clients(self):
        message = self._post("ada")
        self._forget_the_bus()
        self.env["mail.thread"].message_process(None, self._bounce(message.message_id, "ada@lab.example"))
        self.assertEqual(self._statuses(message), {"ada": "bounce"})
        self.assertIn(message.id, self._messages_on_the_bus())

    def test_a_cancelled_email_cancels_its_notifications(self):
        message = self._post("unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.cancel()
        self.assertEqual(self._statuses(message), {"unknown": "canceled"})


@tagged("post_install", "-at_install")
class TestSendingRepairs(Repairs, RepairsCase):
    """They hold."""


@tagged("post_install", "-at_install")
class TestPlainOdoo(RepairsCase):
    def test_plain_odoo_reaches_who_can_be_reached(self):
        with plain_odoo(self.registry):
            self.assertEqual(self._statuses(self._post("ada", "bea")), {"ada": "sent", "bea": "sent"})
        self.assertFalse(self.env["mail.troubleshooting.attempt"].search([("recipient", "=", "ada@lab.example")]))

    def test_plain_odoo_needs_every_repair(self):
        for name in sorted(name for name in vars(Repairs) if name.startswith("test_")):
            self.lab.reset()
            with self.subTest(name), closing(self.env.cr.savepoint()), plain_odoo(self.registry):
                self.assertTrue(self._fails(vars(Repairs)[name]), "Odoo does it by itself now")
            self.env.invalidate_all()

    def _fails(self, sentence) -> bool:
        try:
            sentence(self)
        except FAILURES:
            return True
        return False
