"""Since when what made a failure has been fixed on our side."""

from __future__ import annotations

from datetime import datetime

from ....tools.monitoring.incidents import Burst, Kind
from .incident import end_of, newest_failure
from .subjects import subject_of
from .tests import last_good_tests

#: Code of the cause, outgoing server (False: the default one), sender, recipient's domain, and when it failed.
Failure = tuple[str, int | bool, str, str, datetime]


def fixed_since(env, failures: list[Failure]) -> list[datetime | None]:
    """When each was fixed: the first email since that would have met the same was accepted, or a test went well.

    None where nothing shows it, and for what lies with single recipients or emails.
    """
    tests, latest = last_good_tests(env), {}
    keys = [
        (cause, subject_of(cause, server_id or 0, sender or "", domain or ""))
        for cause, server_id, sender, domain, _date in failures
    ]
    for key, (*_about, date) in zip(keys, failures, strict=True):
        latest[key] = max(latest.get(key, date), date)
    known = {(cause, subject): _fixed(env, cause, subject, date, tests) for (cause, subject), date in latest.items()}
    return [known[key] for key in keys]


def _fixed(env, cause: str, subject, date: datetime, tests: dict) -> datetime | None:
    if subject.kind is Kind.EMAILS:
        return None
    last = newest_failure(env, cause, subject, date)
    moment = max(date, last.date) if last else date
    return end_of(env, cause, subject, Burst(moment, moment, 1), last, tests)[0]
