from functools import lru_cache

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.mail import email_normalize_all

from ...services.failures.causes import id_by_code
from ...tools.sessions.handed_over import Key
from ...tools.texts.redact import storable
from .failed import READERS, CompanyOfDocument


@lru_cache(maxsize=32)
def _addresses(written: str) -> frozenset[str]:
    """Addresses of an email as they are written and normalized: once for all of its rows, of which anybody may add."""
    return frozenset((*written.split(","), *email_normalize_all(written)))


class MailNotification(models.Model):
    _name = "mail.notification"
    _inherit = ["mail.notification", "mail.troubleshooting.failed"]

    _failed_recipient = "res_partner_id"
    _failed_status = ("notification_status", ("exception", "bounce"))

    failure_company_id = CompanyOfDocument(
        related="mail_message_id.record_company_id", string="Company of the document", groups=READERS
    )
    failure_address = fields.Char("Address", compute="_compute_failure_address", groups=READERS)
    failure_document = fields.Char("Document", compute="_compute_failure_document", groups=READERS)

    # The failures of the last days, by cause, without reading the table.
    _troubleshooting_failures = models.Index(
        "(failure_date, failure_cause_id, notification_type) WHERE failure_date IS NOT NULL"
    )
    _troubleshooting_backfill = models.Index(
        "(id) WHERE failure_cause_id IS NULL AND notification_type = 'email'"
        " AND (notification_status IN ('exception', 'bounce') OR failure_type IS NOT NULL)"
    )

    @api.depends("res_partner_id.email", "mail_email_address")
    def _compute_failure_address(self):
        for notification in self:
            partner = notification.res_partner_id.sudo()  # sudo: an address of a failure, for its readers
            notification.failure_address = partner.email or notification.mail_email_address

    @api.depends("mail_message_id")
    @api.depends_context("uid")
    def _compute_failure_document(self):
        """The name of the document, where this user may read it."""
        names = {}
        messages = self.mail_message_id.sudo()  # sudo: model and id; names are read with the user's own rights
        for model, group in messages.grouped("model").items():
            if model and model in self.env:
                records = self.env[model].browse(group.mapped("res_id")).exists()._filtered_access("read")
                names |= {(model, record.id): record.display_name for record in records}
        for notification in self:
            message = notification.mail_message_id.sudo()  # sudo: as above
            notification.failure_document = names.get((message.model, message.res_id), False)

    def action_open_document(self):
        """Open what the message is about.

        :raises AccessError: for who may neither read the message nor reads failures
        """
        self.ensure_one()
        if not self.env.user.has_groups(READERS):
            self.mail_message_id.check_access("read")
        message = self.mail_message_id.sudo()  # sudo: model and id; the document opens with the user's own rights
        if not message.model or not message.res_id:
            raise UserError(self.env._("This message belongs to no document."))
        return {
            "type": "ir.actions.act_window",
            "res_model": message.model,
            "res_id": message.res_id,
            "views": [[False, "form"]],
        }

    def action_teach(self):
        """Say what the reply means, for past and future failures."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can say what a reply means."))
        return self.env["mail.troubleshooting.rule"]._action_teach(self.failure_reason)

    def action_send_again(self):
        """Show what would be sent to whom, before anything is sent."""
        return self.env["mail.troubleshooting.resend"]._open_for(self, self.env["mail.mail"])

    # ------------------------------------------------------------
    # The email that it stands for
    # ------------------------------------------------------------

    def _email(self):
        """The email of this recipient, empty where the email does not confirm it.

        Any user may write a row about a message that she may read, with whatever email and recipient in it.
        """
        mail = self.mail_mail_id.sudo()  # sudo: compared with the row here; who asks has checked the message
        is_own = mail.is_notification and mail.mail_message_id == self.mail_message_id
        return mail if is_own and self._is_recipient_of(mail) else mail.browse()

    def _is_recipient_of(self, mail) -> bool:
        if self.res_partner_id:
            return self.res_partner_id in mail.recipient_ids
        written = f"{mail.email_to or ''},{mail.email_cc or ''}"
        if not self.mail_email_address:
            return not mail.recipient_ids and written == ","
        return not _addresses(written).isdisjoint((self.mail_email_address, self._plain_address()))

    def _plain_address(self) -> str:
        """The address of a recipient without a contact."""
        return email_normalize(self.mail_email_address or "") or self.mail_email_address or ""

    def _emails(self):
        """The emails of these recipients, as far as they confirm it."""
        return self.env["mail.mail"].sudo().union(*(notification._email() for notification in self))  # sudo: as above

    # ------------------------------------------------------------
    # What the sending path asks for
    # ------------------------------------------------------------

    def _record_failures(self, log) -> None:
        """Give every failed recipient the words that were said about this one."""
        for notification in self.filtered(lambda n: n.notification_status == "exception"):
            failure = log.failure_for(notification.res_partner_id, notification.mail_email_address)
            if failure:
                notification.write({"failure_type": failure.failure_type, "failure_reason": failure.reason})

    def _attempt_keys(self) -> set[Key]:
        """As attempts know this recipient."""
        addresses = email_normalize_all(self.res_partner_id.email or self.mail_email_address or "")
        return {(self.mail_message_id.id, address, self.res_partner_id.id or 0) for address in addresses}

    def write(self, vals):
        result = super().write(vals)
        # A bounce is about what was sent before it. Released when it comes, and not when somebody sends again: what
        # was sent since, by a transaction that was rolled back, did not bounce. Only as the gateway writes it.
        if vals.get("notification_status") == "bounce" and self.env.su:
            self._release_attempts()
        return result

    def _release_attempts(self) -> None:
        """Let these recipients be sent to again: it bounced, or a person decided so where it is uncertain."""
        release = self.env["mail.troubleshooting.attempt"]._release
        for notification in self:
            bounced = notification.notification_status == "bounce"
            release(notification._attempt_keys(), ("accepted", "uncertain") if bounced else ("uncertain",))

    def _release_old_bounces(self) -> None:
        """The same for what bounced before bounces released anything: the first round, where no other was opened."""
        release = self.env["mail.troubleshooting.attempt"]._release
        for notification in self.filtered(lambda n: n.notification_status == "bounce"):
            release(notification._attempt_keys(), first_only=True)

    def _troubleshooting_settle(self, status: str) -> None:
        """Wait again, or be given up; open clients hear of it."""
        if not self:
            return
        values = {"notification_status": status}
        if status == "ready":
            values |= {"failure_type": False, "failure_reason": False}
        self.write(values)
        messages = self.mail_message_id.filtered(lambda message: message._is_thread_message())
        messages._notify_message_notification_update()

    # ------------------------------------------------------------
    # Cause
    # ------------------------------------------------------------

    @api.model
    def _is_recorded(self) -> bool:
        """Whether Odoo writes, which does so with its own rights, or an administrator."""
        return self.env.su or self.env.user.has_group("base.group_system")

    @api.model
    def _without_secrets(self, vals):
        """Whoever writes a reason reads it again: asterisks in it would say which guess at a password was right.

        What users write, and strangers in bounces, holds no secret that they do not know.
        """
        if self._is_recorded() and vals.get("notification_status") != "bounce":
            return super()._without_secrets(vals)
        reason = vals.get("failure_reason")
        return {**vals, "failure_reason": storable(str(reason))} if reason else vals

    def _found(self, vals):
        kind = vals.get("failure_type") or "unknown"
        # Text messages and letters have notifications, too.
        found = super()._found(vals) if kind == "unknown" or kind.startswith("mail_") else {}
        # Nothing is read where Odoo writes, which sending does several times. sudo: whether there is a date
        if self._is_recorded() or (self and all(self.sudo().mapped("failure_date"))):
            return found
        # Odoo records failures with its own rights. What a user writes can change and end one, and begins none: without a
        # date it is counted nowhere, and with a cause it is no old failure that waits to be explained.
        field, failed = self._failed_status
        if vals.get(field) in failed or any(found.values()):
            return {"failure_cause_id": id_by_code(self.env, "unknown")}
        return found

    @api.model
    def _failures_without_cause(self) -> Domain:
        failed = Domain(self._failed_status[0], "in", self._failed_status[1]) | Domain("failure_type", "!=", False)
        return Domain([("failure_cause_id", "=", False), ("notification_type", "=", "email")]) & failed

    def _failure_domains(self):
        return {
            notification.id: self._domain_of(
                notification.res_partner_id.email_normalized
                or notification.mail_email_address
                or notification.res_partner_id.email
            )
            for notification in self
        }
