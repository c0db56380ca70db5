"""One incident: since when, how much failed and was accepted, who waits, and whether it is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from odoo import fields

from ....tools.cause_groups import OF_CONNECTIONS
from ....tools.monitoring.incidents import AFTERWARDS, SAME, Burst, Kind, has_ended, newest
from ..causes import id_by_code
from .gone import is_gone
from .subjects import ATTEMPT, Subject, attempts_of
from .successes import Successes
from .waiting import waiting

#: What a bounce says comes some time after the own server has accepted the email.
BOUNCES = timedelta(minutes=15)


@dataclass(frozen=True)
class Incident:
    """A cause and what it is about.

    :param begun: moment of its first failure, ``last`` of its last one
    :param failed: failures since it began, and ``accepted`` what was accepted meanwhile of emails that could meet it
    :param waiting: recipients whom it still keeps from their email
    :param ended: when it was over, None while it is not
    :param fixed_by: what showed that: ``accepted``, ``tested``, or ``gone``, where nothing leads there any more
    :param reply: what was said last
    :param heard: whether a server said it of a recipient
    """

    cause: str
    subject: Subject
    begun: datetime
    last: datetime
    failed: int
    accepted: int
    waiting: int
    ended: datetime | None = None
    fixed_by: str = ""
    reply: str = ""
    heard: bool = True

    @property
    def key(self) -> str:
        """What tells it from others, and stays the same while it lasts."""
        return key_of(self.cause, self.subject)


@dataclass(frozen=True)
class Known:
    """What is known beside attempts.

    :param tests: the last good test of each server
    :param told: keys of incidents that people have seen, and when each ended, as far as it has
    """

    tests: dict[int, datetime]
    told: dict[str, datetime | None] = field(default_factory=dict)

    def ended(self, cause: str, subject: Subject) -> datetime | None:
        """When people were told that it has ended."""
        return self.told.get(key_of(cause, subject))

    def was_told(self, cause: str, subject: Subject, heard: bool) -> bool:
        """Whether people should hear of its end: they have seen it, or a server let nobody in between two check-ups."""
        return key_of(cause, subject) in self.told or (subject.kind is Kind.SERVER and not heard)


def key_of(cause: str, subject: Subject) -> str:
    return f"{cause}/{subject.key}"


def look(env, cause: str, subject: Subject, groups: list[Burst], known: Known) -> Incident | None:
    """The newest incident of a cause and a subject, None where it has ended and nobody is to be told of that.

    :param groups: its failures
    """
    now, successes = fields.Datetime.now(), Successes(env, subject)
    newest_date = max(group.last for group in groups)
    last = newest_failure(env, cause, subject, newest_date)
    heard = last.outcome == "refused" if last.date == newest_date else True
    is_told = known.was_told(cause, subject, heard)
    can_end = subject.kind is not Kind.EMAILS
    if can_end and not is_told and newest_date < now - SAME and first_success(successes, newest_date, last):
        return None  # most have ended like this: it needs no look at when it began
    spell = newest(groups, successes.first, successes.last)
    ended, fixed_by = end_of(env, cause, subject, spell, last, known.tests)
    if ended and (ended < now - AFTERWARDS or not is_told):
        return None
    still = waiting(env, id_by_code(env, cause), subject, spell.first)
    if not still:
        return None
    if not ended and is_gone(env, subject, spell.last):
        ended, fixed_by = known.ended(cause, subject) or now, "gone"
        if ended < now - AFTERWARDS or key_of(cause, subject) not in known.told:
            return None
    return Incident(
        cause,
        subject,
        spell.first,
        spell.last,
        spell.count,
        successes.count(spell.first),
        still,
        ended,
        fixed_by,
        reply=(last.reply or "") if last.date == newest_date else "",
        heard=heard,
    )


def newest_failure(env, cause: str, subject: Subject, since: datetime):
    """The newest attempt since a moment that failed for a cause and is about this; an empty record if there is none."""
    failed = [("failure_cause_id", "=", id_by_code(env, cause)), ("date", ">=", since), *attempts_of(subject)]
    return env[ATTEMPT].search(failed, order="date desc, id desc", limit=1)


def end_of(env, cause, subject: Subject, spell: Burst, last, tests) -> tuple[datetime | None, str]:
    """When failures were over, and what showed that; None and an empty text where they are not.

    :param last: the newest failed attempt; where something failed later it was heard of afterwards, by a bounce
    """
    if subject.kind is Kind.EMAILS:
        return None, ""
    successes = Successes(env, subject)
    tested = tests.get(subject.server_id) if subject.kind is Kind.SERVER else None
    if tested and tested > spell.last and cause in OF_CONNECTIONS:
        return tested, "tested"
    first = first_success(successes, spell.last, last)
    if not first:
        return None, ""
    is_quiet = fields.Datetime.now() - spell.last > SAME
    between = 0 if is_quiet else successes.count(spell.first, until=spell.last)
    since = successes.count(*_behind(spell.last, last)) if between else 1
    return (first, "accepted") if has_ended(spell.count, between, since, is_quiet) else (None, "")


def first_success(successes: Successes, moment: datetime, last) -> datetime | None:
    """The first success after the last failure.

    :param last: the newest failed attempt; where something failed later, a bounce told of it
    """
    after, behind = _behind(moment, last)
    return successes.first(after, fields.Datetime.now() + SAME, behind)


def _behind(moment: datetime, last) -> tuple[datetime, int]:
    return (moment, last.id) if last.date == moment else (moment + BOUNCES, 0)
