"""What stopped or disturbed a run of the email queue, of a campaign, of scheduled messages."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.constants import GC_UNLINK_LIMIT

#: How long interruptions are kept after they came last.
KEEP = timedelta(days=90)


class MailTroubleshootingInterruption(models.Model):
    _name = "mail.troubleshooting.interruption"
    _inherit = "mail.troubleshooting.export"
    _description = "Queue Errors"
    _order = "last_date desc, id desc"
    _rec_name = "summary"
    _log_access = False

    signature = fields.Char("Fingerprint", required=True, readonly=True)
    place = fields.Selection(
        [
            ("queue", "Email queue"),
            ("campaign", "Mailings"),
            ("schedule", "Scheduled notifications"),
            ("scheduled_message", "Scheduled messages"),
            ("resend", "Resent emails"),
            ("alert", "Alerts"),
        ],
        "Where",
        required=True,
        readonly=True,
    )
    # No foreign key: it outlives the record, and nothing waits for it.
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    first_date = fields.Datetime("First time", required=True, readonly=True)
    last_date = fields.Datetime("Last time", required=True, readonly=True)
    count = fields.Integer("Times", required=True, readonly=True)
    error = fields.Char("Error type", required=True, readonly=True)
    summary = fields.Char(readonly=True)
    traceback = fields.Text("Technical details", readonly=True)
    resolved = fields.Boolean(help="Reopens automatically if the same error happens again.")

    _signature = models.UniqueIndex("(signature)")

    def action_open_record(self):
        """The record that it was about."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id) if self.res_model in self.env else None
        if not record or not record.exists():
            raise UserError(self.env._("This record no longer exists."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    @api.autovacuum
    def _gc_interruptions(self):
        old = self.search([("last_date", "<", fields.Datetime.now() - KEEP)], order="id", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
