"""How long a server asks to wait before the next try."""

from __future__ import annotations

import re

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
#: Nobody is asked to wait longer: a larger number is no waiting time.
_LONGEST = 7 * 86400


def retry_after(text: str) -> int | None:
    """Return the seconds that a reply in lower case asks to wait, None where it does not say."""
    if not _NUMBER.search(text) or not any(map(text.__contains__, _HINTS)):
        return None
    if match := _SPAN.search(text):
        seconds = int(match[1]) * _UNITS[match[2]]
    elif match := _CLOCK.search(text):
        seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
    else:
        return None
    return seconds if 0 < seconds <= _LONGEST else None
