"""One recipient of many that are sent to again: whether it is sent, and what came of it."""

from odoo import api, fields, models

from ...models.sending.attempt import LooseMany2one
from ...services.sending.attempts.rounds import last_attempts
from ...services.sending.resend.outcome import CHOSEN, state_and_words


class MailTroubleshootingResendLine(models.TransientModel):
    _name = "mail.troubleshooting.resend.line"
    _description = "Recipient of a Resent Email"
    _order = "sequence, id"
    _transient_max_hours = 24

    resend_id = fields.Many2one("mail.troubleshooting.resend", required=True, index=True, ondelete="cascade")
    # No foreign keys: emails and notifications come and go while this is open.
    notification_id = LooseMany2one("mail.notification")
    mail_mail_id = LooseMany2one("mail.mail", "Email")
    mail_message_id = LooseMany2one("mail.message", "Message")
    partner_id = LooseMany2one("res.partner", "Contact")
    name = fields.Char("Recipient")
    address = fields.Char()
    subject = fields.Char()
    cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", ondelete="set null")
    verdict = fields.Selection(
        [
            ("address", "Address is wrong"),
            ("accepted", "Already accepted by the server"),
            ("archived", "Archived contact"),
            ("bounced", "Bounced"),
            ("fixed", "Fixed on our side since"),
            ("no_address", "No email address"),
            ("ours", "Not fixed on our side yet"),
            ("permanent", "Permanently rejected"),
            ("settled", "Being sent, or already handled"),
            ("uncertain", "May have arrived"),
            ("unreachable", "Odoo sends no email to this recipient"),
            ("usual", "Ready to send"),
        ],
        required=True,
    )
    sequence = fields.Integer()
    is_bounce = fields.Boolean("Has Bounced")
    is_asked = fields.Boolean("Requested")
    is_done = fields.Boolean("Done")
    last_attempt = fields.Integer("Last Attempt ID", help="The newest attempt at the time of the request.")
    state = fields.Selection(
        [
            ("planned", "Will be sent"),
            ("left_out", "Skipped"),
            ("waiting", "Queued"),
            ("accepted", "Accepted by the server"),
            ("failed", "Failed again"),
        ],
        "Result",
        compute="_compute_state",
    )
    words = fields.Text("Server reply", compute="_compute_state")
    why = fields.Text("Reason", compute="_compute_state")

    _waiting = models.Index("(id) WHERE is_asked AND is_done IS NOT TRUE")

    @api.depends("is_asked", "verdict", *(f"resend_id.include_{verdict}" for verdict in CHOSEN))
    def _compute_state(self):
        asked = self.filtered("is_asked")
        attempts = last_attempts(self.env, asked.mapped("mail_message_id.id")) if asked else {}
        verdicts = dict(self._fields["verdict"]._description_selection(self.env))
        for line in self:
            line.state, line.words = state_and_words(line, attempts)
            line.why = line.words or (line.state in ("planned", "left_out") and verdicts.get(line.verdict)) or ""
