"""What comes of recipients who are tried again, as the wizard shows it before it closes."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestOutcomes(LabCase):
    def _wizard(self, user=None):
        return self.env["mail.troubleshooting.wizard"].with_user(user or self.author)

    def _keys(self, message, **corrected) -> list[dict]:
        """What the browser asks about: each failed recipient, by name."""
        cards = self._wizard().open_message(message.id)["failures"]
        return [
            {
                "partner_id": card["partner_id"],
                "email": corrected.get(card["email"].split("@")[0], card["email"]),
                "after": card["attempts"][0]["id"] if card["attempts"] else 0,
            }
            for card in cards
        ]

    def _outcomes(self, message, keys, user=None) -> list[tuple]:
        return [
            (row["state"], row["words"].split(" <")[0], row["is_new"])
            for row in self._wizard(user).outcomes(message.id, keys)
        ]

    @mute_logger(NOISY)
    def test_each_recipient_has_what_the_server_said_since(self):
        message = self._post("full", "greylist", "unknown")
        keys = self._keys(message)
        before = self._outcomes(message, keys)
        self.assertEqual([(state, is_new) for state, _words, is_new in before], [("rejected", False)] * 3)
        self.lab.behave("greylist@lab.example", "accepted")
        again = [{"id": row["id"], "email": False} for row in self._wizard().open_message(message.id)["failures"][:2]]
        self._wizard().resolve(message.id, again, [self._by_address(message)["unknown"].id])
        full, greylist, unknown = self._outcomes(message, keys)
        self.assertEqual((greylist, unknown), (("accepted", "", True), ("settled", "", False)))
        self.assertEqual((full[0], full[1][:9], full[2]), ("rejected", "552 5.2.2", True))

    @mute_logger(NOISY)
    def test_a_corrected_address_is_found_although_its_row_was_exchanged(self):
        partner = self._partners("nora")
        partner.email = False
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.", partner_ids=partner.ids, subtype_xmlid="mail.mt_comment"
        )
        keys = self._keys(message)
        row = self._wizard().open_message(message.id)["failures"][0]
        self._wizard().resolve(message.id, [{"id": row["id"], "email": "nora@lab.example"}], [])
        self.assertEqual(self._outcomes(message, keys), [("accepted", "", True)])

    @mute_logger(NOISY)
    def test_a_corrected_address_without_a_contact_is_found_too(self):
        message = self.record.with_user(self.author).message_post(
            body="Delivery on Thursday.", outgoing_email_to="unknown@lab.example"
        )
        keys = self._keys(message, unknown="una@lab.example")
        row = self._wizard().open_message(message.id)["failures"][0]
        self._wizard().resolve(message.id, [{"id": row["id"], "email": "una@lab.example"}], [])
        self.assertEqual(self._outcomes(message, keys), [("accepted", "", True)])

    @mute_logger(NOISY)
    def test_who_waits_in_the_queue_is_said_to(self):
        message = self._post("full")
        keys = self._keys(message)
        self._by_address(message)["full"].notification_status = "ready"
        self.assertEqual(self._outcomes(message, keys), [("waiting", "", False)])

    @mute_logger(NOISY)
    def test_nobody_learns_of_others_messages_or_addresses(self):
        message = self._post("full")
        keys = self._keys(message)
        stranger = new_test_user(self.env, "carl", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._outcomes(message, keys, stranger)
        unrelated = [{"partner_id": self.author.partner_id.id, "email": "x@lab.example", "after": 0}]
        self.assertEqual(self._outcomes(message, unrelated), [("settled", "", False)])

    @mute_logger(NOISY)
    def test_odd_input_gets_a_clear_answer(self):
        message = self._post("full")
        for odd in (None, 7, "x", [7], [None]):
            with self.assertRaises(UserError):
                self._wizard().outcomes(message.id, odd)
        settled = {"state": "settled", "words": "", "is_new": False}
        self.assertEqual(self._wizard().outcomes(message.id, [{}, {"partner_id": [], "email": {}}]), [settled] * 2)
