"""What is kept of an exception that stopped or disturbed a run."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from ..texts.redact import storable

#: Characters of a traceback that are kept: its end says what happened.
TRACEBACK = 12_000
FIRST_LINE = 300


@dataclass(frozen=True)
class ErrorDetails:
    """An exception in words of bounded length.

    :param error: its class, with the module
    :param summary: the first line of what it says
    :param place: file and function where it was raised, without the line number
    """

    error: str
    summary: str
    text: str
    place: str


def details_of(error: BaseException, redact: Callable[[str], str] = str) -> ErrorDetails:
    """Of an exception, without secrets.

    :param redact: takes them out of a text, before it is cut
    """
    kind = type(error)
    lines = [line.strip() for line in redact(str(error)).splitlines() if line.strip()]
    frames = traceback.extract_tb(error.__traceback__)
    text = "".join(traceback.format_exception(kind, error, error.__traceback__))
    return ErrorDetails(
        error=f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."),
        summary=_clean(lines[0] if lines else kind.__qualname__)[:FIRST_LINE],
        text=_clean(redact(text))[-TRACEBACK:],
        place=f"{frames[-1].filename}:{frames[-1].name}" if frames else "",
    )


def signature(*parts: object) -> str:
    """The same for the same trouble with the same record, whatever numbers and dates the message holds."""
    return hashlib.sha256("\0".join(str(part or "") for part in parts).encode()).hexdigest()[:40]


def _clean(text: str) -> str:
    """PostgreSQL takes neither NUL nor half of a surrogate pair."""
    return storable(text).encode(errors="replace").decode()
