"""Complaints that somebody else can have written: a person decides."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...tools.sessions.handed_over import bounded, is_too_long
from ..sending.attempt import Trace

#: How long complaints are kept.
KEEP = timedelta(days=90)
SUBJECT_LENGTH = 200


class MailTroubleshootingComplaint(models.Model):
    """One address that was reported to have complained about one message."""

    _name = "mail.troubleshooting.complaint"
    _inherit = "mail.troubleshooting.export"
    _description = "Spam Complaint"
    _order = "id desc"
    _rec_name = "address"
    _log_access = False

    date = fields.Datetime("Received", required=True, readonly=True)
    mail_message_id = Trace("mail.message", "Message", readonly=True)
    company_id = Trace("res.company", "Company", readonly=True, help="Of the document that the message is about.")
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
        addresses = self._open().mapped("address")
        for address in addresses:
            text = self.env["mail.troubleshooting.bounce"]._text_of_complaint(address)
            self.env["mail.blacklist"]._add(address, message=text)
        # sudo: written by nobody by hand; the group was checked. Mailings of every company leave an address out.
        self.sudo().search([("address", "in", addresses), ("state", "=", "open")])._decide("blacklisted")

    def action_dismiss(self) -> None:
        """Believe none of these complaints.

        :raises AccessError: for anyone but administrators
        """
        self._check_administrator()
        self._open().sudo()._decide("dismissed")  # sudo: as above, for those that the user may read

    def _check_administrator(self) -> None:
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can do this."))
        self.check_access("read")

    def _open(self):
        return self.filtered(lambda complaint: complaint.state == "open")

    def _decide(self, state: str) -> None:
        self.write({"state": state})
        self.env["mail.troubleshooting.checkup"]._run_one("complaints")

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.model
    def _keep(self, message, address: str) -> None:
        """Let a person decide about a complaint, once for a message and an address."""
        # sudo: the gateway's user reads no blacklist; nothing leaves this method
        if is_too_long(address) or self.env["mail.blacklist"].sudo().search_count([("email", "=", address)], limit=1):
            return
        self.flush_model()
        # Another worker may read the same report at the same time: neither must fail, and lose its email.
        self.env.cr.execute(
            SQL(
                """INSERT INTO %s (date, mail_message_id, company_id, subject, address, state)
               VALUES (%s, %s, %s, %s, %s, 'open') ON CONFLICT DO NOTHING""",
                SQL.identifier(self._table),
                fields.Datetime.now(),
                message.id or None,
                message.record_company_id.id or None,
                bounded(message.subject or message.record_name, SUBJECT_LENGTH) or None,
                address,
            )
        )
        self.invalidate_model()

    @api.autovacuum
    def _gc_complaints(self):
        old = self.search([("date", "<", fields.Datetime.now() - KEEP)], order="id", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
