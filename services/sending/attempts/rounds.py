"""Rounds of sending a message to one recipient: who is sent to again although a server has, or may have, the message."""

from __future__ import annotations

from ....tools.sessions.handed_over import Key
from .settled import ATTEMPT, RELEASE, SETTLED, rounds


def key_of(attempt) -> Key:
    """What tells one recipient of a message from another."""
    return attempt.mail_message_id.id, attempt.recipient or "", attempt.partner_id.id or 0


def last_attempts(env, mail_message_ids) -> dict[Key, object]:
    """The newest attempt by recipient of a message."""
    ids = [message_id for message_id in set(mail_message_ids) if message_id]
    # sudo: nobody reads them by hand here
    found = env[ATTEMPT].sudo().search([("mail_message_id", "in", ids)], order="id")
    return {key_of(attempt): attempt for attempt in found}


def release(env, keys, outcomes=SETTLED, *, first_only: bool = False) -> None:
    """Let messages be sent again to some recipients. Somebody decided so, or it bounced.

    :param first_only: leave out rounds behind the first
    """
    keys = set(keys)
    ids = list({message_id for message_id, _address, _partner in keys if message_id})
    domain = [
        ("mail_message_id", "in", ids),
        ("outcome", "in", outcomes),
        ("round", "=" if first_only else ">=", 0),
    ]
    found = env[ATTEMPT].sudo().search(domain)  # sudo: nobody reads attempts by hand here
    _open_next(found.filtered(lambda attempt: key_of(attempt) in keys))


def _open_next(attempts) -> None:
    """Let what these attempts have, or may have, handed over be sent once more."""
    reached = rounds(attempts.env, attempts.mapped("mail_message_id.id"))
    wanted: dict[Key, int] = {}
    for attempt in attempts:
        key = key_of(attempt)
        wanted[key] = max(wanted.get(key, 0), attempt.round + 1)
    # sudo: the caller has checked who decides; nobody writes these rows by hand
    attempts.env[RELEASE].sudo().create(
        [
            {"mail_message_id": message_id, "recipient": address, "partner_id": partner_id, "round": number}
            for (message_id, address, partner_id), number in wanted.items()
            if number > reached.get((message_id, address, partner_id), 0)
        ]
    )
