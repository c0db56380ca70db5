"""What a check finds wrong: plain values, without Odoo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ..values import Evidence, Text

#: In the context of a button: what the finding said, so that it does that, and nothing that came in between.
SHOWN_VALUES = "mail_troubleshooting_shown"


#: In the place of the address of a sender, where there is none.
NO_SENDER = "–"


class Severity(Text):
    """How bad it is. *Unknown*: it could not be checked, which is neither broken nor fine."""

    OK = "ok"
    INFO = "info"
    UNKNOWN = "unknown"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Larger is worse."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Dated(Evidence):
    """Evidence with a moment in UTC, which is shown first, in the zone of who reads it; None: there was none."""

    date: datetime | None


@dataclass(frozen=True)
class MoreThan:
    """A number at which counting was stopped."""

    number: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an incident reaches in time, and how many it concerns.

    :param waiting: recipients whom it keeps from their email
    :param failed: attempts that failed since it began, and ``accepted`` ones
    :param ended: when it was over, None while it is not
    :param fixed_by: what showed that: ``accepted``, ``tested`` or ``gone``
    """

    begun: datetime
    waiting: int
    failed: int
    accepted: int
    ended: datetime | None = None
    fixed_by: str = ""


@dataclass(frozen=True)
class Finding:
    """Something that a check found wrong. No finding is healthy.

    :param problem: code of a record of ``data/problems``, which has the texts
    :param model: with ``res_id`` the record that is wrong; empty where it is about the database
    :param values: what the braces in the texts stand for: as people read it, or what depends on who reads it, which
        is a moment in UTC or a number at which counting was stopped
    :param area: where it stands on the dashboard, if that is not the area of its problem
    :param weight: how many are concerned; of two findings that are equally bad the heavier comes first
    :param key: what tells it from others of the same problem and record
    :param incident: where it is one, since when, and how far it reaches
    """

    problem: str
    severity: Severity
    model: str = ""
    res_id: int = 0
    values: dict[str, str | datetime | MoreThan] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    weight: int = 0
    area: str = ""
    key: str = ""
    incident: Reach | None = None


def counted(number: int, most: int) -> str | MoreThan:
    """A count that was stopped behind ``most``, as one of a finding's values."""
    return str(number) if number <= most else MoreThan(most)


def stored(value: str | datetime | MoreThan) -> str | dict:
    """One of a finding's values as it is kept in JSON."""
    if isinstance(value, datetime):
        return {"moment": str(value.replace(microsecond=0))}
    if isinstance(value, MoreThan):
        return {"more_than": value.number}
    return value


def stored_evidence(evidence: Evidence) -> dict:
    """Evidence as it is kept in JSON."""
    kept = {"source": evidence.source, "excerpt": evidence.excerpt}
    if isinstance(evidence, Dated) and evidence.date:
        kept["moment"] = str(evidence.date.replace(microsecond=0))
    return kept


def worst(severities: Iterable[str]) -> Severity:
    """The worst of several, OK where there are none."""
    return max((Severity(severity) for severity in severities), key=lambda severity: severity.rank, default=Severity.OK)
