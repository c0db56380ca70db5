"""Test emails that administrators send. The work is in ``services/sending/testing/test_email.py``."""

from odoo import api, fields, models

from ...services.dashboard.access import check_administrator
from ...services.sending.testing.test_email import Defaults, Outcome, defaults, outcome, send_test


class MailTroubleshootingTestEmail(models.TransientModel):
    _name = "mail.troubleshooting.test.email"
    _description = "Test Email"

    address = fields.Char(readonly=True)
    # The message itself is deleted with the email.
    mail_message_id = fields.Integer("Message", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Sending"),
            ("accepted", "Accepted by the server"),
            ("rejected", "Rejected"),
            ("unconfirmed", "Unconfirmed"),
            ("not_sent", "Not sent"),
        ],
        default="waiting",
        readonly=True,
    )
    server = fields.Char(readonly=True)
    is_default_server = fields.Boolean("Default server", readonly=True)
    reply = fields.Text("Server reply", readonly=True)
    failure_cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", readonly=True, ondelete="set null")

    @api.model
    def test_defaults(self) -> Defaults:
        """What the dialog shows at first.

        :raises AccessError: for anyone but administrators
        """
        check_administrator(self.env)
        return defaults(self.env)

    @api.model
    def send_test(self, address: str, sender: str, server_id: int | bool = False) -> int:
        """Send a test email at once. Gives the id for ``test_outcome``.

        :raises AccessError: for anyone but administrators
        :raises UserError: for no address, or while the last test of this user is being sent
        """
        check_administrator(self.env)
        return send_test(self.env, address, sender, server_id)

    @api.model
    def test_outcome(self, test_id: int) -> Outcome:
        """What became of a test that this user has sent.

        :raises AccessError: for anyone but the administrator who sent it
        """
        check_administrator(self.env)
        return outcome(self.env, test_id)
