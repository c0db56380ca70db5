from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..tools.classifier import explain

#: How long attempts are kept.
KEEP = timedelta(days=90)


class MailTroubleshootingAttempt(models.Model):
    """One try to hand one message to an SMTP server for one set of recipients, with its outcome."""

    _name = "mail.troubleshooting.attempt"
    _description = "Attempt to Send an Email"
    _order = "id desc"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    message_id = fields.Char("Message-Id", readonly=True, index=True)
    mail_server_id = fields.Many2one("ir.mail_server", "Server", readonly=True, ondelete="set null")
    recipient = fields.Char(readonly=True)
    outcome = fields.Selection([("accepted", "Accepted by the server"), ("refused", "Refused")], readonly=True)
    reply = fields.Text("Server's words", readonly=True)
    failure_cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", readonly=True, ondelete="set null")

    _date = models.Index("(date)")

    @api.model
    def _record(self, attempts: list[dict]) -> None:
        """Keep hand-overs; a refused one gets its cause from the server's words."""
        taught = self.env["mail.troubleshooting.rule"]._taught()
        id_by_code = self.env["mail.troubleshooting.cause"]._id_by_code
        for values in attempts:
            if values.get("reply"):
                values["failure_cause_id"] = id_by_code(explain(values["reply"], extra_rules=taught)[0].cause)
        self.create(attempts)

    @api.model
    def _accepted(self, message_id: str) -> set[str]:
        """Recipients for whom a server has accepted this message already."""
        if not message_id:
            return set()
        # sudo: the user who sends reads no attempts; addresses stay inside the sending
        found = self.sudo().search([("message_id", "=", message_id), ("outcome", "=", "accepted")])
        return set(found.mapped("recipient"))

    @api.autovacuum
    def _gc_attempts(self):
        """Remove what is too old, in batches that do not hold up sending."""
        old = self.search([("date", "<", fields.Datetime.now() - KEEP)], order="id", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
