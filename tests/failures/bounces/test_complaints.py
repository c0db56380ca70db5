"""Spam complaints, as they come in through the gateway: who is believed, and what a person decides."""

from odoo import fields
from odoo.tests import tagged

from .bounce_case import BounceCase


@tagged("post_install", "-at_install")
class TestComplaints(BounceCase):
    def _is_blacklisted(self, address: str) -> bool:
        return bool(self.env["mail.blacklist"].search_count([("email", "=", address)]))

    def test_a_complaint_opts_out_with_its_reason_and_is_no_bounce(self):
        message = self._message(self.ada)
        self._receive(self._complaint(message.message_id))
        self.assertTrue(self._is_blacklisted("ada@customer.example"))
        entry = self.env["mail.blacklist"].search([("email", "=", "ada@customer.example")])
        self.assertTrue(any("as spam" in body for body in entry.message_ids.mapped("body")))
        self.assertEqual(self._states(message), {"ada": ("sent", False)})
        self.assertEqual(self.ada.message_bounce, 0)

    def test_a_complaint_about_an_email_that_was_never_sent_opts_nobody_out(self):
        self._receive(self._complaint("<never@shop.example>"))
        self.assertFalse(self._is_blacklisted("ada@customer.example"))

    def test_a_complaint_opts_out_nobody_but_recipients_of_that_email(self):
        message = self._message(self.ada)
        self._receive(self._complaint(message.message_id, "victim@customer.example"))
        self.assertFalse(self._is_blacklisted("victim@customer.example"))
        self.assertFalse(self._is_blacklisted("ada@customer.example"))

    def _handed_over(self, message, *addresses, bounce="accepted", **values):
        self.env["mail.troubleshooting.attempt"].create(
            [
                {
                    "date": fields.Datetime.now(),
                    "mail_message_id": message.id,
                    "message_id": message.message_id,
                    "recipient": address,
                    "outcome": bounce,
                    **values,
                }
                for address in addresses
            ]
        )

    def _complaints(self) -> list[tuple[str, str, str]]:
        self.env.flush_all()
        self.env.cr.execute("SELECT address, subject, state FROM mail_troubleshooting_complaint ORDER BY address")
        return self.env.cr.fetchall()

    def test_a_complaint_that_another_recipient_can_have_forged_blacklists_nobody(self):
        message = self._message(self.ada, self.bea, subject="Delivery")
        self._receive(self._complaint(message.message_id, "ada@customer.example"))
        self.assertFalse(self._is_blacklisted("ada@customer.example"))
        self.assertEqual(self._complaints(), [("ada@customer.example", "Delivery", "open")])

    def test_who_got_the_email_is_asked_of_the_attempts_and_not_of_rows_that_users_may_write(self):
        message = self._message(self.ada, subject="Delivery")
        self._handed_over(message, "Ada@customer.example", "bea@customer.example")
        self._receive(self._complaint(message.message_id))
        self.assertFalse(self._is_blacklisted("ada@customer.example"))
        self.assertEqual(self._complaints(), [("ada@customer.example", "Delivery", "open")])

    def test_a_message_that_nobody_ever_handed_over_proves_no_complaint(self):
        self._handed_over(self._message(self.bea), "bea@customer.example", date="2020-01-01")
        message = self._message(self.ada)
        self._receive(self._complaint(message.message_id))
        self.assertFalse(self._is_blacklisted("ada@customer.example"))

    def test_a_complaint_about_an_email_that_one_address_got_is_believed(self):
        message = self._message(self.ada, self.bea)
        self._handed_over(message, "Ada@customer.example")
        self._handed_over(message, "bea@customer.example", bounce="refused")
        self._receive(self._complaint(message.message_id))
        self.assertTrue(self._is_blacklisted("ada@customer.example"))
        self.assertEqual(self._complaints(), [])

    def test_a_later_email_of_the_same_document_tells_others_the_message_id(self):
        message = self._message(self.ada, subject="Delivery")
        self._handed_over(message, "ada@customer.example")
        self._handed_over(self._message(self.bea), "bea@customer.example")
        self._receive(self._complaint(message.message_id))
        self.assertFalse(self._is_blacklisted("ada@customer.example"))
        self.assertEqual(self._complaints(), [("ada@customer.example", "Delivery", "open")])

    def test_the_message_id_of_an_incoming_email_is_known_to_its_sender(self):
        message = self._message(self.ada, subject="Delivery", message_type="email")
        self._handed_over(message, "ada@customer.example")
        self._receive(self._complaint(message.message_id))
        self.assertFalse(self._is_blacklisted("ada@customer.example"))
        self.assertEqual(self._complaints(), [("ada@customer.example", "Delivery", "open")])

    def test_a_complaint_that_comes_again_is_kept_once_and_stays_dismissed(self):
        message = self._message(self.ada, self.bea, subject="Delivery")
        for state in ("open", "dismissed"):
            self._receive(self._complaint(message.message_id))
            self._receive(self._complaint(message.message_id))
            self.assertEqual(self._complaints(), [("ada@customer.example", "Delivery", state)])
            self.env["mail.troubleshooting.complaint"].search([]).state = "dismissed"

    def test_a_complaint_about_an_address_that_is_on_the_blacklist_asks_nobody(self):
        message = self._message(self.ada, self.bea)
        self.env["mail.blacklist"]._add("ada@customer.example")
        self._receive(self._complaint(message.message_id))
        self.assertEqual(self._complaints(), [])

    def test_what_is_kept_of_a_hostile_complaint_is_bounded(self):
        endless = f"{'a' * 400}@customer.example"
        message = self._message(self.ada, self.bea, subject="Delivery " * 1000)
        self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "mail_email_address": endless,
                "notification_type": "email",
                "notification_status": "sent",
            }
        )
        for address in ("ada@customer.example", "%@%", "victim@customer.example", endless):
            self._receive(self._complaint(message.message_id, address))
        self.assertEqual(self._complaints(), [("ada@customer.example", ("Delivery " * 1000)[:200], "open")])
