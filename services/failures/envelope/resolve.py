"""Send & close: try again for some recipients of a message, and leave others."""

from typing import TypedDict

from odoo.exceptions import AccessError, LockError, UserError

from ....tools.arguments import as_text, is_id
from ...sending.retries.again import cancel_if_done
from ..notifications import emails_of, release_attempts
from .access import FAILED, may_retry, message_of, notifications_of_message
from .afterwards.undo import before, receipt
from .attempts import uncertain
from .new_emails import new_emails
from .questions import close_settled

#: Characters of a corrected address that are looked at; one that is longer than any can be is refused.
MAX_ADDRESS = 1000


class Resolved(TypedDict):
    """How many recipients are tried again, and how many were settled: fewer than asked for if somebody was faster.

    :param undo: by what ``afterwards/undo.py`` takes the ignoring back; empty where nothing was ignored
    """

    retried: int
    ignored: int
    undo: str


def resolve(env, message_id: int, retry: list[dict], ignore: list[int]) -> Resolved:
    """Try again for some recipients and leave others; the rest stays as it is.

    Open clients hear of it over the bus, now and when the server has answered.

    :param retry: one ``{"id": notification id, "email": corrected address or False}`` per recipient, with
        ``"uncertain": True`` where the user was told that this one may have it already
    :param ignore: notification ids whose failure is settled
    :raises AccessError: if the user may only look
    :raises UserError: if an address is none, or the message is being sent at this moment
    """
    message = message_of(env, message_id)
    corrections, ignored = _corrections(env, retry), _ignored(env, ignore)
    decided = [int(row["id"]) for row in retry if row.get("uncertain") is True]
    mails, done = settle(message, corrections, ignored, decided)
    mails.send_after_commit()
    return done


def settle(message, corrections: dict[int, str], ignore=(), decided=()) -> tuple:
    """Emails that try again for some recipients of a message that was checked before, and how many of which.

    Who became uncertain after the user has looked is left out: nobody has decided that yet.

    :param corrections: address by notification id, empty where it stays
    :param decided: notification ids for which the user knew that the email may be there already
    :raises AccessError: if the user may only look
    :raises UserError: if an address is none, or the message is being sent at this moment
    """
    env = message.env
    if not may_retry(message):
        raise AccessError(env._("Only the author of this message or an administrator can send it again."))
    failed = notifications_of_message(message).filtered(lambda n: n.notification_status in FAILED)
    again = failed.filtered(lambda n: n.id in corrections)
    _lock(failed)
    ignored = failed.filtered(lambda n: n.id in ignore) - again
    were = before(ignored)
    ignored.write({"notification_status": "canceled"})
    again -= uncertain(message, again.filtered(lambda n: not corrections[n.id] and n.id not in decided))
    release_attempts(again)
    tried = len(again)  # the rows themselves may be exchanged for new ones
    mails = new_emails(env, message, again, corrections)
    cancel_if_done(emails_of(ignored))
    message._notify_message_notification_update()
    closed = close_settled(message)
    return mails, {"retried": tried, "ignored": len(ignored), "undo": receipt(message, were, closed)}


def _lock(failed) -> None:
    try:
        failed.lock_for_update()
    except LockError as error:
        raise UserError(
            failed.env._("This message is being sent right now. Wait a few seconds and try again.")
        ) from error


def _corrections(env, retry: list[dict]) -> dict[int, str]:
    """Address by notification id, empty where it stays.

    :raises UserError: if this is not what the wizard sends
    """
    try:
        return {int(row["id"]): as_text(row.get("email"), MAX_ADDRESS).strip() for row in retry}
    except (TypeError, ValueError, OverflowError, KeyError, AttributeError) as error:
        raise UserError(env._("Invalid recipient list.")) from error


def _ignored(env, ignore: list[int]) -> list[int]:
    """Notification ids whose failure is settled.

    :raises UserError: if this is not what the wizard sends
    """
    if not isinstance(ignore, list | tuple):
        raise UserError(env._("Invalid recipient list."))
    return [number for number in ignore if is_id(number)]
