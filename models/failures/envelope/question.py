"""A question of a user to the administrators: why did this email fail, and please do something about it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....services.failures.causes import first_step
from ....tools.arguments import as_text, is_id
from .wizard import FAILED

#: Administrators who are asked; one activity each.
MAX_ASKED = 10
LONGEST_SENTENCE = 1000
#: Questions of one user in 24 hours: each is an activity of up to ``MAX_ASKED`` people.
MOST_A_DAY = 10


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
        "res.company", "Company", readonly=True, ondelete="cascade", help="Of the document that the message is about."
    )
    failure_cause_id = fields.Many2one(
        "mail.troubleshooting.cause", "Cause in the knowledge base", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True, ondelete="cascade")
    subject = fields.Char("Email", readonly=True)
    recipients = fields.Char(readonly=True)
    sentence = fields.Text("What the user adds", readonly=True)

    _once = models.Constraint("UNIQUE(mail_message_id, failure_cause_id)", "The administrators were asked already.")

    # ------------------------------------------------------------
    # What the browser asks for
    # ------------------------------------------------------------

    @api.model
    def ask(self, message_id: int, cause_id: int, sentence: str = "") -> dict:
        """Ask the administrators about one cause of a message; once.

        Returns when it was asked, and whether that was before.

        :raises AccessError: if the failures of this message are none of the user's business
        :raises UserError: if there is no such failure, nobody to ask, or the user has asked too often
        """
        message = self.env["mail.troubleshooting.wizard"]._message(message_id)
        cause_id = cause_id if is_id(cause_id) else 0
        before = self._asked(message).get(cause_id)
        if before:
            return {"date": fields.Datetime.to_string(before), "before": True}
        failed = self._failed(message, cause_id)
        self._check_patience()
        administrators = self._administrators(message)
        redact = self.env["ir.mail_server"]._troubleshooting_redactor().kept
        # sudo: users may ask, and read nothing of what was asked; message and cause were checked above
        question = (
            self.sudo()
            .with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
            .create(
                {
                    "name": failed[0].name,
                    "mail_message_id": message.id,
                    "company_id": message.sudo().record_company_id.id,  # sudo: an id
                    "failure_cause_id": failed[0].id,
                    "user_id": self.env.uid,
                    "subject": message.subject or message.record_name or "",
                    "recipients": ", ".join(failed[1])[:LONGEST_SENTENCE],
                    "sentence": redact(as_text(sentence, LONGEST_SENTENCE).strip())[:LONGEST_SENTENCE],
                }
            )
        )
        question._tell(administrators)
        return {"date": fields.Datetime.to_string(question.create_date), "before": False}

    def action_open_wizard(self):
        """Open the failure wizard of the message."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "mail_troubleshooting.open_failure_wizard",
            "params": {"message_id": self.mail_message_id.id},
        }

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _failed(self, message, cause_id) -> tuple:
        """The cause, and the names of those whom the message did not reach for it.

        :raises UserError: if it failed for no such cause
        """
        card = self.env["mail.troubleshooting.card"]
        failed = (
            self.env["mail.troubleshooting.wizard"]
            ._notifications(message)
            .filtered(lambda n: n.notification_status in FAILED and card._diagnosed(n)[0].id == cause_id)
        )
        if not cause_id or not failed:
            raise UserError(self.env._("This failure is settled already."))
        names = [notification.res_partner_id.name or notification.mail_email_address or "?" for notification in failed]
        return card._diagnosed(failed[0])[0], names

    @api.model
    def _check_patience(self) -> None:
        """Nobody fills the administrators' activities.

        :raises UserError: if this user has asked too often
        """
        lately = [("user_id", "=", self.env.uid), ("create_date", ">", fields.Datetime.now() - timedelta(days=1))]
        if self.sudo().search_count(lately, limit=MOST_A_DAY) == MOST_A_DAY:  # sudo: how many are one's own
            raise UserError(
                self.env._(
                    "You have sent %(count)s questions in the last 24 hours. Contact an administrator directly.",
                    count=MOST_A_DAY,
                )
            )

    @api.model
    def _administrators(self, message):
        """Members of email support and administrators who may read the message.

        :raises UserError: if there is none
        """
        groups = self.env.ref("mail_troubleshooting.group_mail_support") | self.env.ref("base.group_system")
        # sudo: users do not read who is in a group; the names do not leave the server
        users = groups.sudo().all_user_ids.filtered(lambda user: user.active and user != self.env.user)
        asked, company = self.env["res.users"].sudo(), message.sudo().record_company_id
        for user in users.sorted("id")[: 5 * MAX_ASKED]:
            own = message.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            if company <= user.company_ids and own.has_access("read"):
                asked |= user
        if not asked:
            raise UserError(self.env._("There is no administrator who may read this record. Ask in person."))
        return asked[:MAX_ASKED]

    def _tell(self, administrators) -> None:
        # Without this context Odoo would also send an email to each of them.
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in administrators:
            own = quiet.with_context(lang=user.lang)
            own.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=own.env._("An email failed: %(cause)s", cause=own.failure_cause_id.name),
                note=own.env["ir.qweb"]._render(
                    "mail_troubleshooting.question_note",
                    {
                        "question": own,
                        "asker": self.user_id.name,
                        "first_step": first_step(own.failure_cause_id),
                    },
                ),
            )

    # ------------------------------------------------------------
    # What is known
    # ------------------------------------------------------------

    @api.model
    def _of(self, message):
        return self.sudo().search([("mail_message_id", "=", message.id)])  # sudo: of one message checked before

    @api.model
    def _asked(self, message) -> dict:
        """When the administrators were asked about a message, by cause."""
        return {question.failure_cause_id.id: question.create_date for question in self._of(message)}

    @api.model
    def _told(self, message) -> list[dict]:
        """What users asked about a message, for those who answer."""
        if not self.has_access("read"):
            return []
        return [
            {
                "id": question.id,
                "name": question.user_id.name,
                "cause": question.failure_cause_id.name,
                "sentence": question.sentence or "",
                "date": fields.Datetime.to_string(question.create_date),
            }
            for question in self._of(message)
        ]

    @api.model
    def _close_settled(self, message) -> None:
        """Take the activities back once nothing of a message is red any more."""
        questions = self._of(message)
        if not questions.activity_ids:
            return
        notifications = self.env["mail.troubleshooting.wizard"]._notifications(message)
        if not notifications.filtered(lambda n: n.notification_status in FAILED):
            questions.activity_ids.unlink()
