"""How fast the email queue is, and whether it grows, from what its runs have reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: A run that left something goes on in the next report, if that comes within this time.
SAME_RUN = timedelta(hours=1)
#: It goes on where it has reported within this time.
AT_WORK = timedelta(minutes=15)
#: It grows where so many times in a row, at least this far apart, more was left than the time before.
TIMES, APART = 3, timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Report:
    """A part of a run.

    :param last: when it reported last
    :param done: emails that left the queue in it
    :param remaining: emails that were due at its last report
    """

    began: datetime
    last: datetime
    done: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Run:
    """The newest run.

    :param done: emails that left the queue since it began
    :param is_at_work: whether it goes on
    """

    began: datetime
    done: int
    seconds: float
    is_at_work: bool

    def time_for(self, count: int) -> timedelta | None:
        """How long it takes for so many emails at its rate; None where nothing tells its rate."""
        if not self.done or self.seconds <= 0:
            return None
        return timedelta(seconds=count * self.seconds / self.done)


@dataclass(frozen=True, slots=True)
class Growth:
    """More came into the queue than left it.

    :param came: emails that came in since then, ``went`` those that left
    """

    since: datetime
    came: int
    went: int


def newest_run(reports: Sequence[Report], now: datetime) -> Run | None:
    """The newest run, None where there is none.

    :param reports: the newest first
    """
    if not reports:
        return None
    parts = [reports[0]]
    for older in reports[1:]:
        if not older.remaining or parts[-1].began - older.last > SAME_RUN:
            break
        parts.append(older)
    newest, began = parts[0], parts[-1].began
    is_at_work = bool(newest.remaining) and now - newest.last <= AT_WORK
    seconds = (newest.last - began).total_seconds()
    return Run(began, sum(part.done for part in parts), seconds, is_at_work)


def growth(reports: Sequence[Report]) -> Growth | None:
    """What came in and what left while the queue grew, None where it does not.

    A mailing that begins is one step up, and then the way down: no growth.

    :param reports: the newest first
    """
    points: list[int] = []
    for index, report in enumerate(reports):
        if not points or reports[points[-1]].last - report.last >= APART:
            points.append(index)
        if len(points) > TIMES:
            break
    left = [reports[index].remaining for index in points]
    if len(left) <= TIMES or any(later <= earlier for later, earlier in zip(left, left[1:], strict=False)):
        return None
    went = sum(report.done for report in reports[: points[-1]])
    return Growth(reports[points[-1]].last, left[0] - left[-1] + went, went)
