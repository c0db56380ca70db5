"""What an ordinary user can write about recipients by Odoo's own rights, and what must not follow from it."""

from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.mail import email_normalize_all

from ....services.failures.notifications import email_of, unsent_notifications
from .forged_case import NOISY, ForgedCase


@tagged("post_install", "-at_install")
class TestForgedRows(ForgedCase):
    # ------------------------------------------------------------ emails of others

    @mute_logger(NOISY)
    def test_a_forged_recipient_is_not_sent_the_email_of_somebody_else(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        forged = self._forge(mine, mail_mail_id=reset.id, res_partner_id=self.carl.partner_id.id)
        done = self.wizard.resolve(mine.id, [{"id": forged.id, "email": False}], [])
        self.assertEqual(done, {"retried": 1, "ignored": 0, "undo": ""})
        self._assert_kept_secret()
        self.assertEqual((reset.state, reset.email_to), ("exception", "trouble@lab.example"))

    @mute_logger(NOISY)
    def test_ignoring_a_forged_recipient_cancels_no_email_of_somebody_else(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        forged = self._forge(mine, mail_mail_id=reset.id, mail_email_address="x@lab.example")
        self.wizard.resolve(mine.id, [], [forged.id])
        self.assertEqual(reset.state, "exception")

    @mute_logger(NOISY)
    def test_a_forged_success_keeps_nobody_from_being_sent_to(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        self._forge(
            mine, mail_mail_id=reset.id, mail_email_address="trouble@lab.example", notification_status="canceled"
        )
        self.lab.behave("trouble@lab.example", "accepted")
        reset.with_user(self.admin).action_retry()
        reset.send()
        self.assertEqual(self.lab.mailbox.count("trouble@lab.example"), 1)

    @mute_logger(NOISY)
    def test_a_forged_success_beside_a_true_failure_keeps_nobody_from_being_sent_to(self):
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.",
            outgoing_email_to="trouble+1@lab.example, trouble+2@lab.example",
            subtype_xmlid="mail.mt_comment",
        )
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        for status, name in (("canceled", "trouble+1"), ("sent", "trouble+2")):
            self._forge(
                message, mail_mail_id=mail.id, mail_email_address=f"{name}@lab.example", notification_status=status
            )
            self.lab.behave(f"{name}@lab.example", "accepted")
        mail.with_user(self.admin).action_retry()
        mail.send()
        self.assertEqual(self._copies(message), {"trouble+1": 1, "trouble+2": 1})

    @mute_logger(NOISY)
    def test_a_forged_return_sends_nobody_a_second_copy(self):
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.",
            outgoing_email_to="ada@lab.example, trouble@lab.example",
            subtype_xmlid="mail.mt_comment",
        )
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self._forge(
            message,
            mail_mail_id=mail.id,
            mail_email_address="ada@lab.example",
            notification_status="bounce",
            failure_type="mail_bounce",
        )
        self.lab.behave("trouble@lab.example", "accepted")
        mail.with_user(self.admin).action_retry()
        mail.send()
        self.assertEqual(self._copies(message), {"ada": 1, "trouble": 1})

    @mute_logger(NOISY)
    def test_send_again_believes_no_forged_email(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        forged = self._forge(mine, mail_mail_id=reset.id, res_partner_id=self.carl.partner_id.id)
        action = forged.with_user(self.admin).action_send_again()
        resend = self.env[action["res_model"]].with_user(self.admin).browse(action["res_id"])
        self.assertFalse(resend.line_ids.mail_mail_id)
        resend.update({name: True for name in resend._fields if name.startswith("include_")})
        resend.action_try_one()
        self._assert_kept_secret()
        self.assertEqual(reset.state, "exception")

    @mute_logger(NOISY)
    def test_send_again_shows_the_email_itself_and_not_who_was_forged_into_it(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        forged = self._forge(mine, mail_mail_id=reset.id, res_partner_id=self.carl.partner_id.id)
        action = reset.with_user(self.admin).action_send_again()
        lines = self.env[action["res_model"]].browse(action["res_id"]).line_ids
        self.assertEqual(
            lines.mapped(lambda line: (line.address, line.notification_id.id)), [("trouble@lab.example", 0)]
        )
        self.assertEqual(forged.notification_status, "exception")

    @mute_logger(NOISY)
    def test_an_email_of_several_goes_to_nobody_who_was_forged_into_it(self):
        message = self._post("trouble")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        true = self._by_address(message)["trouble"]
        forged = self._forge(message, mail_mail_id=mail.id, res_partner_id=self._partners("eve").id)
        self.assertEqual((email_of(true), email_of(forged)), (mail, mail.browse()))
        self.assertEqual(unsent_notifications(mail), true)

    @mute_logger(NOISY)
    def test_thousands_of_forged_recipients_have_the_addresses_of_an_email_read_once(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        reset.write({"is_notification": True, "mail_message_id": mine.id, "email_to": "a@lab.example, b@lab.example"})
        for number in range(20):
            self._forge(mine, mail_mail_id=reset.id, mail_email_address=f"x{number}@lab.example")
        true = self._forge(mine, mail_mail_id=reset.id, mail_email_address="b@lab.example")
        place = "odoo.addons.mail_troubleshooting.services.failures.notifications.email_normalize_all"
        with patch(place, side_effect=email_normalize_all) as read:
            self.assertEqual(unsent_notifications(reset), true)
        self.assertLessEqual(read.call_count, 1)

    @mute_logger(NOISY)
    def test_the_domain_of_a_failed_email_is_that_of_a_true_recipient(self):
        reset, mine = self._reset(), self._post("ada", user=self.carl)
        self._forge(mine, mail_mail_id=reset.id, mail_email_address="x@elsewhere.example")
        reset.write({"failure_type": "unknown", "failure_reason": "550 5.1.1 User unknown"})
        self.assertEqual(reset.failure_domain, "lab.example")

    # ------------------------------------------------------------ failures that never were

    @mute_logger(NOISY)
    def test_what_a_user_writes_is_counted_as_no_failure(self):
        mine = self._post("ada", user=self.carl)
        forged = self._forge(mine, res_partner_id=self.carl.partner_id.id)
        self.assertEqual(
            (forged.failure_date, forged.failure_cause_id.code, forged.failure_domain), (False, "unknown", False)
        )
        own = self._post("bea")
        row = self._by_address(own)["bea"]
        row.res_partner_id.user_ids = self.carl.copy({"login": "bea", "partner_id": row.res_partner_id.id})
        row.with_user(row.res_partner_id.user_ids).write(
            {
                "notification_status": "exception",
                "failure_type": "unknown",
                "failure_reason": "550 5.1.1 User unknown",
            }
        )
        self.assertEqual((row.failure_date, row.failure_cause_id.code), (False, "unknown"))
        silent = self._forge(mine, mail_email_address="x@lab.example", failure_type=False, failure_reason=False)
        self.env["mail.troubleshooting.backfill"]._run()
        self.assertEqual([one.failure_date for one in (forged, row, silent)], [False] * 3)

    @mute_logger(NOISY)
    def test_a_failure_that_was_recorded_can_be_ended_by_whom_it_is_about(self):
        message = self._post("unknown")
        row = self._by_address(message)["unknown"]
        user = new_test_user(self.env, "una", "base.group_user", partner_id=row.res_partner_id.id)
        row.with_user(user).write({"notification_status": "sent", "failure_type": False, "failure_reason": False})
        self.assertEqual((row.failure_date, row.failure_cause_id.code), (False, False))

    # ------------------------------------------------------------ secrets

    @mute_logger(NOISY)
    def test_nobody_learns_by_writing_a_reason_whether_she_has_guessed_a_password(self):
        self.server.write({"smtp_user": "odoo", "smtp_pass": "Zq7-hunter-22"})
        guesses = "no: Zq7-hunter-21, Zq7-hunter-22 and the beginning of it, Zq7-h"
        mine, own = self._post("ada", user=self.carl), self._post("bea")
        forged = self._forge(mine, mail_email_address="x@lab.example", failure_reason=guesses)
        row = self._by_address(own)["bea"]
        row.res_partner_id.user_ids = self.carl.copy({"login": "bea", "partner_id": row.res_partner_id.id})
        row.with_user(row.res_partner_id.user_ids).failure_reason = guesses
        self.assertEqual([forged.failure_reason, row.failure_reason], [guesses] * 2)
        forged.write({"notification_status": "bounce", "failure_type": "mail_bounce", "failure_reason": guesses})
        self.assertEqual(forged.failure_reason, guesses, "an email that anybody can send told it")
        forged.write({"notification_status": "bounce", "failure_reason": "no\0"})
        self.env.flush_all()
        self.assertEqual(forged.failure_reason, "no\N{REPLACEMENT CHARACTER}")
        forged.write({"notification_status": "exception", "failure_type": "unknown", "failure_reason": guesses})
        self.assertEqual(forged.failure_reason, "no: Zq7-hunter-21, *** and the beginning of it, ***")
