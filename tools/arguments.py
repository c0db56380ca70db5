"""What a browser or a program hands to a method: it may be anything."""

from __future__ import annotations

from .sessions.handed_over import bounded

#: PostgreSQL's integer.
LARGEST_ID = 2**31 - 1


def is_id(value) -> bool:
    """Whether this can be the id of a record. ``True`` is none, although it is an ``int`` to Python."""
    return type(value) is int and 0 < value <= LARGEST_ID


def as_text(value, length: int) -> str:
    """A text as PostgreSQL takes it, of at most so many characters; empty where it is none."""
    return bounded(value, length) if isinstance(value, str) else ""
