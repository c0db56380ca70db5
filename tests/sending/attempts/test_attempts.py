"""What is kept of every try to hand an email over, and that it keeps anybody from getting a second copy."""

from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...lab import BEHAVIOURS
from ...lab.behaviours import CLOSE
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestAttempts(LabCase):
    def _attempts(self, message) -> dict:
        found = self.env["mail.troubleshooting.attempt"].search([("message_id", "=", message.message_id)])
        return {attempt.recipient.split("@")[0]: attempt for attempt in found}

    def _mail(self, **values):
        return self.env["mail.mail"].create({"body_html": "<p>Hello</p>", "auto_delete": False, **values})

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
    def test_a_retry_sends_only_to_the_refused_address_of_several_in_one_field(self):
        mail = self._mail(email_to="ada@lab.example, unknown@lab.example", email_cc="cy@lab.example")
        mail.send()
        self.lab.behave("unknown@lab.example", "accepted")
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(mail.state, "sent")
        for name in ("ada", "unknown", "cy"):
            self.assertEqual(self.lab.mailbox.count(f"{name}@lab.example"), 1, name)

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
    def test_an_uncertain_recipient_is_not_sent_to_again_until_a_person_decides_so(self):
        message = self._post("drop_after_data")
        mail = self._by_address(message)["drop_after_data"].mail_mail_id
        self.lab.behave("drop_after_data@lab.example", "accepted")
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self.lab.mailbox.count("drop_after_data@lab.example"), 1)
        self.assertEqual(mail.failure_cause_id.code, "acceptance_uncertain")
        self.env["mail.troubleshooting.attempt"]._release(self._by_address(message)["drop_after_data"]._attempt_keys())
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self.lab.mailbox.count("drop_after_data@lab.example"), 2)
        self.assertEqual(self._statuses(message), {"drop_after_data": "sent"})

    @mute_logger(NOISY)
    def test_an_email_that_a_rollback_put_back_into_the_queue_is_not_sent_again(self):
        message = self._post("ada", "unknown", "bea")
        mail = self._by_address(message)["unknown"].mail_mail_id
        # What a rollback after the server's acceptance leaves behind: attempts, and an email that waits.
        mail.write({"state": "outgoing", "troubleshooting_retries": 0, "failure_type": False, "failure_reason": False})
        for notification in self._by_address(message).values():
            notification.write({"notification_status": "ready", "failure_type": False, "failure_reason": False})
        self.lab.behave("unknown@lab.example", "accepted")
        mail.send()
        self.assertEqual(self._copies(message), {"ada": 1, "unknown": 1, "bea": 1})
        self.assertEqual(set(self._statuses(message).values()), {"sent"})

    @mute_logger(NOISY)
    def test_who_has_it_already_stays_reached_when_another_is_refused_again(self):
        message = self._post("ada", "unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.write({"state": "outgoing", "troubleshooting_retries": 0})
        self._by_address(message)["ada"].notification_status = "ready"
        mail.send()
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "exception"})

    @mute_logger(NOISY)
    def test_a_second_email_with_the_same_message_id_cannot_reach_the_same_contact_again(self):
        message = self._post("ada", "unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        twin = mail.copy({"headers": mail.headers, "mail_message_id": message.id, "state": "outgoing"})
        twin.send()
        self.assertEqual(self._copies(message), {"ada": 1})

    def test_two_messages_that_share_a_message_id_both_reach_who_follows_both_documents(self):
        # As the gateway makes them of an email to two aliases.
        partner, documents = self._partners("ada"), self._partners("offer", "order")
        messages = self.env["mail.message"].union(
            *(
                document.message_post(body="Hello", partner_ids=partner.ids, message_id="<from@customer.example>")
                for document in documents
            )
        )
        self.assertEqual(set(messages.mapped("message_id")), {"<from@customer.example>"})
        self.assertEqual(self.lab.mailbox.count("ada@lab.example"), 2)
        self.assertEqual(set(messages.notification_ids.mapped("notification_status")), {"sent"})

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
    def test_cancelling_an_email_ends_the_waiting_of_its_recipients(self):
        message = self._post("unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.mark_outgoing()
        self.assertEqual(self._statuses(message), {"unknown": "ready"})
        mail.cancel()
        self.assertEqual(self._statuses(message), {"unknown": "canceled"})

    @mute_logger(NOISY)
    def test_retry_forgets_the_old_failure(self):
        message = self._post("unknown")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.mark_outgoing()
        self.assertEqual((mail.state, mail.failure_type, mail.failure_reason), ("outgoing", False, False))

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

    def _try_again(self, notification, uncertain=False):
        wizard = self.env["mail.troubleshooting.wizard"].with_user(self.author)
        again = {"id": notification.id, "email": False, "uncertain": uncertain}
        return wizard.resolve(notification.mail_message_id.id, [again], [])

    @mute_logger(NOISY)
    def test_what_came_back_may_be_sent_again_by_a_person(self):
        message = self._post("ada")
        self._by_address(message)["ada"].write({"notification_status": "bounce", "failure_type": "mail_bounce"})
        self._try_again(self._by_address(message)["ada"])
        self.assertEqual(self._copies(message), {"ada": 2})

    @mute_logger(NOISY)
    def test_what_came_back_is_sent_again_by_retry_and_not_called_sent_without(self):
        message = self._post("ada", "unknown")
        self._by_address(message)["ada"].write({"notification_status": "bounce", "failure_type": "mail_bounce"})
        self.lab.behave("unknown@lab.example", "accepted")
        mail = self._by_address(message)["unknown"].mail_mail_id
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(self._copies(message), {"ada": 2, "unknown": 1})

    @mute_logger(NOISY)
    def test_a_person_may_send_again_what_is_uncertain(self):
        message = self._post("drop_after_data")
        self.lab.behave("drop_after_data@lab.example", "accepted")
        self._try_again(self._by_address(message)["drop_after_data"], uncertain=True)
        self.assertEqual(self._copies(message), {"drop_after_data": 2})

    @mute_logger(NOISY)
    def test_who_became_uncertain_after_somebody_looked_is_not_sent_again_by_that(self):
        message = self._post("drop_after_data", "trouble")
        for name in ("drop_after_data", "trouble"):
            self.lab.behave(f"{name}@lab.example", "accepted")
        found = self._by_address(message)
        self.assertEqual(self._try_again(found["drop_after_data"])["retried"], 0)
        self.assertEqual(self._try_again(found["trouble"])["retried"], 1)
        self.assertEqual(self._copies(message), {"drop_after_data": 1, "trouble": 1})

    @mute_logger(NOISY)
    def test_a_failure_that_was_none_ends_without_a_second_copy(self):
        message = self._post("ada", "unknown")
        self._by_address(message)["ada"].write({"notification_status": "exception", "failure_type": "unknown"})
        self._by_address(message)["ada"].mail_mail_id = self._by_address(message)["unknown"].mail_mail_id
        self._try_again(self._by_address(message)["ada"])
        self.assertEqual(self._copies(message), {"ada": 1})
        self.assertEqual(self._statuses(message)["ada"], "sent")

    @mute_logger(NOISY)
    def test_an_administrator_sends_an_uncertain_email_without_notifications_again(self):
        mail = self._mail(email_to="drop_after_data@lab.example, ada@lab.example")
        mail.send()
        self.lab.behave("drop_after_data@lab.example", "accepted")
        mail.action_send_uncertain()
        mail.send()
        self.assertEqual(mail.state, "sent")
        self.assertEqual(self.lab.mailbox.count("drop_after_data@lab.example"), 2)

    @mute_logger(NOISY)
    def test_an_administrator_of_another_company_sends_it_again_as_well(self):
        mail = self._mail(email_to="drop_after_data@lab.example", record_company_id=self.env.company.id)
        mail.send()
        self.lab.behave("drop_after_data@lab.example", "accepted")
        abroad = self.env["res.company"].create({"name": "Abroad"})
        admin = new_test_user(self.env, "otto", "base.group_system", company_id=abroad.id)
        mail.with_user(admin).action_send_uncertain()
        mail.send()
        self.assertEqual(mail.state, "sent")
        self.assertEqual(self.lab.mailbox.count("drop_after_data@lab.example"), 2)
