"""What the failure wizard shows of one message: the whole payload."""

from typing import TypedDict

from odoo import fields

from ....tools.texts.plain_text import harmless
from .access import FAILED, may_retry, message_of, notifications_of_message
from .cards import Card, cards
from .progress import NotSent, Other, Progress, not_sent, others, progress
from .questions import Told, asked, told


class ShownMessage(TypedDict):
    id: int
    subject: str
    record_name: str
    model: str | bool
    res_id: int | bool
    date: str


class Opened(TypedDict):
    """What ``static/src/failures/envelope/failure_wizard.js`` reads. Dates are texts in UTC, False where there is none.

    :param may_retry: whether this user may act, and not only look
    :param failures: recipients who were not reached; ``others``: those who were, or wait; ``not_sent``: the rest
    :param questions: what users asked, for those who answer
    """

    message: ShownMessage
    may_retry: bool
    is_administrator: bool
    failures: list[Card]
    others: list[Other]
    not_sent: NotSent
    progress: Progress
    questions: list[Told]


def opened(env, message_id: int) -> Opened:
    """What became of a message, recipient by recipient.

    :raises AccessError: if the message is not the user's own, and the user is neither support nor administrator
    :raises UserError: if there is no such message
    """
    message = message_of(env, message_id)
    notifications = notifications_of_message(message)
    failed = notifications.filtered(lambda n: n.notification_status in FAILED)
    return harmless(
        {
            "message": _shown(message),
            "may_retry": may_retry(message),
            "is_administrator": env.user.has_group("base.group_system"),
            "failures": cards(message, failed, asked(message)),
            "others": others(env, notifications - failed),
            "not_sent": not_sent(message, notifications),
            "progress": progress(message),
            "questions": told(message),
        }
    )


def _shown(message) -> ShownMessage:
    return {
        "id": message.id,
        "subject": message.subject or message.record_name or "",
        "record_name": message.record_name or "",
        "model": message.model or False,
        "res_id": message.res_id or False,
        "date": fields.Datetime.to_string(message.date),
    }
