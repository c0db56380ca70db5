"""Attempts as PostgreSQL writes them, for every email: the statements are put together once."""

from __future__ import annotations

from functools import cache

from odoo.tools import SQL

from ....tools.sessions.handed_over import MESSAGE_ID_LENGTH, bounded
from ....tools.texts.plain_text import harmless
from ..secrets_of_servers import redactor

TABLE = "mail_troubleshooting_attempt"
#: Columns that an attempt is inserted with.
COLUMNS = (
    "date",
    "mail_message_id",
    "message_id",
    "model",
    "res_id",
    "author_id",
    "company_id",
    "mail_mail_id",
    "mail_server_id",
    "partner_id",
    "sender",
    "envelope_sender",
    "recipient",
    "recipient_domain",
    "outcome",
    "code",
    "enhanced_code",
    "reply",
    "tls",
    "failure_cause_id",
    "waited",
    "duration",
    "size",
    "round",
)


def inserting(env, rows: list[dict]) -> SQL:
    """Inserts attempts, and gives their ids. Those whose message was accepted for this recipient are left out."""
    values = []
    for row in rows:
        kept = {**_without_secrets(env, row), "message_id": bounded(row.get("message_id"), MESSAGE_ID_LENGTH)}
        values += [kept.get(name) or None for name in COLUMNS]
    return SQL(_insert(len(rows)), *values)


def updating(env, ids: list[int], values: dict) -> SQL:
    """Writes the outcome of attempts that were begun, and gives their ids."""
    values = _without_secrets(env, values)
    return SQL(_update(tuple(values)), *(value or None for value in values.values()), ids)


@cache
def _insert(count: int) -> str:
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    return f'INSERT INTO "{TABLE}" ({columns}) VALUES {", ".join([row] * count)} ON CONFLICT DO NOTHING RETURNING id'


@cache
def _update(names: tuple[str, ...]) -> str:
    """For column names that this addon has chosen."""
    columns = ", ".join(f'"{name}" = %s' for name in names)
    return f'UPDATE "{TABLE}" SET {columns} WHERE id = ANY(%s) RETURNING id'


def _without_secrets(env, values: dict) -> dict:
    """Columns of an attempt with the reply as it may be kept. Who accepts a message says no secret."""
    if not values.get("reply"):
        return values
    reply = harmless(values["reply"])
    if values.get("outcome") != "accepted":
        reply = redactor(env).kept(reply)
    return {**values, "reply": reply}
