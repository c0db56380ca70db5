"""Hooks in the sending path. What they do with it is in ``sending.py`` and the models of this addon."""

import logging
import smtplib

import psycopg2

from odoo import api, fields, models, modules
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import email_split

from .sending import SendingLog

_logger = logging.getLogger(__name__)


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "mail.troubleshooting.failed"]

    _failed_status = ("state", ("exception",))

    troubleshooting_retries = fields.Integer(
        "Retries", readonly=True, help="How often somebody asked to send this email again."
    )

    # Waiting and failed emails are few among millions.
    _troubleshooting_queue = models.Index("(state, id) WHERE state IN ('outgoing', 'exception')")
    _troubleshooting_failures = models.Index(
        "(failure_date, failure_cause_id, is_notification) WHERE failure_date IS NOT NULL"
    )
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
        for mail in self.filtered(lambda mail: mail.state in ("exception", "cancel")):
            mail.troubleshooting_retries += 1
        return super().mark_outgoing()

    def _send(self, auto_commit=False, raise_exception=False, *args, **kwargs):
        if raise_exception:
            # Who asks for an exception gets Odoo's own behaviour: the first refusal ends the sending.
            return super()._send(auto_commit, raise_exception, *args, **kwargs)
        log = SendingLog(server_id=(kwargs.get("mail_server") or self.env["ir.mail_server"]).id)
        mails = self.with_context(mail_troubleshooting_log=log)
        try:
            return super(MailMail, mails)._send(auto_commit, raise_exception, *args, **kwargs)
        except smtplib.SMTPServerDisconnected:
            self._keep_attempts(log)
            raise

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        if self.troubleshooting_retries:
            emails = self._without_accepted(emails)
        log = self.env.context.get("mail_troubleshooting_log")
        if log:
            log.begin(self.id, recipients=len(emails))
        return emails

    def _without_accepted(self, emails: list[dict]) -> list[dict]:
        """On another try, leave out whom an earlier one reached, and whose failure was settled."""
        settled = self.env["mail.notification"].sudo().search(  # sudo: as core does, of this email only
            [("mail_mail_id", "=", self.id), ("notification_status", "in", ("sent", "canceled"))]
        ).res_partner_id  # fmt: skip
        accepted = self.env["mail.troubleshooting.attempt"]._accepted(self.message_id)
        return [
            email
            for email in emails
            if not (email["partner_id"] and email["partner_id"] in settled)
            and ", ".join(email["email_to_normalized"]) not in accepted
        ]

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        log = self.env.context.get("mail_troubleshooting_log")
        log = log if log and log.is_about(self) else None
        if log and log.refusals:
            # Not the "invalid address" as which core took a refusal, and with which it would delete the email.
            failure_type, failure_reason = "unknown", log.refusals[-1].reason
        elif failure_type == "mail_smtp" and not failure_reason:
            failure_reason = self[:1].failure_reason
        if log and log.nothing_left:
            self.write({"state": "sent", "failure_type": False, "failure_reason": False})
        retried = self.filtered("troubleshooting_retries").mail_message_id
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
        if log:
            self._record_attempts(log)
        if log and log.refusals:
            self._record_refusals(log)
        if retried or (log and log.refusals):
            # Core tells open clients of failures only, so that a red envelope would stay red.
            messages = retried.exists() or self.exists().mail_message_id
            messages.filtered(lambda message: message._is_thread_message())._notify_message_notification_update()
        return result

    def _record_attempts(self, log) -> None:
        """Keep what became of each hand-over. Nothing that goes wrong here may undo what the server accepted."""
        attempts, log.attempts = log.attempts, []
        try:
            with self.env.cr.savepoint():
                self.env["mail.troubleshooting.attempt"].sudo()._record(attempts)  # sudo: nobody writes them by hand
        except psycopg2.Error:
            _logger.exception("%s attempts of email %s could not be kept", len(attempts), log.mail_id)

    def _keep_attempts(self, log) -> None:
        """Keep what the server accepted before the connection broke, whether the caller rolls back or not."""
        if modules.module.current_test:  # as core: no transaction of its own under test
            self._record_attempts(log)
            return
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr))._record_attempts(log)

    def _record_refusals(self, log) -> None:
        """Give every refused recipient the words that were said about this one."""
        failed = self.env["mail.notification"].sudo().search(  # sudo: as core does, of this email only
            [("mail_mail_id", "=", self.id), ("notification_status", "=", "exception")]
        )  # fmt: skip
        for notification in failed:
            refusal = log.reason_of(notification.res_partner_id.email_normalized or notification.mail_email_address)
            if refusal:
                notification.write({"failure_type": refusal.failure_type, "failure_reason": refusal.reason})
            else:
                notification.write({"failure_type": "mail_email_invalid", "failure_reason": False})
        self.write({
            "state": "exception",
            "failure_type": log.refusals[0].failure_type,
            "failure_reason": "\n\n".join(dict.fromkeys(refusal.reason for refusal in log.refusals)),
        })  # fmt: skip

    def _cancel_if_settled(self) -> None:
        """Cancel failed emails for which nobody waits any more."""
        waiting = self.env["mail.notification"].sudo().search(  # sudo: rows of these emails only
            [("mail_mail_id", "in", self.ids), ("notification_status", "not in", ("sent", "canceled"))]
        ).mail_mail_id  # fmt: skip
        (self - waiting).filtered(lambda mail: mail.state == "exception").cancel()

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
