"""The failure wizard: what the red envelope opens. Reads and acts for one message; the browser only shows it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import email_normalize

from ..tools.odoo_failure import diagnoses

FAILED = ("exception", "bounce")


class MailTroubleshootingWizard(models.AbstractModel):
    _name = "mail.troubleshooting.wizard"
    _description = "Failure Wizard"

    # ------------------------------------------------------------
    # What the browser asks for
    # ------------------------------------------------------------

    @api.model
    def open_message(self, message_id: int) -> dict:
        """What became of a message, recipient by recipient.

        :raises AccessError: if the message is not the user's own, and the user is neither support nor administrator
        """
        message = self._message(message_id)
        notifications = self._notifications(message)
        failed = notifications.filtered(lambda n: n.notification_status in FAILED)
        return {
            "message": {
                "id": message.id,
                "subject": message.subject or message.record_name or "",
                "record_name": message.record_name or "",
                "model": message.model or False,
                "res_id": message.res_id or False,
                "date": fields.Datetime.to_string(message.date),
            },
            "may_retry": self._may_retry(message),
            "is_administrator": self.env.user.has_group("base.group_system"),
            "failures": [self._failure(notification) for notification in failed],
            "others": [self._other(notification) for notification in notifications - failed],
        }

    @api.model
    def resolve(self, message_id: int, retry: list[dict], ignore: list[int]) -> dict:
        """Try again for some recipients and leave others; the rest stays as it is.

        Open clients hear of it over the bus, now and when the server has answered. Returns how many were tried again
        and how many were settled: fewer than asked for where somebody else was faster.

        :param retry: one ``{"id": notification id, "email": corrected address or False}`` per recipient
        :param ignore: notification ids whose failure is settled
        :raises AccessError: if the user may only look
        :raises UserError: if an address is none, or the message is being sent at this moment
        """
        message = self._message(message_id)
        if not self._may_retry(message):
            raise AccessError(self.env._("Only the author of this message or an administrator can send it again."))
        failed = self._notifications(message).filtered(lambda n: n.notification_status in FAILED)
        corrections = self._corrections(retry)
        again = failed.filtered(lambda n: n.id in corrections)
        try:
            failed.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("This message is being sent at this moment. Wait a few seconds and try again.")
            ) from error
        ignored = failed.filtered(lambda n: n.id in ignore) - again
        ignored.write({"notification_status": "canceled"})
        tried = len(again)  # the rows themselves may be exchanged for new ones
        mails = self.env["mail.troubleshooting.retry"]._emails(message, again, corrections)
        ignored.mail_mail_id._cancel_if_settled()
        message._notify_message_notification_update()
        mails.send_after_commit()
        return {"retried": tried, "ignored": len(ignored)}

    @api.model
    def _corrections(self, retry: list[dict]) -> dict[int, str]:
        """Address by notification id, empty where it stays.

        :raises UserError: if this is not what the wizard sends
        """
        try:
            return {int(row["id"]): str(row.get("email") or "").strip() for row in retry}
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise UserError(self.env._("This is no list of recipients.")) from error

    # ------------------------------------------------------------
    # Access: ids from the browser are never trusted
    # ------------------------------------------------------------

    @api.model
    def _message(self, message_id: int):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only users of this database can see why an email failed."))
        is_id = isinstance(message_id, int) and 0 < message_id < 2**31
        message = self.env["mail.message"].browse(message_id if is_id else []).exists()
        if not message:
            raise UserError(self.env._("This message does not exist any more."))
        message.check_access("read")
        is_support = self.env.user.has_group("mail_troubleshooting.group_mail_support")
        if not is_support and not self._may_retry(message):
            raise AccessError(self.env._("Only the author of this message or an administrator can see why it failed."))
        return message

    @api.model
    def _may_retry(self, message) -> bool:
        return message.author_id == self.env.user.partner_id or self.env.user.has_group("base.group_system")

    @api.model
    def _notifications(self, message):
        """The email notifications of one message that was checked before."""
        # sudo: internal users read no email record; only this message's own rows leave this method
        return self.env["mail.notification"].sudo().search(
            [("mail_message_id", "=", message.id), ("notification_type", "=", "email")], order="id"
        )  # fmt: skip

    # ------------------------------------------------------------
    # Showing
    # ------------------------------------------------------------

    @api.model
    def _failure(self, notification) -> dict:
        taught = self.env["mail.troubleshooting.rule"]._taught()
        found = diagnoses(notification.failure_type, notification.failure_reason, extra_rules=taught)
        diagnosis = found[0] if found else None
        cause = notification.failure_cause_id.with_env(self.env)
        if not cause and diagnosis:  # an old failure that the addon has not come to yet
            cause = cause.browse(cause._id_by_code(diagnosis.cause) or [])
        partner = notification.res_partner_id.with_env(self.env)
        permanent = self._is_permanent(diagnosis, cause)
        return {
            **self._recipient(notification),
            "may_edit": not partner or partner.has_access("write"),
            "status": notification.notification_status,
            "since": fields.Datetime.to_string(notification.failure_date) if notification.failure_date else False,
            "permanent": permanent,
            "retry": permanent is False,
            "cause": {**self._cause(cause), "request": cause._request(self._facts(notification, diagnosis))},
            "evidence": [{"source": e.source, "excerpt": e.excerpt} for e in (diagnosis.evidence if diagnosis else ())],
            "raw": notification.failure_reason or "",
        }

    @api.model
    def _facts(self, notification, diagnosis) -> dict[str, str]:
        """What a text to send on may tell of one failure, all of it plain text."""
        message = notification.mail_message_id
        recipient = notification.res_partner_id.email_normalized or notification.mail_email_address or ""
        sender = email_normalize(message.email_from or "") or ""
        evidence = {e.source: e.excerpt for e in (diagnosis.evidence if diagnosis else ())}
        return {
            "recipient": recipient,
            "recipient_domain": recipient.rpartition("@")[2],
            "sender": sender,
            "sender_domain": sender.rpartition("@")[2],
            "subject": message.subject or message.record_name or "",
            "message_id": message.message_id or "",
            "date": fields.Datetime.to_string(notification.failure_date or message.date),
            "server": notification.mail_mail_id.mail_server_id.name or "",
            "server_reply": notification.failure_reason or "",
            "status": evidence.get("reply.enhanced_code") or evidence.get("reply.code") or "",
        }

    @api.model
    def _is_permanent(self, diagnosis, cause) -> bool | None:
        """Whether trying again cannot help: the reply may say "later", and some causes pass whatever the reply says."""
        if not diagnosis or diagnosis.permanent is False or cause.permanence == "temporary":
            return False if diagnosis else None
        return diagnosis.permanent

    @api.model
    def _recipient(self, notification) -> dict:
        partner = notification.res_partner_id
        return {
            "id": notification.id,
            "partner_id": partner.id,
            "name": partner.name or notification.mail_email_address or "",
            "email": partner.email or notification.mail_email_address or "",
        }

    @api.model
    def _cause(self, cause) -> dict:
        owners = dict(cause._fields["owner"]._description_selection(self.env))
        steps = {"sender": [], "administrator": []}
        for remedy in cause.remedy_ids:
            steps[remedy.audience].append(remedy.name)
        return {
            "code": cause.code or "unknown",
            "title": cause.name or self.env._("The reason is not known"),
            "explanation": cause.explanation or "",
            "owner": cause.owner or "administrator",
            "owner_label": owners.get(cause.owner, ""),
            "request_to": owners.get(cause.request_to, ""),
            "sender_steps": steps["sender"],
            "administrator_steps": steps["administrator"],
            "links": [{"name": link.name, "url": link.url} for link in cause.link_ids if not link.provider],
        }

    @api.model
    def _other(self, notification) -> dict:
        statuses = dict(notification._fields["notification_status"]._description_selection(self.env))
        statuses["sent"] = self.env._("Accepted by the server")
        return {
            **self._recipient(notification),
            "status": notification.notification_status,
            "label": statuses.get(notification.notification_status, notification.notification_status),
        }
