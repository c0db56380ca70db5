"""Emails that try again: from the failed email where it is still there, else from the message itself."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, email_split

from ....tools.sessions.handed_over import LONGEST_ADDRESS


class MailTroubleshootingRetry(models.AbstractModel):
    _name = "mail.troubleshooting.retry"
    _description = "Another Try of an Email"

    @api.model
    def _correct(self, notification, corrections: dict[int, str]) -> str:
        """The address to send to; a correction is written to the contact with the user's own rights."""
        partner = notification.res_partner_id
        present = partner.email or notification.mail_email_address or ""
        wanted = corrections[notification.id]
        may_see = self.env["mail.troubleshooting.card"]._may_see_address(partner)
        if not wanted or (wanted == present and may_see):  # else whoever guesses would learn that the guess was right
            return present
        if len(wanted) > LONGEST_ADDRESS or len(email_split(wanted)) != 1 or not email_normalize(wanted):
            raise UserError(self.env._("“%(address)s” is not an email address.", address=wanted[:LONGEST_ADDRESS]))
        if partner:
            partner.with_env(self.env).write({"email": wanted})
        else:
            notification.mail_email_address = email_normalize(wanted)
        return wanted

    @api.model
    def _emails(self, message, notifications, corrections: dict[int, str]):
        """Emails that go to exactly these recipients of a message, ready to be sent.

        :param notifications: failed ones, whose access was checked
        :param corrections: address by notification id, empty where it stays
        """
        by_mail = notifications.grouped(lambda notification: notification._email())  # before an address is corrected
        addresses = {notification.id: self._correct(notification, corrections) for notification in notifications}
        mails = self.env["mail.mail"].sudo()  # sudo: internal users have no access; recipients were checked above
        for mail, group in by_mail.items():
            if mail.exists():
                mails |= self._from_mail(mail, group, addresses)
            else:
                mails |= self._from_message(message, group, addresses)
        return mails

    @api.model
    def _from_mail(self, mail, notifications, addresses: dict[int, str]):
        """A copy of a failed email for some of its recipients, who leave the failed one."""
        partners = notifications.res_partner_id
        only_addresses = notifications.filtered(lambda n: not n.res_partner_id)
        copy = mail.copy(
            {
                "headers": mail.headers,
                "mail_message_id": mail.mail_message_id.id,
                "recipient_ids": [fields.Command.set(partners.ids)],
                "email_to": ",".join(addresses[n.id] for n in only_addresses) or False,
                "email_cc": False,
                "scheduled_date": False,
                "state": "outgoing",
                "troubleshooting_retries": mail.troubleshooting_retries + 1,
                "is_automatic_retry": False,
            }
        )
        notifications.write(
            {"mail_mail_id": copy.id, "notification_status": "ready", "failure_type": False, "failure_reason": False}
        )
        self._leave(mail, partners, only_addresses)
        return copy

    @api.model
    def _leave(self, mail, partners, only_addresses) -> None:
        values = {"recipient_ids": [fields.Command.unlink(partner.id) for partner in partners]}
        if only_addresses:
            left = mail._unsent_notifications().filtered(lambda n: not n.res_partner_id)
            values["email_to"] = ",".join(left.mapped("mail_email_address")) or False
        mail.write(values)
        mail._cancel_if_settled()

    @api.model
    def _from_message(self, message, notifications, addresses: dict[int, str]):
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
        notifications_of = self.env["mail.troubleshooting.wizard"]._notifications
        before = notifications_of(message)
        record._notify_thread_by_email(message, wanted, force_send=False)
        mails = (notifications_of(message) - before).mail_mail_id
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
