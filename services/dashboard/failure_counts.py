"""How many recipients were not reached, by cause. Counted grouped and bounded, by partial indexes."""

from collections import Counter
from datetime import timedelta
from typing import TypedDict

from odoo import fields
from odoo.tools import SQL

from ...tools.figures.filters import USUAL
from ..failures.causes import cause_texts

#: Where failures are counted. An email without notifications (a password reset, an invitation) counts once, whatever
#: its recipients.
COUNTED_ONCE = (
    ("mail.notification", [("notification_type", "=", "email")]),
    ("mail.mail", [("is_notification", "=", False)]),
)


class CauseCount(TypedDict):
    """One cause, and for how many it stands.

    :param id: of the cause, False where it is not known
    :param count: recipients that were not reached; ``emails`` of them are emails without one
    """

    id: int | bool
    code: str
    title: str
    owner: str
    step: str
    count: int
    emails: int


def failures_by_cause(env, domain: list, limit: int | None = None) -> list[CauseCount]:
    """Recipients whose failure still stands, most frequent cause first.

    :param limit: look at so many of the newest ones, which costs the same however many there are
    """
    return cause_rows(env, *(count_by_cause(env, model, [*domain, *own], limit) for model, own in COUNTED_ONCE))


def cause_rows(env, recipients: Counter, emails: Counter) -> list[CauseCount]:
    """Causes with how many recipients, and emails without one, they stand for."""
    rows = []
    for cause_id in recipients | emails:
        texts = cause_texts(env["mail.troubleshooting.cause"].browse(cause_id)) if cause_id else {}
        rows.append(
            {
                "id": cause_id or False,
                "code": texts.get("code", "unknown"),
                "title": texts.get("title") or env._("Unknown reason"),
                "owner": texts.get("owner", ""),
                "step": texts.get("step", ""),
                "count": recipients[cause_id] + emails[cause_id],
                "emails": emails[cause_id],
            }
        )
    return sorted(rows, key=lambda row: (-row["count"], row["code"]))


def count_by_cause(env, model: str, domain: list, limit: int | None) -> Counter:
    records = env[model].sudo()  # sudo: numbers by cause leave this method
    records.flush_model()
    query = records._search(domain, order="failure_date DESC" if limit else None, limit=limit)
    cause = SQL.identifier(query.table, "failure_cause_id")
    counted = SQL("SELECT cause, count(*) FROM (%s) failed GROUP BY 1", query.select(SQL("%s AS cause", cause)))
    return Counter(dict(env.execute_query(counted)))


def recent_failures() -> list:
    """Failures of the first look: those of the whole database, as its health is one."""
    return [("failure_date", ">=", fields.Datetime.now() - timedelta(days=USUAL))]
