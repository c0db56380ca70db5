"""What an error of PostgreSQL means for work that goes on: decided by its SQLSTATE, not by psycopg2's classes.

psycopg2 calls a cancelled statement, a lock that was not available and a row too large for an index an
``OperationalError``, the same as a database that is gone (PostgreSQL's documentation, appendix A).
"""

from __future__ import annotations

import enum

_GONE = ("08", "58", "XX", "53")
_GONE_STATES = ("25006", "25P03", "57P01", "57P02", "57P03", "57P04", "57P05")
_BUSY = ("57014", "55P03", "53400")


class Trouble(enum.Enum):
    """What an error of the database is about."""

    GONE = enum.auto()  # the connection or the server: nothing else will work either
    CONFLICT = enum.auto()  # another transaction wrote the same: the same work may succeed next time
    BUSY = enum.auto()  # a time-out, a lock, a limit of this installation: later
    VALUE = enum.auto()  # these values or this statement; the connection is healthy


def trouble(sqlstate: str | None, *, is_closed: bool = False) -> Trouble:
    """Sort an error.

    :param sqlstate: five characters, None where PostgreSQL did not say anything
    :param is_closed: whether the connection is closed after it
    """
    if is_closed or not sqlstate:
        return Trouble.GONE
    if sqlstate in _BUSY:
        return Trouble.BUSY
    if sqlstate.startswith("40"):
        return Trouble.CONFLICT
    if sqlstate.startswith(_GONE) or sqlstate in _GONE_STATES:
        return Trouble.GONE
    return Trouble.VALUE
