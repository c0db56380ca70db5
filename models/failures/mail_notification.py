from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...services.failures.causes import id_by_code
from ...services.failures.copied.diagnosis import diagnosis_of_row
from ...services.failures.diagnosis import FAILED
from ...services.failures.notifications import release_attempts
from ...tools.replies.odoo_failure import is_of_email
from ...tools.texts.redact import storable
from .failed import READERS, CompanyOfDocument


class MailNotification(models.Model):
    _name = "mail.notification"
    _inherit = ["mail.notification", "mail.troubleshooting.failed"]

    _failed_recipient = "res_partner_id"

    failure_company_id = CompanyOfDocument(
        related="mail_message_id.record_company_id", string="Document company", groups=READERS
    )
    failure_address = fields.Char("Address", compute="_compute_failure_address", groups=READERS)

    failure_diagnosis = fields.Text("Diagnosis", compute="_compute_failure_diagnosis", groups=READERS)

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

    @api.depends("failure_cause_id", "failure_reason", "failure_date")
    @api.depends_context("uid", "lang", "tz")
    def _compute_failure_diagnosis(self):
        for notification in self:
            notification.failure_diagnosis = diagnosis_of_row(notification)

    def action_open_document(self):
        """Open what the message is about.

        :raises AccessError: for who may neither read the message nor reads failures
        """
        return self._open_document()

    def action_teach(self):
        """Say what the reply means, for past and future failures."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can classify replies."))
        return self.env["mail.troubleshooting.rule"]._action_teach(self.failure_reason)

    def action_send_again(self):
        """Show what would be sent to whom, before anything is sent."""
        return self.env["mail.troubleshooting.resend"]._open_for(self, self.env["mail.mail"])

    # ------------------------------------------------------------
    # Cause
    # ------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        # A bounce is about what was sent before it. Released when it comes, and not when somebody sends again: what
        # was sent since, by a transaction that was rolled back, did not bounce. Only as the gateway writes it.
        if vals.get("notification_status") == "bounce" and self.env.su:
            release_attempts(self)
        return result

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
        # Text messages and letters have notifications, too.
        found = super()._found(vals) if is_of_email(vals.get("failure_type")) else {}
        if self._is_recorded():
            return found
        recorded = self.sudo().mapped("failure_date")  # sudo: whether there is one
        if recorded and all(recorded):
            return found
        # Odoo records failures with its own rights. What a user writes can change and end one, and begins none: without a
        # date it is counted nowhere, and with a cause it is no old failure that waits to be explained.
        field, failed = FAILED[self._name]
        if vals.get(field) in failed or any(found.values()):
            return {"failure_cause_id": id_by_code(self.env, "unknown")}
        return found

    @api.model
    def _failures_without_cause(self) -> Domain:
        status, failed = FAILED[self._name]
        failed = Domain(status, "in", failed) | Domain("failure_type", "!=", False)
        return Domain([("failure_cause_id", "=", False), ("notification_type", "=", "email")]) & failed
