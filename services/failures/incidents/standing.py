"""All incidents that have not ended, or have ended lately while somebody still waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from odoo import fields

from ....tools.monitoring.incidents import SAME, Extent, Kind, can_matter
from .incident import Incident, Known, key_of, look
from .seen import Seen, failures
from .subjects import ATTEMPT
from .successes import MANY
from .tests import last_good_tests

#: Failures of this time are looked at, and those since the oldest incident began that has not ended.
RECENT = timedelta(days=7)
#: Incidents of one cause that are looked at, the most frequent ones.
MOST = 30


def incidents(env, oldest: datetime | None, told: dict[str, datetime | None] | None = None) -> list[Incident]:
    """Incidents, most frequent first.

    :param oldest: when the oldest one began that is known and has not ended
    :param told: keys of those that people have seen, and when each ended, as far as it has
    """
    since = min(filter(None, (oldest, fields.Datetime.now() - RECENT)))
    seen, known = failures(env, since), Known(last_good_tests(env), told or {})
    candidates = _most_frequent(seen, known.told)
    over = _over(env, [candidate for candidate in candidates if key_of(*candidate[:2]) not in known.told])
    found = (look(env, *candidate, known) for candidate in candidates if key_of(*candidate[:2]) not in over)
    return sorted(filter(None, found), key=lambda incident: (-incident.failed, incident.key))


def extents(env, found: list[Incident]) -> dict[str, Extent]:
    """How far each incident that has not ended reaches, beside the others of its cause, by its key."""
    by_cause: dict[str, list[Incident]] = {}
    for one in found:
        if not one.ended:
            by_cause.setdefault(one.cause, []).append(one)
    reach = {}
    for cause, same in by_cause.items():
        begun, failed = min(one.begun for one in same), sum(one.failed for one in same)
        accepted = env[ATTEMPT].search_count([("date", ">=", begun), ("outcome", "=", "accepted")], limit=MANY)
        reach |= {one.key: Extent(cause, one.heard, failed, accepted, one.failed, one.accepted) for one in same}
    return reach


def _most_frequent(seen: Seen, told: dict) -> list:
    """Cause, subject and failures, at most so many of each cause beside those that people have seen."""
    by_cause: dict[str, list] = {}
    for (cause, subject), groups in seen.items():
        by_cause.setdefault(cause, []).append((sum(group.count for group in groups), subject.key, subject, groups))
    return [
        (cause, subject, groups)
        for cause, rows in by_cause.items()
        if can_matter(cause, sum(row[0] for row in rows))
        for number, (_count, _key, subject, groups) in enumerate(sorted(rows, key=lambda row: (-row[0], row[1])))
        if number < MOST or key_of(cause, subject) in told
    ]


def _over(env, candidates: list) -> set[str]:
    """Keys of those that have ended, by what was accepted of all of them: receivers are many, and most accept.

    Only what failed more than an hour ago, as others may come again.
    """
    quiet = fields.Datetime.now() - SAME
    lasts = {
        (cause, subject): max(group.last for group in groups)
        for cause, subject, groups in candidates
        if subject.kind is Kind.RECEIVER
    }
    lasts = {key: last for key, last in lasts.items() if last < quiet}
    if not lasts:
        return set()
    domains = {domain for _cause, subject in lasts for domain in subject.domains}
    accepted = dict(
        env[ATTEMPT]._read_group(
            [
                ("date", ">", min(lasts.values())),
                ("outcome", "=", "accepted"),
                ("recipient_domain", "in", list(domains)),
            ],
            ["recipient_domain"],
            ["date:max"],
        )
    )
    return {
        key_of(cause, subject)
        for (cause, subject), last in lasts.items()
        if any(accepted.get(domain, last) > last for domain in subject.domains)
    }
