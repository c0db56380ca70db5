"""How often a recipient of a message was tried, and what was said each time."""

from typing import TypedDict

from odoo import fields

from ....tools.replies.readable import readable
from .recipients import address_of

#: Attempts read of one message.
MAX_READ = 2000


class Tried(TypedDict):
    """One attempt. The date is a text in UTC.

    :param label: the outcome in words
    :param words: what the server said, with its code in front
    """

    id: int
    date: str
    outcome: str
    label: str
    server: str
    recipient: str
    words: str


def attempts_of(message) -> dict[int | str, list[Tried]]:
    """Tries to hand over one message that was checked before, newest first, by recipient."""
    # sudo: users read no attempts; only those of this very message leave this function
    Attempt = message.env["mail.troubleshooting.attempt"].sudo()
    outcomes = dict(Attempt._fields["outcome"]._description_selection(message.env))
    found: dict[int | str, list[Tried]] = {}
    for attempt in Attempt.search([("mail_message_id", "=", message.id)], order="id desc", limit=MAX_READ):
        found.setdefault(_key(attempt.partner_id, attempt.recipient), []).append(
            {
                "id": attempt.id,
                "date": fields.Datetime.to_string(attempt.date),
                "outcome": attempt.outcome,
                "label": outcomes.get(attempt.outcome, ""),
                "server": attempt.mail_server_id.exists().name or "",
                "recipient": attempt.recipient or "",
                "words": _words(attempt),
            }
        )
    return found


def tried(attempts: dict[int | str, list[Tried]], notification) -> list[Tried]:
    """Those of one recipient."""
    return attempts.get(_key(notification.res_partner_id, address_of(notification)), [])


def is_uncertain(attempts: list[Tried]) -> bool:
    """Whether nobody answered the last hand-over, so that only a person can decide."""
    return bool(attempts) and attempts[0]["outcome"] == "uncertain"


def uncertain(message, notifications):
    """Of these failures of one message those whose last hand-over nobody answered."""
    attempts = attempts_of(message)
    return notifications.filtered(lambda notification: is_uncertain(tried(attempts, notification)))


def _key(partner, address: str) -> int | str:
    """By what the attempts of a recipient are found: an address may have been corrected since."""
    return partner.id or address


def _words(attempt) -> str:
    words = readable(attempt.reply or "") or attempt.reply or ""
    code = str(attempt.code or "")
    return words if words.startswith(code) else f"{code} {words}".strip()
