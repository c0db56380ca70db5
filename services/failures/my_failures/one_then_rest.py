"""Try again for one recipient of a cause, and for the others once the server has accepted that one."""

from typing import TypedDict

from odoo.exceptions import AccessError, UserError

from ....tools.arguments import is_id
from ..envelope.access import message_of, notifications_of_message
from ..envelope.attempts import uncertain
from ..envelope.reason import diagnosed
from ..envelope.resolve import resolve, settle
from .whose import own


class First(TypedDict):
    """What became of the first one: the status of its notification, and the cause where it failed."""

    status: str
    cause: str


class Rest(TypedDict):
    """How many others were put into the queue, how many were left, and why."""

    retried: int
    left: int
    why: list[str]


def try_one(env, notification_id: int) -> list:
    """Try again for one recipient; returns by what ``outcome`` finds it, as its row may be exchanged.

    :raises AccessError: if the user may not send it again
    :raises UserError: if it is settled already, or only a person can decide in the failure wizard
    """
    # sudo: only the message is taken from it, whose access is checked before anything happens
    notification = env["mail.notification"].sudo().browse(notification_id if is_id(notification_id) else []).exists()
    message = message_of(env, notification.mail_message_id.id)
    key = [message.id, notification.res_partner_id.id, notification.mail_email_address or False]
    again = [{"id": notification.id, "email": False}]
    if uncertain(message, notification):
        raise UserError(env._("This recipient may already have the email. Open the message to decide."))
    if not resolve(env, message.id, again, [])["retried"]:
        raise UserError(env._("This failure has already been handled."))
    return key


def outcome(env, message_id: int, partner_id: int | bool, email: str | bool) -> First:
    """What became of a recipient who was tried again."""
    notification = notifications_of_message(message_of(env, message_id)).filtered(
        lambda n: (n.res_partner_id.id == (partner_id or False) and (n.mail_email_address or False) == (email or False))
    )[:1]
    return {
        "status": notification.notification_status or "canceled",
        "cause": diagnosed(env, notification)[0].name or "",
    }


def try_rest(env, first: list, notification_ids: list[int]) -> Rest:
    """Put others of the same cause into the queue, once the server has accepted the first; before that none.

    Who may have got the message already is left out: only a person can decide that, in the wizard. So is who cannot be
    sent to; ``why`` says of whom and for what reason.

    :param first: what ``try_one`` gave
    :raises UserError: if these failures have several causes
    """
    first = [*first, None, None, None][:3] if isinstance(first, list) else [None] * 3
    failures = own(env, notification_ids)
    if outcome(env, *first)["status"] != "sent":
        return {"retried": 0, "left": len(failures), "why": []}
    if len({notification.failure_cause_id.id for notification in failures}) > 1:
        raise UserError(env._("These emails failed for different reasons. Start with one of each."))
    retried, why = 0, {}
    for message, group in failures.grouped("mail_message_id").items():
        certain = group - uncertain(message, group)
        retried += _retry_apart(env, certain, why) if certain else 0
    queue = env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
    if queue and retried:
        queue.sudo()._trigger()  # sudo: as core does where mail waits
    return {"retried": retried, "left": len(failures) - retried, "why": [*why]}


def _retry_apart(env, failures, why: dict[str, bool]) -> int:
    """Try again for recipients of one message, without those who stand in the way: gives how many.

    :param why: is told why somebody was left out
    """
    try:
        with env.cr.savepoint():
            message = message_of(env, failures.mail_message_id.id)
            return settle(message, dict.fromkeys(failures.ids, ""))[1]["retried"]
    except AccessError:
        raise
    except UserError as error:
        if len(failures) > 1:
            return sum(_retry_apart(env, failure, why) for failure in failures)
        why[str(error)] = True
        return 0
