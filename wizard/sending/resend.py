"""Sending many failed emails again: first what would be sent to whom, then one, then all."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ...services.sending.attempts.rounds import last_attempts
from ...services.sending.attempts.settled import settled
from ...services.sending.resend.emails import ask, emails, run
from ...services.sending.resend.outcome import CHOSEN, counts
from ...services.sending.resend.preview import MOST, chosen_at_first, failed_of, of_cause, rows


class MailTroubleshootingResend(models.TransientModel):
    _name = "mail.troubleshooting.resend"
    _description = "Send Failed Emails Again"
    _transient_max_hours = 24  # closing the dialog does not stop it

    line_ids = fields.One2many("mail.troubleshooting.resend.line", "resend_id", "Recipient List", readonly=True)
    include_fixed = fields.Boolean(
        "Fixed on our side since", default=True, help="Emails that would have met the same cause were accepted since."
    )
    include_ours = fields.Boolean(
        "Not fixed on our side yet",
        help="The login, the sender's domain or the server was rejected. Use this after the cause has been fixed.",
    )
    include_address = fields.Boolean("Address is wrong", help="Correct the addresses on the contacts first.")
    include_uncertain = fields.Boolean(
        "May have arrived", help="The server never replied. Recipients who already received it will get a second copy."
    )
    include_bounced = fields.Boolean("Bounced", help="The server accepted the email, but it bounced later.")
    include_permanent = fields.Boolean(
        "Permanently rejected", help="By the recipient's mail server, for example because of the content."
    )
    fixed_count = fields.Integer("Recipients: Fixed on our side since", compute="_compute_counts")
    ours_count = fields.Integer("Recipients: Not fixed on our side yet", compute="_compute_counts")
    address_count = fields.Integer("Recipients: Address is wrong", compute="_compute_counts")
    uncertain_count = fields.Integer("Recipients: May have arrived", compute="_compute_counts")
    bounced_count = fields.Integer("Recipients: Bounced", compute="_compute_counts")
    permanent_count = fields.Integer("Recipients: Permanently rejected", compute="_compute_counts")
    can_try_one = fields.Boolean(compute="_compute_counts")
    cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", readonly=True)
    is_whole_cause = fields.Boolean("All Failures with This Cause", readonly=True)
    more = fields.Integer("Not shown yet", readonly=True, help="Shown after the current ones have been sent.")
    tried_line_id = fields.Many2one(
        "mail.troubleshooting.resend.line", "First Recipient", readonly=True, ondelete="set null"
    )
    tried_state = fields.Selection(related="tried_line_id.state", string="First email")
    tried_words = fields.Text(related="tried_line_id.words", string="Server reply")
    email_count = fields.Integer("Emails", compute="_compute_counts")
    planned_count = fields.Integer("Recipients", compute="_compute_counts")
    left_out_count = fields.Integer("Skipped", compute="_compute_counts")
    asked_count = fields.Integer("Resent", compute="_compute_counts")
    accepted_count = fields.Integer("Accepted by the server", compute="_compute_counts")
    failed_count = fields.Integer("Failed again", compute="_compute_counts")
    waiting_count = fields.Integer("Queued", compute="_compute_counts")
    progress = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.state", *(f"include_{verdict}" for verdict in CHOSEN))
    def _compute_counts(self):
        for resend in self:
            resend.update(counts(resend.line_ids))

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    @api.model
    def _open_for(self, notifications, mails):
        """Preview of failed recipients, and of failed emails that have none in Odoo.

        :raises AccessError: for anyone but administrators
        """
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can resend several emails at once."))
        resend = self.create({})
        resend._fill(notifications.sudo(), mails.sudo())  # sudo: administrators send what anybody wrote
        return resend._action()

    def _fill(self, notifications, mails) -> None:
        notifications, mails = failed_of(notifications, mails)
        reached = settled(self.env, (notifications.mail_message_id | mails.mail_message_id).ids)
        found = rows(notifications, mails, reached, last_attempts(self.env, mails.mail_message_id.ids))
        more = self.more + max(0, len(found) - MOST)
        self.write({**chosen_at_first(notifications, mails), "more": more})
        lines = self.env["mail.troubleshooting.resend.line"].sudo()  # sudo: nobody writes lines by hand
        lines.create([{**row, "resend_id": self.id} for row in found[:MOST]])

    def action_whole_cause(self):
        """Everything that failed for the same reason, newest first."""
        self.ensure_one()
        if not self.cause_id or self.line_ids.filtered("is_asked"):
            return self._action()
        found, single, left = of_cause(self.env, self.cause_id)
        self.line_ids.sudo().unlink()  # sudo: see above
        self.write({"is_whole_cause": True, "more": left})
        self._fill(found, single)
        return self._action()

    def _action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Again"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def action_try_one(self):
        """Send one of them at once, to see what comes of it."""
        line = self._ask(lambda planned: planned.filtered(lambda line: line.verdict != "address")[:1])
        if line:
            self.tried_line_id = line
            # Only then the memory of attempts, which has a connection of its own, knows what may be sent again.
            emails(line).send_after_commit()
        return self._action()

    def action_send_all(self):
        """Have the scheduled action make the emails, batch after batch. What was asked for before is not asked again."""
        if self._ask():
            self.env.ref("mail_troubleshooting.ir_cron_resend")._trigger()
        return self._action()

    def _ask(self, some=None):
        self.ensure_one()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(self.env._("These emails are being sent right now.")) from error
        lines = self.line_ids.sudo().filtered(lambda line: line.state == "planned")  # sudo: see above
        lines = some(lines) if some else lines
        ask(lines)
        return lines

    @api.model
    def _run(self) -> None:
        """Scheduled: make emails of what was asked for, and hand them to the queue."""
        run(self.env)
