"""When something that makes emails fail has begun, whether it is over, and how bad it is.

An incident is a cause and what it is about. It begins with the first failure after the last success, and ends with the
next success of an email that would have met the cause; a failure within the hour after that is the same incident again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..cause_groups import (
    HEARD_AT_SERVERS,
    OF_ADDRESSES,
    OF_ALL,
    OF_DOMAINS_OF_SENDERS,
    OF_EMAILS,
    OF_ODOO,
    OF_RECEIVERS,
    OF_SERVERS,
    OF_US,
)
from ..values import Text
from .finding import Severity

#: A failure this long after the end is the same incident again.
SAME = timedelta(hours=1)
#: One that is over is told of for so long while somebody waits.
AFTERWARDS = timedelta(days=1)
#: So many failures of single emails are too many, at this share.
MANY, NOTABLE = 3, 0.1
#: From this share on a cause is what is wrong with sending; below the other one it is only worth knowing.
MOST, SOME = 0.5, 0.05
#: What comes and goes has ended where it would have met so many of those that were accepted since: by chance that happens
#: once in 20 times.
SURE = 3


class Kind(Text):
    """What a cause is about: who has to be told from whom, so that one success ends one incident."""

    SERVER = "server"  # the outgoing server that was chosen
    SENDER = "sender"  # the sender's address, at one outgoing server
    SENDER_DOMAIN = "sender_domain"  # the domain of the sender's address, at one outgoing server
    RECEIVER = "receiver"  # the provider or the domain of the recipient
    DATABASE = "database"  # Odoo itself
    EMAILS = "emails"  # single emails and contacts


def kind_of(cause: str) -> Kind:
    """What a cause is about, by its code."""
    if cause in OF_SERVERS or cause in HEARD_AT_SERVERS:
        return Kind.SERVER
    if cause in OF_DOMAINS_OF_SENDERS:
        return Kind.SENDER_DOMAIN
    if cause in OF_ADDRESSES or cause == "personal_server":
        return Kind.SENDER
    if cause in OF_RECEIVERS:
        return Kind.RECEIVER
    return Kind.DATABASE if cause in OF_US else Kind.EMAILS


@dataclass(frozen=True, slots=True)
class Burst:
    """Failures none of which is further than an hour from the next."""

    first: datetime
    last: datetime
    count: int


def bursts(groups: Iterable[Burst]) -> list[Burst]:
    """Groups of failures put together where less than an hour lies between them, oldest first."""
    found: list[Burst] = []
    for group in sorted(groups, key=lambda one: one.first):
        if found and group.first - found[-1].last <= SAME:
            group = _together(found.pop(), group)
        found.append(group)
    return found


def newest(
    groups: Iterable[Burst],
    first_success: Callable[[datetime, datetime], datetime | None],
    last_success: Callable[[datetime, datetime], datetime | None],
) -> Burst:
    """The newest incident among failures of one cause and subject.

    Successes are asked for where one can have come between, and not between any two failures.

    :param first_success: gives the first success after a moment and before another; ``last_success`` the last one
    :raises IndexError: if there are none
    """
    *older, incident = bursts(groups)
    while older:
        last = last_success(older[0].first, incident.first)
        while older and (not last or older[-1].last > last):
            incident = _together(older.pop(), incident)
        if older and first_success(older[-1].last, incident.first - SAME):
            break
        if older:
            incident = _together(older.pop(), incident)
    return incident


def _together(before: Burst, after: Burst) -> Burst:
    return Burst(before.first, max(before.last, after.last), before.count + after.count)


def has_ended(failed: int, between: int, since: int, is_quiet: bool) -> bool:
    """Whether success ends an incident: the first one does, unless it has come and gone before.

    :param failed: how many failed since it began
    :param between: how many were accepted between its first and its last failure
    :param since: how many were accepted after its last failure
    :param is_quiet: whether that was more than an hour ago
    """
    if not since:
        return False
    return not between or is_quiet or since * failed >= SURE * (failed + between)


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an incident reaches.

    :param heard: whether a server said it of a recipient
    :param failed: failures of its cause since it began, ``own`` of them about this subject
    :param accepted: emails that were accepted meanwhile, ``own_accepted`` of them of this subject
    """

    cause: str
    heard: bool
    failed: int
    accepted: int
    own: int
    own_accepted: int

    @property
    def share(self) -> float:
        """Of all email that was sent meanwhile."""
        return self.failed / max(self.failed + self.accepted, 1)


def severity(extent: Extent) -> Severity:
    """How bad an incident is that has not ended."""
    kind = kind_of(extent.cause)
    # What a server says of one recipient is about that one, unless most of them hear it.
    if kind is Kind.SERVER and not extent.heard:
        return Severity.ERROR if extent.own >= extent.own_accepted else Severity.WARNING
    if kind is Kind.EMAILS and extent.cause not in OF_ODOO:
        return _of_emails(extent)
    if extent.share >= MOST and (extent.failed > 1 or extent.cause in OF_ALL):
        return Severity.ERROR
    if extent.cause in OF_EMAILS and extent.own < MANY:
        return Severity.OK
    if kind is Kind.RECEIVER:  # one refusal by one receiver is about that email
        is_some = extent.failed >= MANY and extent.share >= SOME
        return Severity.WARNING if is_some or extent.own >= MANY else Severity.OK
    return Severity.WARNING if extent.share >= SOME or extent.own >= MANY else Severity.INFO


def can_matter(cause: str, failed: int) -> bool:
    """Whether so many failures can be a finding at all."""
    return failed >= MANY or cause in OF_EMAILS or cause in OF_ODOO or kind_of(cause) is not Kind.EMAILS


def _of_emails(extent: Extent) -> Severity:
    if extent.cause in OF_EMAILS:
        is_many = extent.failed >= MANY and extent.share >= NOTABLE
        return Severity.WARNING if is_many or extent.share >= MOST else Severity.OK
    # Everything else is the recipients': a finding where hardly anybody is reached.
    return Severity.WARNING if extent.failed >= MANY and extent.share >= MOST else Severity.OK
