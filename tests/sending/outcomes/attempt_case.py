"""What tests of what comes of an email share."""

from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


class AttemptCase(LabCase):
    def _attempts(self, message) -> dict:
        found = self.env["mail.troubleshooting.attempt"].search([("message_id", "=", message.message_id)])
        return {attempt.recipient.split("@")[0]: attempt for attempt in found}

    def _mail(self, **values):
        return self.env["mail.mail"].create({"body_html": "<p>Hello</p>", "auto_delete": False, **values})
