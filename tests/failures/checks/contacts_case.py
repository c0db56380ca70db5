"""What the checks of recipients that are not reached begin with."""

from ...support.check_case import CheckCase


class ContactsCase(CheckCase):
    def setUp(self):
        super().setUp()
        self.env["mail.blacklist"].search([]).unlink()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.env["mail.notification"].search([("failure_date", "!=", False)]).unlink()

    def _fail(self, *partners, reason="550 5.1.1 User unknown"):
        for partner in partners:
            message = self.env["mail.message"].create({"body": "x", "message_type": "comment"})
            self.env["mail.notification"].create(
                {
                    "mail_message_id": message.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                    "notification_status": "exception",
                    "failure_type": "unknown",
                    "failure_reason": reason,
                }
            )

    def _cause(self, code):
        return self.env["mail.troubleshooting.cause"].search([("code", "=", code)])

    def _partners(self, *names, domain="far.lab.example"):
        return self.env["res.partner"].create([{"name": n, "email": f"{n}@{domain}"} for n in names])
