"""One incident: since when, how much failed and was accepted, who waits, and whether it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import fields

from ....tools.cause_groups import OF_CONNECTIONS
from ....tools.monitoring.incidents import SAME, Burst, Kind, has_ended, newest
from ..causes import id_by_code
from .gone import is_gone
from .subjects import ATTEMPT, Subject, attempts_of
from .successes import Successes
from .waiting import waiting

#: An incident that is over is told of for so long while somebody waits.
AFTERWARDS = timedelta(days=1)
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
    :param told: keys of incidents that people have seen, and that have not ended long ago
    """

    tests: dict[int, datetime]
    told: frozenset[str] = frozenset()

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
    last = newest_failure(env, cause, subject)
    spell = newest(groups, successes.first)
    ended, fixed_by = end_of(env, cause, subject, spell, last, known.tests)
    heard = last.outcome == "refused" if last.date == spell.last else True
    if ended and (ended < now - AFTERWARDS or not known.was_told(cause, subject, heard)):
        return None
    still = waiting(env, id_by_code(env, cause), subject, spell.first)
    if not still:
        return None
    if not ended and is_gone(env, subject, spell.last):
        ended, fixed_by = now, "gone"
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
        reply=(last.reply or "") if last.date == spell.last else "",
        heard=heard,
    )


def newest_failure(env, cause: str, subject: Subject):
    """The newest attempt that failed for a cause and is about this; an empty record where there is none."""
    failed = [("failure_cause_id", "=", id_by_code(env, cause)), ("outcome", "!=", "accepted"), *attempts_of(subject)]
    return env[ATTEMPT].search(failed, order="date desc, id desc", limit=1)


def end_of(env, cause, subject: Subject, spell: Burst, last, tests) -> tuple[datetime | None, str]:
    """When failures were over, and what showed that; None and an empty text where they are not.

    :param last: the newest failed attempt; where something failed later it was heard of afterwards, by a bounce
    """
    if subject.kind is Kind.EMAILS:
        return None, ""
    now, successes = fields.Datetime.now(), Successes(env, subject)
    tested = tests.get(subject.server_id) if subject.kind is Kind.SERVER else None
    if tested and tested > spell.last and cause in OF_CONNECTIONS:
        return tested, "tested"
    has_attempt = last.date == spell.last
    after, behind = (spell.last, last.id) if has_attempt else (spell.last + BOUNCES, 0)
    first = successes.first(after, now + SAME, behind)
    if not first:
        return None, ""
    is_quiet = now - spell.last > SAME
    between = 0 if is_quiet else successes.count(spell.first, until=spell.last)
    since = successes.count(after, behind_id=behind) if between else 1
    return (first, "accepted") if has_ended(spell.count, between, since, is_quiet) else (None, "")
