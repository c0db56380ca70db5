"""How a message is going: who has it, who waits and for what, and who was never tried."""

from typing import TypedDict

from odoo import fields

from .recipients import Recipient, recipient

#: People without an email who are named; a document may have thousands of followers.
MAX_NAMED = 50


class Other(Recipient):
    """Somebody who did not fail: accepted by the server, or waiting."""

    status: str
    label: str


class Person(TypedDict):
    name: str
    reason: str


class NotSent(TypedDict):
    """Who was never tried, and how many more there are."""

    people: list[Person]
    more: int


class Progress(TypedDict):
    """What the emails of a message wait for: what ``static/src/failures/envelope/progress.js`` reads.

    Dates are texts in UTC, False where there is none.

    :param waiting: emails in the queue, ``since`` when; ``due``: those that the queue may take now
    :param scheduled: the first of the others, which wait for a date; ``is_throttled``: a personal server made them wait
    :param planned: when Odoo makes the emails of this message
    :param retry: when a failed email is tried again by itself
    :param next_run: of the queue
    """

    waiting: int
    since: str | bool
    due: int
    scheduled: str | bool
    is_throttled: bool
    planned: str | bool
    retry: str | bool
    queue_active: bool
    next_run: str | bool


def others(env, notifications) -> list[Other]:
    """Recipients who did not fail and are not settled."""
    statuses = dict(notifications._fields["notification_status"]._description_selection(env))
    statuses["sent"] = env._("Accepted by the server")
    return [
        {
            **recipient(env, notification),
            "status": notification.notification_status,
            "label": statuses.get(notification.notification_status, notification.notification_status),
        }
        for notification in notifications
        if notification.notification_status != "canceled"
    ]


def progress(message) -> Progress:
    """What the emails of a message that was checked before are waiting for."""
    env, text = message.env, fields.Datetime.to_string
    # sudo: internal users read no emails and no queue; only dates and numbers of this very message leave
    mails = env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
    waiting = mails.filtered(lambda mail: mail.state == "outgoing")
    later = waiting.filtered(lambda mail: mail.scheduled_date and mail.scheduled_date > fields.Datetime.now())
    planned = env["mail.message.schedule"].sudo().search([("mail_message_id", "=", message.id)], limit=1)
    queue = env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
    queue = queue.sudo() if queue else env["ir.cron"].sudo()
    return {
        "waiting": len(waiting),
        "since": text(min(waiting.mapped("create_date"), default=False)),
        "due": len(waiting - later),
        "scheduled": text(min(later.mapped("scheduled_date"), default=False)),
        "is_throttled": bool(later.mail_server_id.owner_user_id),
        "planned": text(planned.scheduled_datetime),
        "retry": text(min(filter(None, mails.mapped("retry_date")), default=False)),
        "queue_active": queue.active,
        "next_run": text(queue.nextcall),
    }


# ------------------------------------------------------------
# Not sent to
# ------------------------------------------------------------


def not_sent(message, notifications) -> NotSent:
    """Who was never tried, each with the reason, and how many more there are.

    :param notifications: all that are about emails
    """
    env = message.env
    # sudo: names and reasons of one message that was checked before
    rows = env["mail.notification"].sudo()
    inbox = rows.search([("mail_message_id", "=", message.id), ("notification_type", "=", "inbox")], limit=MAX_NAMED)
    settled = notifications.filtered(lambda n: n.notification_status == "canceled")
    people = [
        *(_person(n.res_partner_id, _reason_settled(n), n.mail_email_address) for n in settled),
        *(_person(n.res_partner_id, env._("Notified in Odoo, not by email")) for n in inbox),
        *_without_notification(message, (notifications | inbox).res_partner_id),
    ]
    return {"people": people[:MAX_NAMED], "more": max(0, len(people) - MAX_NAMED)}


def _person(partner, reason: str, address: str = "") -> Person:
    return {"name": partner.name or address or "?", "reason": reason}


def _reason_settled(notification) -> str:
    env = notification.env
    return {
        "mail_bl": env._("Blacklisted"),
        "mail_optout": env._("Has opted out"),
        "mail_dup": env._("Already received it at this address"),
        "mail_email_missing": env._("Has no email address"),
    }.get(notification.failure_type) or env._("Ignored, not sent again")


def _without_notification(message, notified) -> list[Person]:
    """Addressees and followers for whom Odoo made no notification."""
    if not message.model or not message.res_id:
        return []
    # sudo: who may read a document may see who follows it
    followers = (
        message.env["mail.followers"]
        .sudo()
        .search(
            [
                ("res_model", "=", message.model),
                ("res_id", "=", message.res_id),
                ("partner_id", "not in", notified.ids),
            ],
            limit=MAX_NAMED,
        )
    )
    addressed = message.sudo().partner_ids - notified - followers.partner_id
    people = [_person(f.partner_id, _reason_unnotified(message, f.partner_id, f)) for f in followers]
    return people + [_person(partner, _reason_unnotified(message, partner)) for partner in addressed[:MAX_NAMED]]


def _reason_unnotified(message, partner, follower=None) -> str:
    env, subtype = message.env, message.sudo().subtype_id
    if partner == message.author_id:
        return env._("Author of the message")
    if not partner.active:
        return env._("Archived contact")
    if not partner.email:
        return env._("Has no email address")
    if (message.is_internal or subtype.internal) and partner.partner_share:
        return env._("Internal message: not sent outside the company")
    if follower and subtype not in follower.subtype_ids:
        return env._("Follows the document, but not this kind of message")
    return env._("Not notified: started following later, or excluded")
