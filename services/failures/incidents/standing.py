"""All incidents that have not ended, or have ended lately while somebody still waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from odoo import fields

from ....tools.monitoring.incidents import Extent
from .incident import AFTERWARDS, Incident, look
from .seen import Seen, failures
from .subjects import ATTEMPT
from .successes import MANY, Successes
from .tests import last_good_tests

#: Failures of this time are looked at, and those since the oldest incident began that has not ended.
RECENT = timedelta(days=7)
#: Incidents of one cause that are looked at, the most frequent ones.
MOST = 50


def incidents(env, oldest: datetime | None) -> list[Incident]:
    """Incidents, most frequent first.

    :param oldest: when the oldest one began that is known and has not ended
    """
    now = fields.Datetime.now()
    seen, tests = failures(env, min(filter(None, (oldest, now - RECENT)))), last_good_tests(env)
    found = (
        look(env, cause, subject, groups, tests)
        for cause, subject, groups in _most_frequent(seen)
        if not _is_long_over(env, subject, max(group.last for group in groups))
    )
    return sorted(filter(None, found), key=lambda incident: (-incident.failed, incident.key))


def extent(env, incident: Incident, all_of_them: list[Incident]) -> Extent:
    """How far an incident reaches, beside all others of its cause that have not ended."""
    same = [one for one in all_of_them if one.cause == incident.cause and not one.ended]
    begun = min(one.begun for one in same)
    accepted = env[ATTEMPT].search_count([("date", ">=", begun), ("outcome", "=", "accepted")], limit=MANY)
    failed = sum(one.failed for one in same)
    return Extent(incident.cause, incident.heard, failed, accepted, incident.failed, incident.accepted)


def _most_frequent(seen: Seen) -> list:
    """Cause, subject and failures, at most so many of each cause."""
    by_cause: dict[str, list] = {}
    for (cause, subject), groups in seen.items():
        by_cause.setdefault(cause, []).append((sum(group.count for group in groups), subject.key, subject, groups))
    return [
        (cause, subject, groups)
        for cause, rows in by_cause.items()
        for _count, _key, subject, groups in sorted(rows, key=lambda row: (-row[0], row[1]))[:MOST]
    ]


def _is_long_over(env, subject, last: datetime) -> bool:
    """Whether something was accepted so long ago that nobody is told of it any more."""
    before = fields.Datetime.now() - AFTERWARDS
    return last < before and bool(Successes(env, subject).first(last, before))
