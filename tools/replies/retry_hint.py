"""How long a server asks to wait before the next try: as a span, or as a date."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: ``try again in 5 minutes``, ``retry after 300 seconds``, ``greylisted for 300s``, ``wait 10 min``.
_SPAN = re.compile(
    r"(?:again|retry|wait|delay|grey-?list\w{0,3}|gray-?list\w{0,3}|defer\w{0,3}|blocked|come back|later|limit|please)\b"
    r"[^.\d]{0,40}(\d{1,6})\s?(s|m|h|d)(?:ec|ecs|econd|econds|in|ins|inute|inutes|our|ours|rs?|ays?)?\b"
)
_CLOCK = re.compile(
    r"(?:again|retry|wait|grey-?list\w{0,3}|gray-?list\w{0,3}|defer\w{0,3}|delay|for|in)\b[^.\d]{0,40}(\d\d):(\d\d):(\d\d)\b"
)
_HINTS = ("again", "retry", "wait", "delay", "grey", "gray", "defer", "later", "limit", "blocked")
_NUMBER = re.compile(r"\d(?:[smhd]| [smhd]|:\d)")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d{1,9})?)?"
_ZONE = r" ?\(?(?P<zone>z|ut|utc|gmt|[ecmp][sd]t|[+\-]\d\d:?\d\d)\b"
#: What announces a date, with nothing but such words between it and the date.
_LEAD = (
    r"\b(?:again|retry|until|till|after|before|wait|next (?:try|attempt))\b"
    r"(?:[ ,:]{1,3}(?:at|after|before|until|till|on|from|not|no|earlier|later|than|is|delivery|sending|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6})\b){0,5}[ ,:(]{1,3}"
)
#: ISO 8601, RFC 5322 3.3, the form of C's ``asctime``, and a time of the day.
_DATES = tuple(
    re.compile(_LEAD + date)
    for date in (
        rf"\b(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)[t ]{_TIME}(?:{_ZONE})?",
        rf"\b(?P<day>\d{{1,2}})[ \-]{_MONTH}[ \-](?P<year>\d{{4}})(?: at|,)? {_TIME}(?:{_ZONE})?",
        rf"\b{_MONTH} {{1,2}}(?P<day>\d{{1,2}}) {_TIME}(?:{_ZONE})? (?P<year>\d{{4}})\b",
        rf"\b{_TIME}{_ZONE}",
    )
)
_UNTIL = ("again", "retry", "until", "till", "after", "before", "wait", "next")
_TIME_OF_DAY = re.compile(r"\d:\d\d")
#: RFC 5322 4.3.
_ZONES = {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
#: Nobody is asked to wait longer: a larger number is no waiting time.
_LONGEST = 7 * 86400


def retry_after(text: str, now: datetime | None = None) -> int | None:
    """Return the seconds that a reply in lower case asks to wait, None where it does not say.

    :param now: when the reply was given, from which a date counts; naive ones are UTC. Without it dates tell nothing
    """
    date = _date(text) if _TIME_OF_DAY.search(text) and any(map(text.__contains__, _UNTIL)) else None
    if date:
        seconds = _until(date, now if now.tzinfo else now.replace(tzinfo=timezone.utc)) if now else None
    else:
        seconds = _span(text)
    return seconds if seconds is not None and 0 < seconds <= _LONGEST else None


def _span(text: str) -> int | None:
    if not _NUMBER.search(text) or not any(map(text.__contains__, _HINTS)):
        return None
    if match := _SPAN.search(text):
        return int(match[1]) * _UNITS[match[2]]
    if match := _CLOCK.search(text):
        return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
    return None


def _date(text: str) -> dict[str, str] | None:
    """Return the fields of the date up to which the text asks to wait."""
    return next((match.groupdict() for pattern in _DATES if (match := pattern.search(text))), None)


def _until(date: dict[str, str], now: datetime) -> int | None:
    """Return the seconds up to a date, None for one that does not exist. A time alone is the next one after ``now``."""
    zone = _zone(date["zone"] or "z")
    today = now.astimezone(zone)
    month = date.get("month", str(today.month))
    try:
        until = datetime(
            int(date.get("year", today.year)),
            _MONTHS.index(month) + 1 if month in _MONTHS else int(month),
            int(date.get("day", today.day)),
            int(date["hour"]),
            int(date["minute"]),
            int(date["second"] or 0),
            tzinfo=zone,
        )
        if "year" not in date and until <= now:
            until += timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return int((until - now).total_seconds())


def _zone(name: str) -> timezone:
    """Return the time zone of ``+0100``, ``+01:00`` or a name of RFC 5322; UTC for a number that is none."""
    if name[0] not in "+-":
        return timezone(timedelta(hours=_ZONES.get(name, 0)))
    minutes = int(name[1:3]) * 60 + int(name[-2:])
    return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes)) if minutes < 1440 else timezone.utc
