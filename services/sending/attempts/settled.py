"""Who is not sent to again: whom a server has accepted a message for, or may have, and nobody has decided otherwise."""

from __future__ import annotations

from odoo.tools import SQL

from ....tools.sessions.handed_over import Key
from .rows import TABLE

ATTEMPT = "mail.troubleshooting.attempt"
RELEASE = "mail.troubleshooting.release"
#: Outcomes after which the same message is not handed over again for the same recipient.
SETTLED = ("accepted", "uncertain")


def settled(env, mail_message_ids) -> dict[Key, tuple[str, str]]:
    """Outcome and reply by recipient of a message.

    What this transaction has released counts, whether it is committed or not.
    """
    ids = _known(mail_message_ids)
    if not ids:
        return {}
    reached = rounds(env, ids)
    env[ATTEMPT].flush_model()
    return settled_since(env.cr, ids, reached)


def settled_since(cr, mail_message_ids: list[int], reached: dict[Key, int]) -> dict[Key, tuple[str, str]]:
    """The same by the round that a recipient has reached."""
    cr.execute(
        SQL(
            "SELECT mail_message_id, recipient, COALESCE(partner_id, 0), COALESCE(round, 0), outcome, reply FROM %s"
            " WHERE mail_message_id = ANY(%s) AND outcome IN %s AND COALESCE(round, 0) >= 0",
            SQL.identifier(TABLE),
            mail_message_ids,
            SETTLED,
        )
    )
    return {
        (*key,): (outcome, reply or "")
        for *key, number, outcome, reply in cr.fetchall()
        if number >= reached.get((*key,), 0)
    }


def rounds(env, mail_message_ids) -> dict[Key, int]:
    """The round that each recipient of these messages has reached, where it is not the first."""
    ids = _known(mail_message_ids)
    if not ids:
        return {}
    release = env[RELEASE].sudo()  # sudo: whoever sends has to know it; only numbers are given
    found = release.search_fetch(
        [("mail_message_id", "in", ids)], ["mail_message_id", "recipient", "partner_id", "round"], order="round"
    )
    return {(row.mail_message_id.id, row.recipient or "", row.partner_id.id or 0): row.round for row in found}


def _known(mail_message_ids) -> list[int]:
    return [message_id for message_id in set(mail_message_ids) if message_id]
