"""Whose message it is, whoever made herself its author."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .forged_case import NOISY, ForgedCase


@tagged("post_install", "-at_install")
class TestForgedAuthors(ForgedCase):
    def _post_without_address(self, user, **values):
        """A message that fails before any server is asked, so that there is no attempt."""
        partner = self.env["res.partner"].create({"name": "Nora"})
        return self.record.with_user(user).message_post(
            body="Hello", partner_ids=partner.ids, message_type="comment", subtype_xmlid="mail.mt_comment", **values
        )

    def _take_over(self, message):
        """Name oneself as the author, as whoever may write the document may do."""
        message.with_user(self.carl).write({"author_id": self.carl.partner_id.id})
        self.env.invalidate_all()

    @mute_logger(NOISY)
    def test_who_made_herself_the_author_of_a_message_sees_nothing_of_it(self):
        message = self._post("unknown")
        self._take_over(message)
        row = self._by_address(message)["unknown"]
        with self.assertRaises(AccessError):
            self.wizard.open_message(message.id)
        with self.assertRaises(AccessError):
            self.wizard.resolve(message.id, [{"id": row.id, "email": "carl@lab.example"}], [])
        mine = self.env["mail.troubleshooting.my.failures"].with_user(self.carl)
        with self.assertRaises(AccessError):
            mine.try_one(row.id)
        self.assertEqual(row.notification_status, "exception")

    @mute_logger(NOISY)
    def test_a_message_without_any_attempt_belongs_to_whom_its_first_recipient_was_told_of(self):
        message = self._post_without_address(self.admin)
        row = self._by_address(message)[""]
        self.assertFalse(self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)]))
        self._take_over(message)
        self._forge(message, res_partner_id=self.carl.partner_id.id, author_id=self.carl.partner_id.id)
        with self.assertRaises(AccessError):
            self.wizard.open_message(message.id)
        self.assertEqual(row.notification_status, "exception")

    @mute_logger(NOISY)
    def test_who_made_herself_the_author_of_a_message_that_waits_sees_nothing_of_it(self):
        for others in (self.env["res.partner"], self.carl.partner_id):
            message = self.record.with_user(self.author).message_post(
                body="Delivery on Thursday.",
                partner_ids=(others | self._partners("unknown")).ids,
                force_send=False,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
            self.assertEqual(set(mails.mapped("state")), {"outgoing"})
            self._take_over(message)
            mails.send()
            self.assertEqual(self._statuses(message)["unknown"], "exception")
            with self.assertRaises(AccessError):
                self.wizard.open_message(message.id)
        self.assertEqual(self.env["mail.troubleshooting.my.failures"].with_user(self.carl).payload()["total"], 0)

    @mute_logger(NOISY)
    def test_a_recipient_does_not_become_the_author_by_her_own_row(self):
        message = self.record.with_user(self.author).message_post(
            body="Hello", partner_ids=self.carl.partner_id.ids, subtype_xmlid="mail.mt_comment"
        )
        self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)]).unlink()
        self._take_over(message)
        row = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        row.with_user(self.carl).write({"author_id": self.carl.partner_id.id})
        with self.assertRaises(AccessError):
            self.wizard.open_message(message.id)

    @mute_logger(NOISY)
    def test_what_odoo_posts_for_somebody_is_still_theirs(self):
        carl, odoobot = self.carl.partner_id.id, self.env.user
        for message in (
            self._post("unknown", user=odoobot, author_id=carl),
            self._post_without_address(odoobot, author_id=carl),
        ):
            self.assertNotEqual(message.create_uid, self.carl)
            self.assertTrue(self.wizard.open_message(message.id)["may_retry"])

    @mute_logger(NOISY)
    def test_my_failures_has_no_messages_of_others_whatever_the_rows_say(self):
        message = self._post("unknown")
        self._by_address(message)["unknown"].author_id = self.carl.partner_id
        mine = self.env["mail.troubleshooting.my.failures"].with_user(self.carl)
        self.assertEqual(mine.payload()["total"], 0)
        self._take_over(message)
        self.assertEqual(mine.payload()["total"], 0)
