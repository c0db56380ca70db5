"""What was accepted of emails that would have met an incident."""

from __future__ import annotations

from datetime import datetime

from odoo.fields import Domain

from .subjects import ATTEMPT, Subject, attempts_of

#: More than these are not counted.
MANY = 10_000


class Successes:
    """What was accepted of one subject."""

    def __init__(self, env, subject: Subject):
        self._attempts = env[ATTEMPT]
        self._accepted = Domain([("outcome", "=", "accepted"), *attempts_of(subject)])

    def first(self, after: datetime, before: datetime, after_id: int = 0) -> datetime | None:
        """The moment of the first one between two moments, None if there was none.

        :param after_id: of those in the very second of ``after`` the later ones count: those with a higher id
        """
        between = Domain("date", "<", before) & _behind(after, after_id)
        return self._attempts.search_fetch(self._accepted & between, ["date"], order="date, id", limit=1).date or None

    def last(self, after: datetime, before: datetime) -> datetime | None:
        """The moment of the last one between two moments, None if there was none."""
        between = Domain("date", ">=", after) & Domain("date", "<", before)
        found = self._attempts.search_fetch(self._accepted & between, ["date"], order="date desc, id desc", limit=1)
        return found.date or None

    def count(self, since: datetime, behind_id: int = 0, *, until: datetime | None = None) -> int:
        """How many there were, at most so many as are counted."""
        domain = self._accepted & (_behind(since, behind_id) if behind_id else Domain("date", ">=", since))
        if until:
            domain &= Domain("date", "<", until)
        return self._attempts.search_count(domain, limit=MANY)


def _behind(moment: datetime, id_: int) -> Domain:
    return Domain("date", ">=", moment) & (Domain("date", ">", moment) | Domain("id", ">", id_))
