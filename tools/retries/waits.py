"""When an email whose failure passes is tried again by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..causes import permanence
from ..values import Diagnosis

_MINUTE, _HOUR = 60, 3600

#: What passes in no known time, what nobody can know, and what is no failure.
_NEVER = frozenset(
    (
        "acceptance_uncertain",
        "odoo_placeholder_concurrency",
        "odoo_placeholder_no_reason",
        "not_a_bounce",
        "unknown",
    )
)

#: A limit of the day begins anew on the next one, and is used up until then, whatever the reply calls itself.
_NEXT_DAY = "provider_quota"
_AFTER_MIDNIGHT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds between the tries. Each is twice as long as the one before it.

    :param spread: part of a wait over which emails that failed together are spread
    """

    first: int
    longest: int = 8 * _HOUR
    spread: float = 0.1


_USUAL = Waits(15 * _MINUTE)
_WAITS = {
    "greylisted": Waits(6 * _MINUTE, spread=0.5),  # most servers that greylist let in after five minutes
    "rate_limit": Waits(30 * _MINUTE, spread=0.5),
    "low_reputation_deferral": Waits(_HOUR, spread=0.5),
    "mailbox_full": Waits(4 * _HOUR, longest=12 * _HOUR),
    _NEXT_DAY: Waits(_HOUR, spread=0.5),
}


def passes(diagnosis: Diagnosis) -> bool:
    """Return whether the same email can be accepted later, without anybody doing anything."""
    if diagnosis.cause in _NEVER:
        return False
    return permanence(diagnosis.cause, diagnosis.permanent) is False


def next_try(
    diagnosis: Diagnosis, tries: int, now: datetime, until: datetime, seed: int, tomorrow: Callable[[], datetime]
) -> datetime | None:
    """Return when to try again, None where that cannot help or would be too late.

    :param tries: how often it was tried again already
    :param now: when it failed, in UTC, as ``until``
    :param tomorrow: gives when the next day begins, in UTC; asked for a limit of the day alone
    :param seed: emails with different ones are tried at slightly different times
    """
    if not passes(diagnosis):
        return None
    waits = _WAITS.get(diagnosis.cause, _USUAL)
    seconds = min(waits.first * 2 ** min(tries, 20), waits.longest)
    spread = timedelta(seconds=seconds * waits.spread * _fraction(seed, tries))
    if diagnosis.retry_after:
        # As the server says; one that says the same again and again is asked less and less often.
        date = now + timedelta(seconds=max(diagnosis.retry_after, _MINUTE, seconds if tries else 0))
    elif diagnosis.cause == _NEXT_DAY:
        date = tomorrow() + _AFTER_MIDNIGHT
    else:
        date = now + timedelta(seconds=seconds)
    date = (date + spread).replace(microsecond=0)
    return date if date <= until else None


def _fraction(seed: int, tries: int) -> float:
    """Return a number from 0 to 1 that follows from its arguments, and is another one for the next seed."""
    return ((seed + tries) * 2654435769 % 2**32) / 2**32  # Knuth, TAOCP 6.4: neighbours come far apart
