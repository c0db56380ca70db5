"""Complaints that somebody else can have written: a person decides."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...services.failures.complaints import believe, dismiss
from ..sending.attempt import LooseMany2one

#: How long complaints are kept.
KEEP = timedelta(days=90)


class MailTroubleshootingComplaint(models.Model):
    """One address that was reported to have complained about one message."""

    _name = "mail.troubleshooting.complaint"
    _inherit = "mail.troubleshooting.export"
    _description = "Spam Complaint"
    _order = "id desc"
    _rec_name = "address"
    _log_access = False

    date = fields.Datetime("Received", required=True, readonly=True)
    mail_message_id = LooseMany2one("mail.message", "Message", readonly=True)
    company_id = LooseMany2one("res.company", "Company", readonly=True, help="Company of the message's document.")
    subject = fields.Char("Email", readonly=True)
    address = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("blacklisted", "Blacklisted"), ("dismissed", "Dismissed")],
        "Status",
        required=True,
        readonly=True,
    )

    # What comes again asks nobody again.
    _once = models.UniqueIndex("(COALESCE(mail_message_id, 0), address)")

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_blacklist(self) -> None:
        """Leave these addresses out of mailings.

        :raises AccessError: for anyone but administrators
        """
        self._check_administrator()
        believe(self)
        self._look_again()

    def action_dismiss(self) -> None:
        """Believe none of these complaints.

        :raises AccessError: for anyone but administrators
        """
        self._check_administrator()
        dismiss(self)
        self._look_again()

    def _check_administrator(self) -> None:
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can do this."))
        self.check_access("read")

    @api.model
    def _look_again(self) -> None:
        self.env["mail.troubleshooting.checkup"]._run_one("complaints")

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.autovacuum
    def _gc_complaints(self):
        old = self.search([("date", "<", fields.Datetime.now() - KEEP)], order="id", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
