"""Ignored failures are taken back: the very same rows, as long as nobody has changed them since.

Whether somebody has is PostgreSQL's to say: ``xmin`` is the transaction that wrote a row last. What a row was before goes
to the browser in a signed receipt, and is kept nowhere else.
"""

from __future__ import annotations

from typing import TypedDict

from odoo import fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL, hash_sign, verify_hash_signed

from .....tools.arguments import as_text
from ...notifications import emails_of
from ..access import check_internal, may_retry, message_of, notifications_of_message
from ..questions import ask_again

SCOPE = "mail_troubleshooting.undo_ignore"
#: Hours for which a receipt is good.
HOURS = 1
#: Characters of a receipt that are looked at.
LONGEST = 1_000_000

#: By id: the values that were, which the browser cannot read as anything but text.
Before = dict[int, dict]


class Restored(TypedDict):
    """How many failures are back, of how many that were ignored."""

    restored: int
    asked: int


def before(notifications) -> tuple[Before, Before]:
    """What failures and their emails are, before they are ignored."""
    mails = emails_of(notifications).filtered(lambda mail: mail.state == "exception")
    return (
        {n.id: {"notification_status": n.notification_status, "failure_date": _text(n)} for n in notifications},
        {
            mail.id: {
                "state": mail.state,
                "failure_date": _text(mail),
                "retry_date": _text(mail, "retry_date"),
                "retry_until": _text(mail, "retry_until"),
            }
            for mail in mails
        },
    )


def receipt(message, were: tuple[Before, Before], questions) -> str:
    """By what the ignoring of these can be taken back, for an hour; empty where nothing was ignored.

    :param were: what they were before
    :param questions: those that were closed by it
    """
    env = message.env
    if not were[0]:
        return ""
    values = {
        "message": message.id,
        "notifications": _with_writers(env["mail.notification"], were[0]),
        "mails": _with_writers(env["mail.mail"], were[1]),
        "questions": questions.ids,
    }
    # sudo: the secret that signs it
    return hash_sign(env(su=True), SCOPE, values, expiration_hours=HOURS)


def undo_ignore(env, token: str) -> Restored:
    """Make failures again of what was ignored, as far as nobody has changed it since.

    :param token: a receipt
    :raises AccessError: for who may not ignore failures of the message either
    :raises UserError: if this is no receipt, or too old, or the message is being sent at this moment
    """
    check_internal(env)
    values = _read(env, token)
    message = message_of(env, values["message"])
    if not may_retry(message):
        raise AccessError(env._("Only the author of this message or an administrator can send it again."))
    found = notifications_of_message(message).filtered(lambda n: n.notification_status == "canceled")
    rows = _unchanged(found, values["notifications"])
    mails = _unchanged(emails_of(rows).filtered(lambda mail: mail.state == "cancel"), values["mails"])
    for records, were in ((mails, values["mails"]), (rows, values["notifications"])):
        for record in records:
            record.write(were[str(record.id)]["was"])
    if rows:
        message._notify_message_notification_update()
        ask_again(message, values["questions"])
    return {"restored": len(rows), "asked": len(values["notifications"])}


def _read(env, token: str) -> dict:
    try:
        # sudo: the secret that signs it
        values = verify_hash_signed(env(su=True), SCOPE, as_text(token, LONGEST))
    except (ValueError, OverflowError):
        values = None
    if not values:
        raise UserError(env._("It is too late to undo this."))
    return values


def _with_writers(records, were: Before) -> dict[int, dict]:
    written = _writers(records.browse(were))
    return {id_: {"was": was, "by": written[id_]} for id_, was in were.items() if id_ in written}


def _unchanged(records, were: dict[str, dict]):
    """Locked records of these that nobody has written since.

    :raises UserError: if somebody is writing them at this moment
    """
    records = records.filtered(lambda record: str(record.id) in were)
    try:
        records.lock_for_update(allow_referencing=True)
    except LockError as error:
        raise UserError(
            records.env._("This message is being sent right now. Wait a few seconds and try again.")
        ) from error
    written = _writers(records)
    return records.filtered(lambda record: written.get(record.id) == were[str(record.id)]["by"])


def _writers(records) -> dict[int, str]:
    """The transaction that wrote a row last, by its id."""
    records.flush_model()
    if not records:
        return {}
    table = SQL.identifier(records._table)
    return dict(records.env.execute_query(SQL("SELECT id, xmin::text FROM %s WHERE id = ANY(%s)", table, records.ids)))


def _text(record, name: str = "failure_date") -> str | bool:
    return fields.Datetime.to_string(record[name])
