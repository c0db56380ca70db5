"""A question of a user to the administrators: why did this email fail, and please do something about it."""

from odoo import api, fields, models

from ....services.failures.envelope.questions import Asked, ask
from ....services.sending.secrets_of_servers import redactor


class MailTroubleshootingQuestion(models.Model):
    """One question for a message and a cause. It reaches administrators as an activity, never by email."""

    _name = "mail.troubleshooting.question"
    _description = "Question about a Failed Email"
    _inherit = ["mail.troubleshooting.export", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"  # who may read a question may mark the activity as done

    name = fields.Char("Cause", readonly=True)
    # A question outlives its message, so that nobody can ask on and on by deleting what was asked about.
    mail_message_id = fields.Many2one("mail.message", "Message", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company", "Company", readonly=True, ondelete="cascade", help="Company of the message's document."
    )
    failure_cause_id = fields.Many2one(
        "mail.troubleshooting.cause", "Known cause", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True, ondelete="cascade")
    subject = fields.Char("Email", readonly=True)
    recipients = fields.Char(readonly=True)
    sentence = fields.Text("Message from the user", readonly=True)

    _once = models.Constraint("UNIQUE(mail_message_id, failure_cause_id)", "The administrators were already asked.")

    @api.model
    def ask(self, message_id: int, cause_id: int, sentence: str = "") -> Asked:
        """Ask the administrators about one cause of a message; once.

        Returns when it was asked, and whether that was before.

        :raises AccessError: if the failures of this message are none of the user's business
        :raises UserError: if there is no such failure, nobody to ask, or the user has asked too often
        """
        return ask(self.env, message_id, cause_id, sentence, redactor(self.env).kept)

    def action_open_wizard(self):
        """Open the failure wizard of the message."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "mail_troubleshooting.open_failure_wizard",
            "params": {"message_id": self.mail_message_id.id},
        }
