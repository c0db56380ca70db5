"""Decisions to send a message again to a recipient who has it, or may have it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

from .attempt import LooseMany2one


class MailTroubleshootingRelease(models.Model):
    """Opens the next round of sending a message to one recipient.

    Attempts are written by a connection of their own, a release by the transaction that decides. It is a row of its own
    so that neither waits for the other: the sending that follows in the same transaction sees it, and a rollback takes
    it back.
    """

    _name = "mail.troubleshooting.release"
    _description = "Decision to Send an Email Again"
    _order = "id desc"
    _rec_name = "recipient"

    mail_message_id = LooseMany2one("mail.message", "Message", readonly=True)
    recipient = fields.Char("Recipient's address", readonly=True)
    partner_id = LooseMany2one("res.partner", "Contact", readonly=True)
    round = fields.Integer(readonly=True, help="The round that starts with this decision.")

    _message = models.Index("(mail_message_id)")
    _date = models.Index("(create_date)")

    @api.autovacuum
    def _gc_releases(self):
        """Remove those whose attempts are gone."""
        before = fields.Datetime.now() - timedelta(days=self.env["mail.troubleshooting.attempt"]._keep_days())
        old = self.search([("create_date", "<", before)], order="create_date", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
