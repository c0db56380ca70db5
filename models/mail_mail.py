"""Hooks in the sending path. What they do with it is in ``sending.py`` and the models of this addon."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import email_split

from .sending import SendingLog


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "mail.troubleshooting.failed"]

    _failed_status = ("state", ("exception",))

    troubleshooting_retries = fields.Integer(
        "Retries", readonly=True, copy=False, help="How often somebody asked to send this email again."
    )

    # Waiting and failed emails are few among millions.
    _troubleshooting_queue = models.Index("(state, id) WHERE state IN ('outgoing', 'exception')")
    _troubleshooting_failures = models.Index("(failure_date, failure_cause_id) WHERE failure_date IS NOT NULL")
    _troubleshooting_backfill = models.Index(
        "(id) WHERE failure_cause_id IS NULL AND (state = 'exception' OR failure_type IS NOT NULL)"
    )

    def action_teach(self):
        """Say what the reply means, for past and future failures."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can say what a reply means."))
        return self.env["mail.troubleshooting.rule"]._action_teach(self.failure_reason)

    def mark_outgoing(self):
        for mail in self.filtered(lambda mail: mail.state == "exception"):
            mail.troubleshooting_retries += 1
        return super().mark_outgoing()

    def _send(self, auto_commit=False, raise_exception=False, *args, **kwargs):
        # Who asks for an exception gets Odoo's own behaviour: the first refusal ends the sending.
        mails = self if raise_exception else self.with_context(mail_troubleshooting_log=SendingLog())
        return super(MailMail, mails)._send(auto_commit, raise_exception, *args, **kwargs)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        if self.troubleshooting_retries:
            emails = self._without_accepted(emails)
        log = self.env.context.get("mail_troubleshooting_log")
        if log:
            log.begin(self.id, several=len(emails) > 1)
        return emails

    def _without_accepted(self, emails: list[dict]) -> list[dict]:
        """On another try, leave out whom the first one reached."""
        accepted = self.env["mail.notification"].sudo().search(  # sudo: as core does, of this email only
            [("mail_mail_id", "=", self.id), ("notification_status", "in", ("sent", "canceled"))]
        ).res_partner_id  # fmt: skip
        return [email for email in emails if not email["partner_id"] or email["partner_id"] not in accepted]

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        log = self.env.context.get("mail_troubleshooting_log")
        refusals = log.refusals_of(self.id) if log and len(self) == 1 else []
        if refusals:
            # Not the "invalid address" as which core took it, which would delete the email.
            failure_type, failure_reason = "unknown", refusals[-1].reason
        elif failure_type == "mail_smtp" and not failure_reason:
            failure_reason = self[:1].failure_reason
        retried = self.filtered("troubleshooting_retries").mail_message_id if not failure_type else None
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
        if refusals:
            self._record_refusals(refusals)
        if retried:
            # Core tells open clients of failures only, so that a red envelope would stay red.
            retried.exists().filtered(
                lambda message: message._is_thread_message()
            )._notify_message_notification_update()
        return result

    def _record_refusals(self, refusals) -> None:
        """Give every refused recipient the words that were said about this one."""
        failed = self.env["mail.notification"].sudo().search(  # sudo: as core does, of this email only
            [("mail_mail_id", "=", self.id), ("notification_status", "=", "exception")]
        )  # fmt: skip
        for notification in failed:
            address = notification.res_partner_id.email_normalized or notification.mail_email_address
            refusal = next((refusal for refusal in refusals if address in refusal.addresses), None)
            if refusal:
                notification.write({"failure_type": refusal.failure_type, "failure_reason": refusal.reason})
            else:
                notification.write({"failure_type": "mail_email_invalid", "failure_reason": False})
        self.write({
            "state": "exception",
            "failure_type": refusals[0].failure_type,
            "failure_reason": "\n\n".join(dict.fromkeys(refusal.reason for refusal in refusals)),
        })  # fmt: skip

    @api.model
    def _troubleshooting_queue_domain(self):
        """Emails that the queue would take now."""
        return [
            ("state", "=", "outgoing"),
            "|",
            ("scheduled_date", "=", False),
            ("scheduled_date", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _failures_without_cause(self) -> Domain:
        failed = Domain("state", "=", "exception") | Domain("failure_type", "!=", False)
        return Domain("failure_cause_id", "=", False) & failed

    def _failure_domains(self):
        """The domain of the first recipient that failed, by id."""
        failed = self.env["mail.notification"].sudo().search(  # sudo: as core does, of these emails only
            [("mail_mail_id", "in", self.ids), ("notification_status", "in", ("exception", "bounce"))], order="id"
        )  # fmt: skip
        domains = failed._failure_domains()
        found = {}
        for notification in failed:
            found.setdefault(notification.mail_mail_id.id, domains[notification.id])
        for mail in self:
            if not found.get(mail.id):
                addresses = [*email_split(mail.email_to or ""), *(p.email for p in mail.recipient_ids if p.email)]
                found[mail.id] = self._domain_of(addresses[0]) if addresses else False
        return found
