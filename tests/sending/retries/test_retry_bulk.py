"""Many emails sent again by an administrator: what is shown before, who is left out, and that nobody gets two."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ....services.failures.envelope.new_emails import new_emails
from ....services.failures.notifications import attempt_keys, release_attempts
from ....services.sending.attempts.rounds import release
from ....services.sending.resend import emails
from .test_retry_automatic import NOISY, RetryCase


@tagged("post_install", "-at_install")
class TestRetryInBulk(RetryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "adam", "base.group_system")

    def _open(self, records):
        action = records.with_user(self.admin).action_send_again()
        return self.env[action["res_model"]].with_user(self.admin).browse(action["res_id"])

    def _open_message(self, *names: str):
        self._failed(*names)
        return self._open(self.env["mail.notification"].union(*self._by_address(self.message).values()))

    def _plain(self, *names: str):
        """A failed email without notifications."""
        mail = self._waiting("nobody")
        mail.email_to = ", ".join(f"{name}@lab.example" for name in names)
        with mute_logger(NOISY):
            mail.send()
        return mail

    def _send_all(self, resend):
        resend.action_send_all()
        self._run(self.env.ref("mail_troubleshooting.ir_cron_resend"))
        self._run()

    @staticmethod
    def _states(resend) -> dict:
        return {line.address.split("@")[0]: (line.state, line.verdict) for line in resend.line_ids}

    # ------------------------------------------------------------ preview

    def test_the_preview_says_who_is_sent_to_and_why_others_are_left_out(self):
        self._failed("ada", "trouble", "unknown", "drop_after_data", "old")
        found = self._by_address(self.message)
        found["old"].write({"notification_status": "exception", "failure_type": "mail_smtp", "failure_reason": "gone"})
        release_attempts(found["old"])
        release(self.env, attempt_keys(found["old"]))
        found["old"].res_partner_id.active = False
        found["ada"].write({"notification_status": "exception", "failure_type": "unknown"})
        resend = self._open(self.env["mail.notification"].union(*found.values()))
        self.assertEqual(
            self._states(resend),
            {
                "trouble": ("planned", "usual"),
                "unknown": ("left_out", "address"),
                "drop_after_data": ("left_out", "uncertain"),
                "ada": ("left_out", "accepted"),
                "old": ("left_out", "archived"),
            },
        )
        self.assertEqual((resend.email_count, resend.planned_count, resend.left_out_count), (1, 1, 4))

    def test_nothing_is_sent_by_looking(self):
        resend = self._open_message("trouble")
        self._behave_well("trouble")
        self._run(self.env.ref("mail_troubleshooting.ir_cron_resend"))
        self._run()
        self.assertEqual((self._copies(self.message), resend.asked_count), ({}, 0))

    def test_who_was_refused_for_good_is_offered_where_the_administrator_can_have_repaired_it(self):
        self.assertEqual(self._states(self._open_message("relay_denied")), {"relay_denied": ("planned", "ours")})
        self.assertEqual(self._states(self._open_message("unknown")), {"unknown": ("left_out", "address")})

    def test_an_administrator_may_include_who_was_refused_for_good(self):
        resend = self._open_message("unknown")
        with Form(resend) as form:
            form.include_address = True
            self.assertEqual(form.planned_count, 1)

    def test_an_email_without_notifications_shows_each_of_its_addresses(self):
        resend = self._open(self._plain("ada", "unknown", "full_temporarily"))
        self.assertEqual(
            self._states(resend),
            {
                "ada": ("left_out", "accepted"),
                "unknown": ("left_out", "address"),
                "full_temporarily": ("planned", "usual"),
            },
        )

    def test_everything_of_one_cause_is_found(self):
        self._failed("trouble")
        first = self._by_address(self.message)["trouble"]
        self._failed("trouble", "unknown")
        second = self._by_address(self.message)["trouble"]
        single = self._plain("trouble")
        resend = self._open(first)
        resend.action_whole_cause()
        lines = resend.line_ids
        self.assertLessEqual(set((first + second).ids), set(lines.mapped("notification_id.id")))
        self.assertIn(single.id, lines.mapped("mail_mail_id.id"))
        self.assertEqual(lines.cause_id.mapped("code"), ["remote_server_error"])

    # ------------------------------------------------------------ sending

    def test_send_all_reaches_those_that_were_shown_and_nobody_else(self):
        resend = self._open_message("ada", "trouble", "unknown", "full_temporarily")
        self._behave_well("trouble", "unknown", "full_temporarily")
        self._send_all(resend)
        self.assertEqual(self._copies(self.message), {"ada": 1, "trouble": 1, "full_temporarily": 1})
        self.assertEqual(
            self._statuses(self.message),
            {
                "ada": "sent",
                "trouble": "sent",
                "unknown": "exception",
                "full_temporarily": "sent",
            },
        )
        self.assertEqual((resend.asked_count, resend.accepted_count, resend.progress), (2, 2, 100))

    def test_a_second_click_sends_nothing_twice(self):
        resend = self._open_message("trouble")
        other = self._open(self._by_address(self.message)["trouble"])
        self._behave_well("trouble")
        resend.action_send_all()
        self._send_all(resend)
        self._send_all(other)
        self.assertEqual(self._copies(self.message), {"trouble": 1})
        self.assertEqual(self._states(other)["trouble"], ("left_out", "settled"))

    def test_how_far_it_is_can_be_seen(self):
        resend = self._open_message("trouble", "full_temporarily")
        self._behave_well("trouble")
        resend.action_send_all()
        self.assertEqual((resend.waiting_count, resend.progress), (2, 0))
        self._send_all(resend)
        self.assertEqual((resend.waiting_count, resend.accepted_count, resend.failed_count), (0, 1, 1))
        self.assertIn("quota", resend.line_ids.filtered(lambda line: line.state == "failed").words)

    def test_one_can_be_tried_first_and_says_what_came_of_it(self):
        resend = self._open_message("trouble+1", "trouble+2", "trouble+3")
        self._behave_well("trouble+1", "trouble+2", "trouble+3")
        resend.action_try_one()
        self.assertEqual(sum(self._copies(self.message).values()), 1)
        self.assertEqual((resend.tried_state, resend.planned_count), ("accepted", 2))
        self._send_all(resend)
        self.assertEqual(self._copies(self.message), {f"trouble+{number}": 1 for number in (1, 2, 3)})

    def test_one_that_fails_again_says_why(self):
        resend = self._open_message("trouble")
        with mute_logger(NOISY):
            resend.action_try_one()
        self.assertEqual(resend.tried_state, "failed")
        self.assertIn("Temporary problem in our queue", resend.tried_words)

    def test_what_came_back_is_sent_again_only_where_it_was_chosen(self):
        self._failed("ada")
        bounced = self._by_address(self.message)["ada"]
        bounced.write(
            {"notification_status": "bounce", "failure_type": "mail_bounce", "failure_reason": "452 4.2.2 full"}
        )
        resend = self._open(bounced)
        self.assertEqual(self._states(resend)["ada"], ("left_out", "bounced"))
        resend.include_bounced = True
        resend.action_send_all()
        self.assertEqual(self._states(resend)["ada"], ("waiting", "bounced"))
        self._send_all(resend)
        self.assertEqual(self._states(resend)["ada"], ("accepted", "bounced"))
        self.assertEqual(self._copies(self.message), {"ada": 2})

    def test_an_email_without_notifications_goes_only_to_the_addresses_that_were_shown(self):
        mail = self._plain("ada", "unknown", "full_temporarily")
        resend = self._open(mail)
        self._behave_well("unknown", "full_temporarily")
        self._send_all(resend)
        self.assertEqual(sorted(self._recipients()), ["ada", "full_temporarily"])
        self.assertEqual(mail.failure_cause_id.code, "recipient_unknown")

    def test_one_that_odoo_cannot_send_does_not_stop_the_others(self):
        self._failed("trouble")
        first = self._by_address(self.message)["trouble"]
        self._failed("full_temporarily")
        second = self._by_address(self.message)["full_temporarily"]
        first.mail_mail_id.unlink()
        resend = self._open(first + second)
        first.res_partner_id.active = False
        self._behave_well("trouble", "full_temporarily")
        self._send_all(resend)
        self.assertEqual(self._states(resend)["trouble"], ("left_out", "archived"))
        self.assertEqual(self._states(resend)["full_temporarily"][0], "accepted")

    def test_one_of_a_message_whom_odoo_cannot_reach_does_not_stop_its_others(self):
        resend = self._open_message("trouble+1", "trouble+2", "trouble+3")
        found = self._by_address(self.message)
        found["trouble+1"].mail_mail_id.unlink()
        found["trouble+1"].res_partner_id.active = False
        lost = found["trouble+2"].res_partner_id

        def fails(env, message, notifications, corrections):
            if lost in notifications.res_partner_id:
                raise UserError(lost.name)
            return new_emails(env, message, notifications, corrections)

        self._behave_well("trouble+1", "trouble+2", "trouble+3")
        with patch.object(emails, "new_emails", fails):
            self._send_all(resend)
        self.assertEqual(
            {
                line.address.split("@")[0]: (line.state, line.why)
                for line in resend.line_ids
                if line.state == "left_out"
            },
            {
                "trouble+1": ("left_out", "Archived contact"),
                "trouble+2": ("left_out", "Odoo sends no email to this recipient"),
            },
        )
        self.assertEqual(self._copies(self.message), {"trouble+3": 1})

    def test_one_at_which_odoo_fails_does_not_stop_the_others_and_is_kept(self):
        self._failed("trouble")
        first, message = self._by_address(self.message)["trouble"], self.message
        self._failed("full_temporarily")
        second = self._by_address(self.message)["full_temporarily"]
        resend = self._open(first + second)
        self._behave_well("trouble", "full_temporarily")
        origin = emails._emails_of_message

        def fails(lines):
            if lines.mail_message_id == message:
                raise LookupError("the template is gone")
            return origin(lines)

        with (
            patch.object(emails, "_emails_of_message", fails),
            mute_logger("odoo.addons.mail_troubleshooting.services.sending.queue.interruptions"),
        ):
            self._send_all(resend)
        self.assertEqual(self._states(resend)["trouble"], ("left_out", "unreachable"))
        self.assertEqual(self._states(resend)["full_temporarily"][0], "accepted")
        kept = self.env["mail.troubleshooting.interruption"].search([("place", "=", "resend")])
        self.assertEqual((kept.res_id, kept.error), (message.id, "LookupError"))

    def test_beside_each_recipient_stands_why_until_the_server_has_answered(self):
        resend = self._open_message("trouble", "unknown")
        self.assertEqual(set(resend.line_ids.mapped("why")), {"Ready to send", "Address is wrong"})
        with mute_logger(NOISY):
            resend.action_try_one()
        self.assertIn("Temporary problem in our queue", resend.tried_line_id.why)

    # ------------------------------------------------------------ rights

    def test_only_administrators_send_many_emails_again(self):
        self._failed("trouble")
        support = new_test_user(self.env, "sara", "mail_troubleshooting.group_mail_support")
        for user in (self.author, support):
            with self.assertRaises(AccessError):
                self._by_address(self.message)["trouble"].with_user(user).action_send_again()
            with self.assertRaises(AccessError):
                self.env["mail.troubleshooting.resend"].with_user(user).create({})
