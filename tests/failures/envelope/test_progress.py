"""How a message is going, and who was never tried."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestProgress(LabCase):
    def _open(self, message) -> dict:
        return self.env["mail.troubleshooting.wizard"].with_user(self.author).open_message(message.id)

    def _reasons(self, message) -> dict[str, str]:
        return {person["name"]: person["reason"] for person in self._open(message)["not_sent"]["people"]}

    @mute_logger(NOISY)
    def test_a_message_that_has_been_handed_over_waits_for_nothing(self):
        progress = self._open(self._post("ada", "unknown"))["progress"]
        self.assertEqual(
            [progress[name] for name in ("waiting", "due", "since", "scheduled", "planned", "retry")],
            [0, 0, False, False, False, False],
        )

    @mute_logger(NOISY)
    def test_who_waits_hears_since_when_and_when_the_queue_runs(self):
        message = self._post("ada", "unknown")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        mail.state = "outgoing"
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        progress = self._open(message)["progress"]
        self.assertEqual((progress["due"], progress["queue_active"]), (1, True))
        self.assertEqual(progress["next_run"], fields.Datetime.to_string(queue.nextcall))
        self.assertEqual(progress["since"], fields.Datetime.to_string(mail.create_date))

    @mute_logger(NOISY)
    def test_a_planned_date_is_not_the_queue_s(self):
        message = self._post("ada", "unknown")
        later = fields.Datetime.now() + timedelta(hours=3)
        self.env["mail.mail"].search([("mail_message_id", "=", message.id)]).write(
            {"state": "outgoing", "scheduled_date": later}
        )
        progress = self._open(message)["progress"]
        self.assertEqual((progress["waiting"], progress["due"], progress["is_throttled"]), (1, 0, False))
        self.assertEqual(progress["scheduled"], fields.Datetime.to_string(later))

    @mute_logger(NOISY)
    def test_the_brake_of_a_personal_server_is_told_from_a_planned_date(self):
        message = self._post("ada", "unknown")
        self.server.owner_user_id = self.author
        self.env["mail.mail"].search([("mail_message_id", "=", message.id)]).write(
            {
                "state": "outgoing",
                "mail_server_id": self.server.id,
                "scheduled_date": fields.Datetime.now() + timedelta(minutes=1),
            }
        )
        self.assertTrue(self._open(message)["progress"]["is_throttled"])

    @mute_logger(NOISY)
    def test_everybody_who_was_not_tried_is_named_with_the_reason(self):
        inbox = new_test_user(self.env, "ines", name="Ines Inbox", notification_type="inbox", email="ines@lab.example")
        silent, note = self._partners("silent", "note")
        silent.email = False
        self.record.message_subscribe([inbox.partner_id.id])
        self.record.message_subscribe([note.id])
        self.record.message_follower_ids.filtered(lambda f: f.partner_id == note).subtype_ids = False
        message = self._post("unknown", "ignored")
        self.record.message_subscribe([silent.id])
        ignored = self._by_address(message)["ignored"]
        ignored.notification_status = "canceled"
        self.assertEqual(
            self._reasons(message),
            {
                "Ignored": "Ignored, not sent again",
                "Ines Inbox": "Notified in Odoo, not by email",
                "Silent": "Has no email address",
                "Note": "Follows the document, but not this kind of message",
                "Aldo Author": "Author of the message",
            },
        )

    @mute_logger(NOISY)
    def test_a_blocked_address_is_told_from_an_ignored_one(self):
        message = self._post("unknown", "blocked")
        self._by_address(message)["blocked"].write({"notification_status": "canceled", "failure_type": "mail_bl"})
        self.assertEqual(self._reasons(message)["Blocked"], "Blacklisted")
