"""Send Again and the envelope after a fix: what was fixed on our side since is told from what was not."""

from datetime import timedelta

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_retry_automatic import NOISY, RetryCase


@tagged("post_install", "-at_install")
class TestResendOfWhatWasFixed(RetryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "adam", "base.group_system")
        cls.Attempt = cls.env["mail.troubleshooting.attempt"]

    def _open(self, *names: str):
        self._failed(*names)
        return self._resend()

    def _resend(self):
        rows = self.env["mail.notification"].union(*self._by_address(self.message).values())
        action = rows.with_user(self.admin).action_send_again()
        return self.env[action["res_model"]].with_user(self.admin).browse(action["res_id"])

    def _fix(self, name: str, later=timedelta()):
        """Something that would have met the same is accepted."""
        tried = self.Attempt.search([("recipient", "=", f"{name}@lab.example")], order="id desc", limit=1)
        self.Attempt.create(
            {
                "date": tried.date + later,
                "outcome": "accepted",
                "mail_server_id": tried.mail_server_id.id,
                "sender": tried.sender,
                "recipient": "other@lab.example",
                "recipient_domain": "lab.example",
            }
        )

    @staticmethod
    def _states(resend) -> list[tuple]:
        return [(line.address.split("@")[0], line.state, line.verdict) for line in resend.line_ids]

    def test_what_was_fixed_stands_first_and_is_ticked(self):
        self._failed("unknown", "trouble", "relay_denied", "drop_after_data")
        self._fix("relay_denied")
        resend = self._resend()
        self.assertEqual(
            self._states(resend),
            [
                ("relay_denied", "planned", "fixed"),
                ("trouble", "planned", "usual"),
                ("unknown", "left_out", "address"),
                ("drop_after_data", "left_out", "uncertain"),
            ],
        )
        self.assertEqual(
            [resend[f"{name}_count"] for name in ("fixed", "ours", "address", "uncertain", "bounced", "permanent")],
            [1, 0, 1, 1, 0, 0],
        )

    def test_a_refusal_of_ours_is_not_the_recipient_s_and_waits_until_it_is_fixed(self):
        resend = self._open("relay_denied", "unknown")
        self.assertEqual(
            self._states(resend), [("relay_denied", "left_out", "ours"), ("unknown", "left_out", "address")]
        )

    def test_who_may_have_it_is_sent_to_only_where_it_was_chosen(self):
        resend = self._open("drop_after_data")
        self._behave_well("drop_after_data")
        resend.action_send_all()
        self.assertEqual(self._states(resend), [("drop_after_data", "left_out", "uncertain")])
        before = self._copies(self.message).get("drop_after_data", 0)
        resend.include_uncertain = True
        resend.action_send_all()
        self._run(self.env.ref("mail_troubleshooting.ir_cron_resend"))
        self._run()
        self.assertEqual(self._states(resend), [("drop_after_data", "accepted", "uncertain")])
        self.assertEqual(self._copies(self.message)["drop_after_data"], before + 1)

    def test_one_is_tried_first_only_where_that_tells_something_of_others(self):
        self.assertFalse(self._open("trouble").can_try_one)
        self.assertTrue(self._open("trouble+1", "trouble+2").can_try_one)
        wrong = self._open("unknown+1", "unknown+2")
        wrong.include_address = True
        self.assertEqual((wrong.planned_count, wrong.can_try_one), (2, False))

    # ------------------------------------------------------------ the envelope

    def _card(self, user) -> dict:
        [card] = self.env["mail.troubleshooting.wizard"].with_user(user).open_message(self.message.id)["failures"]
        return card

    def test_the_envelope_learns_that_it_was_fixed(self):
        self._failed("relay_denied")
        before = self._card(self.author)
        self.assertEqual((before["fixed"], before["why"], before["retry"]), (False, "permanent", False))
        self._fix("relay_denied")
        after = self._card(self.author)
        self.assertEqual((bool(after["fixed"]), after["why"], after["retry"]), (True, "fixed", True))
        mine = self.env["mail.troubleshooting.my.failures"].with_user(self.author).payload({})
        [group] = [group for group in mine["groups"] if group["code"] == "relay_denied"]
        self.assertEqual(group["fixed"], after["fixed"])

    def test_a_cause_that_no_attempt_confirms_was_never_fixed(self):
        self._failed("unknown")
        row = self._by_address(self.message)["unknown"]
        row.failure_cause_id = self.env["mail.troubleshooting.cause"].search([("code", "=", "relay_denied")])
        self._fix("unknown", later=timedelta(minutes=30))  # whatever it was about, this would have shown it
        self.assertEqual(self._card(self.author)["fixed"], False)

    @mute_logger(NOISY)
    def test_the_copied_diagnosis_names_servers_only_to_those_who_may_see_them(self):
        self._failed("relay_denied")
        self.author.tz = "Asia/Ho_Chi_Minh"
        text = self._card(self.author)["diagnosis"]
        self.assertRegex(text, r"(?m)^Cause: .+ \(relay_denied\)$")
        self.assertRegex(text, r"(?m)^Server reply: 5\d\d ")
        self.assertRegex(text, r"(?m)^Failed on: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0700 \(Asia/Ho_Chi_Minh\)$")
        self.assertIn(f"Message-Id: {self.message.message_id}", text)
        self.assertNotIn("Outgoing servers", text)
        self.assertIn(f"Outgoing servers: {self.server.name}", self._card(self.admin)["diagnosis"])
        row = self._by_address(self.message)["relay_denied"]
        self.assertEqual(row.with_user(self.admin).failure_diagnosis, self._card(self.admin)["diagnosis"])
