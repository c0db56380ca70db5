"""What is told of incidents. The work is in ``services/dashboard/alerts``."""

from datetime import timedelta

from odoo import api, fields, models

from ....services.dashboard.alerts.telling import tell_all
from ....services.dashboard.alerts.webhook import call_all

#: Days that the result of a test is kept.
KEEP_TESTS = 7


class MailTroubleshootingAlert(models.Model):
    """One thing to tell about an incident: that it began, or that it is over.

    It is written in the transaction of the check that found it, and told by a scheduled action, so that nothing that
    is wrong with telling stops a check.
    """

    _name = "mail.troubleshooting.alert"
    _description = "Email Alert"
    _inherit = ["mail.troubleshooting.export", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "title"

    finding_id = fields.Many2one("mail.troubleshooting.finding", "Issue", readonly=True, ondelete="cascade")
    event = fields.Selection(
        [("raised", "Raised"), ("over", "Resolved"), ("test", "Test")], required=True, readonly=True
    )
    date = fields.Datetime(required=True, readonly=True)
    severity = fields.Selection(related="finding_id.severity")
    title = fields.Char(compute="_compute_title")
    told = fields.Boolean("Notified in Odoo", readonly=True)

    webhook_state = fields.Selection(
        [("waiting", "Waiting"), ("accepted", "Accepted"), ("given_up", "Stopped")], "Webhook", readonly=True
    )
    webhook_tries = fields.Integer("Requests", readonly=True)
    webhook_next = fields.Datetime("Next request", readonly=True)
    webhook_date = fields.Datetime("Last request", readonly=True)
    webhook_status = fields.Integer("HTTP status", readonly=True, aggregator=None)
    webhook_trouble = fields.Selection(
        [
            ("no_connection", "No connection"),
            ("no_answer", "No answer in time"),
            ("certificate", "The certificate is not trusted"),
            ("redirect", "Redirected (redirects are not followed)"),
            ("refused", "Rejected"),
            ("no_address", "No URL configured"),
        ],
        "Error",
        readonly=True,
    )

    # Several nodes may check at once: PostgreSQL decides that each incident is told once.
    _once = models.UniqueIndex("(finding_id, event)")

    @api.depends("finding_id", "event")
    @api.depends_context("lang", "tz")
    def _compute_title(self):
        for alert in self:
            alert.title = alert.finding_id.title or self.env._("Webhook test")

    @api.model
    def _tell_all(self) -> None:
        """What the scheduled job does that tells people."""
        tell_all(self.env)

    @api.model
    def _call_all(self) -> None:
        """What the scheduled job does that calls the webhook."""
        call_all(self.env)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Nobody is told by email, whatever they prefer: email is what is broken."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        return [{**recipient, "notif": "inbox"} for recipient in recipients if recipient["uid"]]

    @api.autovacuum
    def _gc_tests(self):
        """Forget tests of the webhook; alerts go with their findings."""
        before = fields.Datetime.now() - timedelta(days=KEEP_TESTS)
        self.search([("event", "=", "test"), ("date", "<", before)]).unlink()
