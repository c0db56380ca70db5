"""Emails that try again: from the failed email where it is still there, else from the message itself."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import email_normalize, email_split

from ....tools.sessions.handed_over import LONGEST_ADDRESS
from ...sending.retries.again import cancel_if_done
from ..notifications import email_of, unsent_notifications
from .access import notifications_of_message
from .recipients import may_see_address, written_address


def new_emails(env, message, notifications, corrections: dict[int, str]):
    """Emails that go to exactly these recipients of a message, ready to be sent.

    :param env: of the user who sends again
    :param notifications: failed ones, whose access was checked
    :param corrections: address by notification id, empty where it stays
    :raises UserError: if an address is none, or Odoo sends nothing to a recipient
    """
    by_mail = notifications.grouped(email_of)  # before an address is corrected
    addresses = {notification.id: _correct(env, notification, corrections) for notification in notifications}
    mails = env["mail.mail"].sudo()  # sudo: internal users have no access; recipients were checked above
    for mail, group in by_mail.items():
        if mail.exists():
            mails |= _from_mail(mail, group, addresses)
        else:
            mails |= _from_message(env, message, group, addresses)
    return mails


def _correct(env, notification, corrections: dict[int, str]) -> str:
    """The address to send to; a correction is written to the contact with the user's own rights."""
    partner, present, wanted = notification.res_partner_id, written_address(notification), corrections[notification.id]
    may_see = may_see_address(env, partner)
    if not wanted or (wanted == present and may_see):  # else whoever guesses would learn that the guess was right
        return present
    if len(wanted) > LONGEST_ADDRESS or len(email_split(wanted)) != 1 or not email_normalize(wanted):
        raise UserError(env._("“%(address)s” is not an email address.", address=wanted[:LONGEST_ADDRESS]))
    if partner:
        partner.with_env(env).write({"email": wanted})
    else:
        notification.mail_email_address = email_normalize(wanted)
    return wanted


def _from_mail(mail, notifications, addresses: dict[int, str]):
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
    _leave(mail, partners, only_addresses)
    return copy


def _leave(mail, partners, only_addresses) -> None:
    values = {"recipient_ids": [fields.Command.unlink(partner.id) for partner in partners]}
    if only_addresses:
        left = unsent_notifications(mail).filtered(lambda n: not n.res_partner_id)
        values["email_to"] = ",".join(left.mapped("mail_email_address")) or False
    mail.write(values)
    cancel_if_done(mail)


def _from_message(env, message, notifications, addresses: dict[int, str]):
    """A new email from the message itself, where Odoo has deleted the failed one (bounce, invalid address)."""
    record = _thread(env, message)
    partners = notifications.res_partner_id
    only_addresses = [addresses[n.id] for n in notifications if not n.res_partner_id]
    recipients = record._notify_get_recipients(
        message,
        {"partner_ids": partners.ids, "outgoing_email_to": ",".join(only_addresses)},
        notify_skip_followers=True,
        notify_author=True,
    )
    wanted = [{**row, "notif": "email"} for row in recipients if not row["id"] or row["id"] in partners.ids]
    _check_everyone_is_reachable(env, notifications, wanted)
    notifications.unlink()  # one row per message and recipient: the new email brings its own
    before = notifications_of_message(message)
    record._notify_thread_by_email(message, wanted, force_send=False)
    mails = (notifications_of_message(message) - before).mail_mail_id
    mails.troubleshooting_retries = 1
    return mails


def _thread(env, message):
    """The document of a message, else an empty thread, where it is gone or has no messages of its own."""
    if message.model in env and hasattr(env[message.model], "_notify_thread_by_email"):
        return env[message.model].browse(message.res_id).exists() or env["mail.thread"]
    return env["mail.thread"]


def _check_everyone_is_reachable(env, notifications, wanted: list[dict]) -> None:
    """Nobody is left out in silence (an archived contact, an address that is answered elsewhere)."""
    partners = {row["id"] for row in wanted}
    addresses = {email_normalize(row.get("email_normalized") or "") for row in wanted}
    lost = notifications.filtered(
        lambda n: (
            n.res_partner_id.id not in partners
            if n.res_partner_id
            else email_normalize(n.mail_email_address or "") not in addresses
        )
    )
    if lost:
        names = ", ".join(n.res_partner_id.name or n.mail_email_address or "?" for n in lost)
        raise UserError(env._("Odoo sends no email to %(names)s: is the contact archived?", names=names))
