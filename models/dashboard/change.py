"""What was changed of what email depends on: the value before and after. Noted by ``services/dashboard/noted.py``."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...services.dashboard.noted import keep, now_of

#: Days that changes are kept: as long as attempts.
KEEP_DAYS = 90


class MailTroubleshootingChange(models.Model):
    """One field of one record that somebody changed."""

    _name = "mail.troubleshooting.change"
    _description = "Change of an Email Setting"
    _order = "id desc"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    res_model = fields.Char("Record Model", required=True, readonly=True)
    res_id = fields.Integer("Record ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    field = fields.Char(required=True, readonly=True)
    before = fields.Char(readonly=True)
    after = fields.Char(readonly=True)
    is_secret = fields.Boolean(readonly=True)

    @api.autovacuum
    def _gc_changes(self):
        """Forget what was changed long ago."""
        before = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        old = self.search([("date", "<", before)], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining


class MailTroubleshootingWatched(models.AbstractModel):
    """A model of which changes are noted with the value before and after."""

    _name = "mail.troubleshooting.watched"
    _description = "Watched Email Setting"

    def write(self, vals):
        before = now_of(self, vals)
        result = super().write(vals)
        keep(self, before)
        return result
