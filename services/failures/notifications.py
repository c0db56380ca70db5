"""Notifications of emails: which belong together, whom they stand for, and what becomes of them."""

from functools import lru_cache

from odoo.tools import email_normalize
from odoo.tools.mail import email_normalize_all

from ...tools.sessions.handed_over import Key
from ..sending.attempts.rounds import release

#: Statuses of recipients who are done with.
DONE = ("sent", "canceled")


def email_of(notification):
    """The email of this recipient, empty where the email does not confirm it.

    Any user may write a row about a message that she may read, with whatever email and recipient in it.
    """
    mail = notification.mail_mail_id.sudo()  # sudo: compared with the row here; who asks has checked the message
    is_own = mail.is_notification and mail.mail_message_id == notification.mail_message_id
    return mail if is_own and _is_recipient_of(notification, mail) else mail.browse()


def emails_of(notifications):
    """The emails of these recipients, as far as they confirm it."""
    # sudo: as above
    return notifications.env["mail.mail"].sudo().union(*map(email_of, notifications))


def notifications_of(mails):
    """Notifications of these emails, as far as message and recipients confirm it.

    Of several for one address the first: what was added to it later may say anything.
    """
    found = (
        mails.env["mail.notification"]
        .sudo()
        .search(  # sudo: as core does, of these emails only
            [("mail_mail_id", "in", mails.ids), ("notification_type", "=", "email")], order="id"
        )
    )
    first = {}
    for notification in found.filtered(email_of):
        recipient = notification.res_partner_id.id or plain_address(notification)
        first.setdefault((notification.mail_mail_id.id, recipient), notification.id)
    return found.browse(first.values())


def unsent_notifications(mails):
    """Notifications of these emails that wait or failed."""
    return notifications_of(mails).filtered(lambda n: n.notification_status not in DONE)


def plain_address(notification) -> str:
    """The address of a recipient without a contact."""
    return email_normalize(notification.mail_email_address or "") or notification.mail_email_address or ""


def attempt_keys(notification) -> set[Key]:
    """As attempts know this recipient."""
    partner = notification.res_partner_id
    addresses = email_normalize_all(partner.email or notification.mail_email_address or "")
    return {(notification.mail_message_id.id, address, partner.id or 0) for address in addresses}


def set_status(notifications, status: str) -> None:
    """Let them wait again, or give them up; open clients hear of it."""
    if not notifications:
        return
    values = {"notification_status": status}
    if status == "ready":
        values |= {"failure_type": False, "failure_reason": False}
    notifications.write(values)
    tell_clients(notifications.mail_message_id)


def tell_clients(messages) -> None:
    """Have open clients show the notifications of these messages as they are."""
    messages.filtered(lambda message: message._is_thread_message())._notify_message_notification_update()


def release_attempts(notifications) -> None:
    """Let these recipients be sent to again: it bounced, or a person decided so where it is uncertain."""
    for notification in notifications:
        bounced = notification.notification_status == "bounce"
        release(notification.env, attempt_keys(notification), ("accepted", "uncertain") if bounced else ("uncertain",))


def release_old_bounces(notifications) -> None:
    """The same for what bounced before bounces released anything: the first round, where no other was opened."""
    for notification in notifications.filtered(lambda n: n.notification_status == "bounce"):
        release(notification.env, attempt_keys(notification), first_only=True)


def _is_recipient_of(notification, mail) -> bool:
    if notification.res_partner_id:
        return notification.res_partner_id in mail.recipient_ids
    written = f"{mail.email_to or ''},{mail.email_cc or ''}"
    if not notification.mail_email_address:
        return not mail.recipient_ids and written == ","
    return not _addresses(written).isdisjoint((notification.mail_email_address, plain_address(notification)))


@lru_cache(maxsize=32)
def _addresses(written: str) -> frozenset[str]:
    """Addresses of an email as they are written and normalized: once for all of its rows, of which anybody may add."""
    return frozenset((*written.split(","), *email_normalize_all(written)))
