"""An email that fails while it is prepared: nobody was asked to send it, and nobody is called reached."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestUnprepared(LabCase):
    def _mails(self, *names: str):
        return self.env["mail.mail"].create(
            [{"body_html": f"<p>{name}</p>", "email_to": f"{name}@lab.example", "auto_delete": False} for name in names]
        )

    def _send_broken(self, mails, broken):
        """Send them; of one, its text cannot be made."""
        cls = type(mails)
        origin = cls._prepare_outgoing_body

        def _prepare_outgoing_body(mail):
            if mail == broken:
                raise LookupError("no such template")
            return origin(mail)

        with patch.object(cls, "_prepare_outgoing_body", _prepare_outgoing_body), mute_logger(NOISY):
            mails.send()

    def test_behind_one_that_was_sent_it_is_not_taken_for_sent(self):
        mails = self._mails("ada", "bea")
        self._send_broken(mails, mails[1])
        self.assertEqual(mails.mapped("state"), ["sent", "exception"])
        self.assertEqual(mails[1].failure_reason, "no such template")

    def test_on_another_try_it_has_not_the_words_of_who_is_left_out(self):
        with mute_logger(NOISY):
            message = self._post("drop_after_data", "full")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        mail.mark_outgoing()
        self._send_broken(mail, mail)
        rows = self._by_address(message)
        self.assertEqual(rows["full"].failure_reason, "no such template")
        self.assertEqual(rows["drop_after_data"].failure_cause_id.code, "acceptance_uncertain")
        self.assertEqual(mail.state, "exception")
