"""What is kept of every try to hand an email over."""

import threading
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .attempt_case import NOISY, AttemptCase


@tagged("post_install", "-at_install")
class TestAttempts(AttemptCase):
    @mute_logger(NOISY)
    def test_an_acceptance_is_kept_with_the_words_of_the_server(self):
        message = self._post("ada")
        attempt = self._attempts(message)["ada"]
        self.assertEqual((attempt.outcome, attempt.code), ("accepted", 250))
        self.assertTrue(attempt.reply)
        self.assertEqual(attempt.mail_message_id, message)
        self.assertEqual((attempt.model, attempt.res_id), ("res.partner", self.record.id))
        self.assertEqual(attempt.author_id, self.author.partner_id)
        self.assertEqual(attempt.mail_server_id, self.server)
        self.assertEqual(attempt.partner_id.email, "ada@lab.example")
        self.assertEqual(attempt.recipient_domain, "lab.example")
        self.assertIn("@", attempt.envelope_sender)
        self.assertFalse(attempt.tls)
        self.assertGreater(attempt.size, 100)

    @mute_logger(NOISY)
    def test_an_email_that_is_accepted_costs_no_look_at_the_failures_of_its_notifications(self):
        message = self._post("unknown").sudo()
        mail = message.notification_ids.mail_mail_id
        self.lab.behave("unknown@lab.example", "accepted")
        message.notification_ids.write({"failure_type": False, "failure_reason": False})
        mail.write({"state": "outgoing", "failure_type": False, "failure_reason": False})
        self.env.flush_all()
        self.env.invalidate_all()
        asked = []
        with patch.object(
            threading.current_thread(), "query_hooks", [lambda _cr, query, *_more: asked.append(query)], create=True
        ):
            mail.send()
        self.assertEqual(self._statuses(message), {"unknown": "sent"})
        looks = [query for query in asked if query.startswith("SELECT") and '"mail_notification"."failure_' in query]
        self.assertEqual(looks, [])

    @mute_logger(NOISY)
    def test_an_attempt_is_shown_when_its_email_its_message_and_its_server_are_deleted(self):
        server = self.server.copy()
        mail = self._mail(email_to="ada@lab.example", mail_server_id=server.id)
        mail.send()
        attempt = self._attempts(mail.mail_message_id)["ada"]
        kept = self._attempts(self._post("bea"))["bea"]
        mail.mail_message_id.unlink()
        server.unlink()
        self.env.invalidate_all()
        named = {"fields": {"display_name": {}}}
        shown = (attempt | kept).web_read(dict.fromkeys(("mail_mail_id", "mail_message_id", "mail_server_id"), named))
        self.assertEqual(
            shown[0], {"id": attempt.id, "mail_mail_id": False, "mail_message_id": False, "mail_server_id": False}
        )
        self.assertEqual(shown[1]["mail_server_id"]["display_name"], self.server.name)

    @mute_logger(NOISY)
    def test_a_refusal_is_kept_with_both_codes_and_its_cause(self):
        attempt = self._attempts(self._post("unknown"))["unknown"]
        self.assertEqual((attempt.outcome, attempt.code, attempt.enhanced_code), ("refused", 550, "5.1.1"))
        self.assertEqual(attempt.failure_cause_id.code, "recipient_unknown")

    @mute_logger(NOISY)
    def test_a_refusal_of_the_whole_message_is_no_acceptance(self):
        attempt = self._attempts(self._post("spam"))["spam"]
        self.assertEqual((attempt.outcome, attempt.code), ("refused", 554))

    @mute_logger(NOISY)
    def test_one_row_for_each_recipient_of_one_email(self):
        mail = self._mail(email_to="ada@lab.example, unknown@lab.example, bea@lab.example")
        mail.send()
        found = self._attempts(mail.mail_message_id)
        self.assertEqual(
            {name: attempt.outcome for name, attempt in found.items()},
            {"ada": "accepted", "unknown": "refused", "bea": "accepted"},
        )

    @mute_logger(NOISY)
    def test_a_refused_address_of_several_in_one_field_is_recorded_as_refused(self):
        mail = self._mail(email_to="ada@lab.example, unknown@lab.example")
        mail.send()
        self.assertEqual(mail.state, "exception")
        self.assertEqual(mail.failure_cause_id.code, "recipient_unknown")

    @mute_logger(NOISY)
    def test_where_no_server_answers_the_attempt_says_that_it_was_not_tried_and_why(self):
        self.server.active = False
        self._server("closed")
        self._post("ada")
        attempt = self.env["mail.troubleshooting.attempt"].search([("recipient", "=", "ada@lab.example")], limit=1)
        self.assertEqual((attempt.outcome, attempt.failure_cause_id.code), ("not_tried", "connection_or_timeout"))

    @mute_logger(NOISY)
    def test_where_the_login_is_refused_the_attempt_has_the_servers_words_and_not_what_python_prints_of_them(self):
        self.server.active = False
        self._server("auth_fails", smtp_authentication="login", smtp_user="odoo", smtp_pass="expired")
        self._post("ada")
        attempt = self.env["mail.troubleshooting.attempt"].search([("recipient", "=", "ada@lab.example")], limit=1)
        self.assertTrue(attempt.reply.startswith("535 5.7.8 Username and password not accepted."), attempt.reply)
        self.assertEqual(attempt.failure_cause_id.code, "smtp_auth_failed")

    @mute_logger(NOISY)
    def test_what_fails_before_the_sender_is_told_keeps_the_server_that_odoo_chose_and_the_sender(self):
        self.server.from_filter = "elsewhere.example"
        for service, login in (
            ("closed", {}),
            ("auth_fails", {"smtp_authentication": "login", "smtp_user": "odoo", "smtp_pass": "expired"}),
        ):
            with self.subTest(service):
                chosen = self._server(service, from_filter="lab.example", **login)
                kept = self._attempts(self._post("ada"))["ada"]
                self.assertEqual((kept.mail_server_id, kept.sender), (chosen, "aldo@lab.example"))
                self.assertFalse(kept.envelope_sender, "Nothing was said.")
                chosen.active = False

    @mute_logger(NOISY)
    def test_what_is_accepted_keeps_the_sender_too(self):
        mail = self._mail(email_to="ada@lab.example", email_from='"Aldo" <Aldo@Lab.example>')
        nobody = self._mail(email_to="bea@lab.example", email_from=False)
        (mail | nobody).send()
        self.assertEqual(self._attempts(mail.mail_message_id)["ada"].sender, "aldo@lab.example")
        kept = self._attempts(nobody.mail_message_id)
        self.assertEqual({name: attempt.sender for name, attempt in kept.items()}, {"bea": False})

    @mute_logger(NOISY)
    def test_what_a_personal_server_sends_in_parts_keeps_that_server(self):
        self.server.active = False
        personal = self._server("closed", from_filter="aldo@lab.example", owner_user_id=self.author.id)
        self.env["ir.config_parameter"].set_param("mail.server.personal.limit.minutes", "1")
        message = self._post("ada", "bea")
        kept = self.env["mail.troubleshooting.attempt"].search([("message_id", "=", message.message_id)])
        self.assertEqual((len(kept), kept.mail_server_id), (1, personal))

    @mute_logger(NOISY)
    def test_an_email_without_a_message_that_fails_at_login_has_the_cause_of_its_own(self):
        self.server.active = False
        self._server("auth_fails", smtp_authentication="login", smtp_user="odoo", smtp_pass="expired")
        mails = self._mail(email_to="ada@lab.example") | self._mail(email_to="bea@lab.example")
        mails.send()
        causes = [(mail.failure_type, mail.failure_cause_id.code, mail.failure_permanence) for mail in mails]
        self.assertEqual(causes, [("mail_smtp", "smtp_auth_failed", "permanent")] * 2)

    @mute_logger(NOISY)
    def test_a_contact_without_address_lacks_one_and_is_not_called_malformed(self):
        partners = self._partners("ada", "bea")
        partners[0].email = False
        message = self.record.with_user(self.author).message_post(
            body="Hello", partner_ids=partners.ids, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        found = self.env["mail.notification"].sudo().search([("mail_message_id", "=", message.id)])
        types = {n.res_partner_id: n.failure_type for n in found}
        self.assertEqual(types, {partners[0]: "mail_email_missing", partners[1]: False})

    @mute_logger(NOISY)
    def test_who_asks_for_an_exception_leaves_attempts_too(self):
        mail = self._mail(recipient_ids=[(6, 0, self._partners("ada", "unknown").ids)])
        with self.assertRaisesRegex(Exception, "Mail Delivery Failed"):
            mail.send(raise_exception=True)
        self.assertEqual(self._attempts(mail.mail_message_id)["unknown"].outcome, "refused")

    @mute_logger(NOISY)
    def test_several_emails_to_one_address_in_a_row_are_all_kept(self):
        mails = self.env["mail.mail"].union(*(self._mail(email_to="ada@lab.example") for _number in range(3)))
        mails.send()
        found = self.env["mail.troubleshooting.attempt"].search([("message_id", "in", mails.mapped("message_id"))])
        self.assertEqual(found.mapped("outcome"), ["accepted"] * 3)
