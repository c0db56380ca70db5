"""What a check finds wrong: plain values, without Odoo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from .values import Evidence

#: In the context of a button: what the finding said, so that it does that, and nothing that came in between.
SHOWN = "mail_troubleshooting_shown"


class Severity(StrEnum):
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


@dataclass(frozen=True)
class Finding:
    """Something that a check found wrong. No finding is healthy.

    :param problem: code of a record of ``data/problems``, which has the texts
    :param model: with ``res_id`` the record that is wrong; empty where it is about the database
    :param values: what the braces in the texts stand for, as people read it
    :param area: where it stands on the dashboard, if that is not the area of its problem
    :param weight: how many are concerned; of two findings that are equally bad the heavier comes first
    """

    problem: str
    severity: Severity
    model: str = ""
    res_id: int = 0
    values: dict[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    weight: int = 0
    area: str = ""


def worst(severities: Iterable[str]) -> Severity:
    """The worst of several, OK where there are none."""
    return max((Severity(severity) for severity in severities), key=lambda severity: severity.rank, default=Severity.OK)
