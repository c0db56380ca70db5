"""What an error of PostgreSQL means for work that goes on: decided by its SQLSTATE, not by psycopg2's classes.

psycopg2 calls a cancelled statement, a lock that was not available and a row too large for an index an
``OperationalError``, the same as a database that is gone (PostgreSQL's documentation, appendix A).
"""

from __future__ import annotations

import enum

import psycopg2
import psycopg2.errors
import psycopg2.extensions

#: What its classes say where an exception was made in Python and has no SQLSTATE.
_CLASSES = (
    (psycopg2.extensions.TransactionRollbackError, "40001"),
    (psycopg2.extensions.QueryCanceledError, "57014"),
    (psycopg2.errors.LockNotAvailable, "55P03"),
)
_MISUSE = (psycopg2.ProgrammingError, psycopg2.DataError, psycopg2.IntegrityError, psycopg2.NotSupportedError)
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


def trouble_of(error: Exception) -> Trouble:
    """The same for an exception of psycopg2.

    A misuse of its own interface (no results to fetch) has no SQLSTATE and says nothing of the database.
    """
    connection = getattr(getattr(error, "cursor", None), "connection", None)
    is_closed = bool(connection is not None and connection.closed)
    sqlstate = getattr(error, "pgcode", None)
    sqlstate = sqlstate or next((state for kind, state in _CLASSES if isinstance(error, kind)), None)
    if isinstance(error, _MISUSE) and not sqlstate and not is_closed:
        return Trouble.VALUE
    return trouble(sqlstate, is_closed=is_closed)
