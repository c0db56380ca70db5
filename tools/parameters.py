"""Parameters of the email path that Odoo reads without looking: a wrong one would stop sending, or a setting."""

from __future__ import annotations

import json

from .arguments import is_id

PREFIX = "mail_troubleshooting."
#: More than anybody means, and still a number for PostgreSQL.
MOST = 10**9
#: Shorter than a week, an email could be sent a second time, as nobody knows any more that it was accepted.
LEAST_DAYS, MOST_DAYS = 7, 3650
MOST_HOURS = 30 * 24
MOST_EMAILS = 100_000_000
#: How each is read, the smallest and the largest value that makes sense.
NUMBERS = {
    "mail.mail.queue.batch.size": (int, 0, MOST),
    "mail.session.batch.size": (int, 0, MOST),
    "mail.batch_size": (int, 0, MOST),
    "mail.mail.force.send.limit": (int, 0, MOST),
    "mail.server.personal.limit.minutes": (int, 0, MOST),
    "mail.gateway.loop.minutes": (int, 0, MOST),
    "mail.gateway.loop.threshold": (int, 1, MOST),
    "base.default_max_email_size": (float, 0, MOST),
    PREFIX + "retry_hours": (int, 0, MOST_HOURS),
    PREFIX + "attempt_days": (int, LEAST_DAYS, MOST_DAYS),
    PREFIX + "daily_limit": (int, 0, MOST_EMAILS),
}
#: Smaller than this the email queue hardly gets on.
SMALL = {"mail.mail.queue.batch.size": 10}
#: This addon's own parameters that are one of a few words.
WORDS = {
    PREFIX + "alert_way": ("none", "channel", "activity", "inbox"),
    PREFIX + "alert_severity": ("error", "warning"),
}
#: Those that are a list of ids.
IDS = (PREFIX + "notified_in_odoo",)
KEYS = frozenset((*NUMBERS, *WORDS, *IDS))


def is_usable(key: str, value: str) -> bool:
    """Whether this value can be used, of other parameters any; 0 is Odoo's "as usual" in most of those above."""
    if not value or key not in KEYS:
        return True  # without a value it is as if nothing was written
    if key in WORDS:
        return value in WORDS[key]
    if key in IDS:
        return are_ids(value)
    convert, least, most = NUMBERS[key]
    try:
        return least <= convert(value) <= most
    except ValueError:
        return False


def unusable(written: dict[str, str]) -> dict[str, str]:
    """Those that a default stands in for, with what is written there."""
    return {key: value for key, value in written.items() if not is_usable(key, value)}


def small(written: dict[str, str]) -> dict[str, str]:
    """Those that can be used and make sending slow, with what is written there."""
    return {
        key: value
        for key, value in written.items()
        if key in SMALL and value and is_usable(key, value) and 0 < int(value) < SMALL[key]
    }


def are_ids(text: str) -> bool:
    """Whether this is a list of ids in JSON."""
    try:
        ids = json.loads(text)
    except (ValueError, RecursionError):  # or brackets without an end
        return False
    return isinstance(ids, list) and all(map(is_id, ids))
