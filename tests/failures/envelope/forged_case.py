"""An ordinary user, and what she can write by Odoo's own rights."""

from odoo.tests import new_test_user

from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"
#: Stands in an email that only its recipient may read.
SECRET = "https://lab.example/reset?token=4711"


class ForgedCase(LabCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "adam", "base.group_system", email="adam@lab.example")
        groups = "base.group_user,base.group_partner_manager,base.group_allow_export"
        cls.carl = new_test_user(cls.env, "carl", groups, email="carl@lab.example")
        cls.wizard = cls.env["mail.troubleshooting.wizard"].with_user(cls.carl)

    def _reset(self):
        """A reset of a password that failed and waits for an administrator."""
        mail = self.env["mail.mail"].create(
            {
                "subject": "Reset",
                "body_html": SECRET,
                "email_from": "odoo@lab.example",
                "email_to": "trouble@lab.example",
            }
        )
        mail.send()
        self.assertEqual(mail.state, "exception")
        return mail

    def _forge(self, message, **values):
        """A row that the user writes about a message that she may read."""
        return (
            self.env["mail.notification"]
            .with_user(self.carl)
            .create(
                {
                    "mail_message_id": message.id,
                    "notification_type": "email",
                    "notification_status": "exception",
                    "failure_type": "unknown",
                    "failure_reason": "550 5.1.1 User unknown",
                    "author_id": self.carl.partner_id.id,
                    **values,
                }
            )
            .sudo()
        )

    def _assert_kept_secret(self):
        contents = [accepted.content for accepted in self.lab.mailbox.accepted]
        self.assertFalse([content for content in contents if b"token" in content and b"4711" in content])
