"""Decisions to send a message again to a recipient who has it, or may have it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...services.sending.rounds import rounds_of
from ...tools.sessions.handed_over import Key
from .attempt import Trace


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

    mail_message_id = Trace("mail.message", "Message", readonly=True)
    recipient = fields.Char("Recipient's address", readonly=True)
    partner_id = Trace("res.partner", "Contact", readonly=True)
    round = fields.Integer(readonly=True, help="The round of sending that is open from now on.")

    _message = models.Index("(mail_message_id)")
    _date = models.Index("(create_date)")

    @api.model
    def _open_next(self, attempts) -> None:
        """Let what these attempts have, or may have, handed over be sent once more."""
        rounds = rounds_of(self.env, attempts.mapped("mail_message_id.id"))
        wanted: dict[Key, int] = {}
        for attempt in attempts:
            key = attempt._key()
            wanted[key] = max(wanted.get(key, 0), attempt.round + 1)
        # sudo: the caller has checked who decides; nobody writes these rows by hand
        self.sudo().create(
            [
                {"mail_message_id": message_id, "recipient": address, "partner_id": partner_id, "round": number}
                for (message_id, address, partner_id), number in wanted.items()
                if number > rounds.get((message_id, address, partner_id), 0)
            ]
        )

    @api.autovacuum
    def _gc_releases(self):
        """Remove those whose attempts are gone."""
        before = fields.Datetime.now() - timedelta(days=self.env["mail.troubleshooting.attempt"]._keep_days())
        old = self.search([("create_date", "<", before)], order="create_date", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
