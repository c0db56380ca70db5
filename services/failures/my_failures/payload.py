"""My failures: everyone whom my emails did not reach, whatever the document, grouped by cause."""

from typing import TypedDict

from odoo import fields

from ....tools.cause_groups import OF_WRONG_ADDRESSES
from ....tools.texts.plain_text import harmless
from ..causes import first_step, owners
from ..envelope.recipients import Recipient, recipient
from ..incidents.repaired import fixed_notifications
from .filters import failures_asked_for
from .whose import MAX_FAILURES, MAX_REST, may_see_everyone, newest

#: Rows shown of one cause, until somebody asks for this cause alone.
MAX_ROWS = 10


class Row(Recipient):
    """One recipient who was not reached.

    :param author: empty where it is the user
    """

    message_id: int
    subject: str
    author: str
    model: str | bool
    res_id: int | bool
    date: str


class Group(TypedDict):
    """Recipients who were not reached for one cause.

    :param step: the first thing to do
    :param fixed: since when the cause is fixed on our side, for everybody who is shown; False where it is not
    :param may_try: whether somebody can be tried without a decision or a new address
    :param ids: of the notifications that can be tried again at once; ``rows``: those that are shown
    """

    id: int | bool
    code: str
    title: str
    owner_label: str
    step: str
    fixed: str | bool
    may_try: bool
    count: int
    ids: list[int]
    rows: list[Row]


class Document(TypedDict):
    model: str
    name: str


class MyFailures(TypedDict):
    """What ``static/src/failures/my_failures/my_failures.js`` reads. Dates are texts in UTC.

    :param models: kinds of documents to choose from
    """

    groups: list[Group]
    total: int
    more: bool
    models: list[Document]
    may_see_everyone: bool


def my_failures(env, filters: dict | None) -> MyFailures:
    """Failures of this user's messages on records that the user may read, grouped by cause, the largest first.

    :param filters: ``everyone`` (for support and administrators), ``model``, ``cause`` (id), ``permanence``, ``text``
    """
    filters = filters if isinstance(filters, dict) else {}
    found, more = newest(env, failures_asked_for(env, filters))
    groups = found.grouped("failure_cause_id")
    limit = MAX_FAILURES if filters.get("cause") else MAX_ROWS
    causes = found.failure_cause_id.with_env(env).sorted(lambda cause: -len(groups[cause]))
    return harmless(
        {
            "groups": [_group(cause, groups[cause], limit) for cause in causes],
            "total": len(found),
            "more": more,
            "models": _documents(env, found),
            "may_see_everyone": may_see_everyone(env),
        }
    )


def _group(cause, notifications, limit: int) -> Group:
    shown = notifications[:limit]
    moments = fixed_notifications(shown)
    is_fixed = len(moments) == len(shown)
    return {
        "id": cause.id,
        "code": cause.code or "unknown",
        "title": cause.name or cause.env._("Unknown reason"),
        "owner_label": owners(cause).get(cause.owner, ""),
        "step": first_step(cause),
        "fixed": fields.Datetime.to_string(is_fixed and max(moments.values())),
        # Somebody has to decide, or to correct the address, recipient by recipient.
        "may_try": cause.code not in ("acceptance_uncertain", *OF_WRONG_ADDRESSES),
        "count": len(notifications),
        "ids": notifications[:MAX_REST].ids,
        "rows": [_row(cause.env, notification) for notification in shown],
    }


def _row(env, notification) -> Row:
    message = notification.mail_message_id
    is_mine = message.author_id == env.user.partner_id
    return {
        **recipient(env, notification),
        "message_id": message.id,
        "subject": message.subject or message.record_name or "",
        "author": "" if is_mine else message.author_id.name or "",
        "model": message.model or False,
        "res_id": message.res_id or False,
        "date": fields.Datetime.to_string(notification.failure_date or message.date),
    }


def _documents(env, notifications) -> list[Document]:
    names = {model for model in notifications.mail_message_id.mapped("model") if model and model in env}
    described = ((model, env["ir.model"]._get(model).name) for model in names)
    return [{"model": model, "name": name} for model, name in sorted(described, key=lambda pair: pair[1])]
