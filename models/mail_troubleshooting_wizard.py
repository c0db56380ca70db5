"""The failure wizard: what the red envelope opens. Reads and acts for one message; the browser only shows it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import email_normalize, email_split

from ..tools.odoo_failure import diagnoses

FAILED = ("exception", "bounce")
#: RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.2: 64 before the @ sign, 255 behind it.
LONGEST_ADDRESS = 320


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
            "queue_next_run": self._queue_next_run(),
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
        addresses = {notification.id: self._correct(notification, corrections) for notification in again}
        mails = self._retry(message, again, addresses)
        ignored.mail_mail_id._cancel_if_settled()
        message._notify_message_notification_update()
        mails.send_after_commit()
        return {"retried": len(addresses), "ignored": len(ignored)}

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

    @api.model
    def _queue_next_run(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        cron = cron and cron.sudo()  # sudo: one date of one scheduled action
        return fields.Datetime.to_string(cron.nextcall) if cron and cron.active else False

    # ------------------------------------------------------------
    # Trying again
    # ------------------------------------------------------------

    @api.model
    def _correct(self, notification, corrections: dict[int, str]) -> str:
        """The address to send to; a correction is written to the contact with the user's own rights."""
        partner = notification.res_partner_id
        present = partner.email or notification.mail_email_address or ""
        wanted = corrections[notification.id]
        if not wanted or wanted == present:
            return present
        if len(wanted) > LONGEST_ADDRESS or len(email_split(wanted)) != 1 or not email_normalize(wanted):
            raise UserError(self.env._("“%(address)s” is not an email address.", address=wanted[:LONGEST_ADDRESS]))
        if partner:
            partner.with_env(self.env).write({"email": wanted})
        else:
            notification.mail_email_address = email_normalize(wanted)
        return wanted

    @api.model
    def _retry(self, message, notifications, addresses: dict[int, str]):
        """Emails that go to exactly these recipients, ready to be sent."""
        mails = self.env["mail.mail"].sudo()  # sudo: internal users have no access; recipients were checked above
        by_mail = notifications.grouped("mail_mail_id")
        for mail, group in by_mail.items():
            if mail.exists():
                mails |= self._retry_from_mail(mail, group, addresses)
            else:
                mails |= self._retry_from_message(message, group, addresses)
        return mails

    @api.model
    def _retry_from_mail(self, mail, notifications, addresses: dict[int, str]):
        """A copy of a failed email for some of its recipients, who leave the failed one."""
        partners = notifications.res_partner_id
        only_addresses = notifications.filtered(lambda n: not n.res_partner_id)
        copy = mail.copy({
            "headers": mail.headers,
            "mail_message_id": mail.mail_message_id.id,
            "recipient_ids": [fields.Command.set(partners.ids)],
            "email_to": ",".join(addresses[n.id] for n in only_addresses) or False,
            "email_cc": False,
            "scheduled_date": False,
            "state": "outgoing",
            "troubleshooting_retries": mail.troubleshooting_retries + 1,
        })  # fmt: skip
        notifications.write(
            {"mail_mail_id": copy.id, "notification_status": "ready", "failure_type": False, "failure_reason": False}
        )
        self._leave(mail, partners, only_addresses)
        return copy

    @api.model
    def _leave(self, mail, partners, only_addresses) -> None:
        values = {"recipient_ids": [fields.Command.unlink(partner.id) for partner in partners]}
        if only_addresses:
            values["email_to"] = False
        mail.write(values)
        mail._cancel_if_settled()

    @api.model
    def _retry_from_message(self, message, notifications, addresses: dict[int, str]):
        """A new email from the message itself, where Odoo has deleted the failed one (bounce, invalid address)."""
        record = self._thread(message)
        partners = notifications.res_partner_id
        only_addresses = [addresses[n.id] for n in notifications if not n.res_partner_id]
        recipients = record._notify_get_recipients(
            message,
            {"partner_ids": partners.ids, "outgoing_email_to": ",".join(only_addresses)},
            notify_skip_followers=True,
            notify_author=True,
        )
        wanted = [{**row, "notif": "email"} for row in recipients if not row["id"] or row["id"] in partners.ids]
        self._check_everyone_is_reachable(notifications, wanted)
        notifications.unlink()  # one row per message and recipient: the new email brings its own
        before = self._notifications(message)
        record._notify_thread_by_email(message, wanted, force_send=False)
        mails = (self._notifications(message) - before).mail_mail_id
        mails.troubleshooting_retries = 1
        return mails

    @api.model
    def _thread(self, message):
        """The document of a message, else an empty thread, where it is gone or has no messages of its own."""
        if message.model in self.env and hasattr(self.env[message.model], "_notify_thread_by_email"):
            return self.env[message.model].browse(message.res_id).exists() or self.env["mail.thread"]
        return self.env["mail.thread"]

    @api.model
    def _check_everyone_is_reachable(self, notifications, wanted: list[dict]) -> None:
        """Nobody is left out in silence (an archived contact, an address that is answered elsewhere)."""
        partners = {row["id"] for row in wanted}
        emails = {email_normalize(row.get("email_normalized") or "") for row in wanted}
        lost = notifications.filtered(
            lambda n: (
                n.res_partner_id.id not in partners
                if n.res_partner_id
                else email_normalize(n.mail_email_address or "") not in emails
            )
        )
        if lost:
            names = ", ".join(n.res_partner_id.name or n.mail_email_address or "?" for n in lost)
            raise UserError(self.env._("Odoo sends no email to %(names)s: is the contact archived?", names=names))
