"""What an exception of psycopg2 is about."""

from __future__ import annotations

import psycopg2
import psycopg2.errors
import psycopg2.extensions

from ...tools.retries.sqlstate import Trouble, trouble

#: What its classes say where an exception was made in Python and has no SQLSTATE.
_CLASSES = (
    (psycopg2.extensions.TransactionRollbackError, "40001"),
    (psycopg2.extensions.QueryCanceledError, "57014"),
    (psycopg2.errors.LockNotAvailable, "55P03"),
)
_MISUSE = (psycopg2.ProgrammingError, psycopg2.DataError, psycopg2.IntegrityError, psycopg2.NotSupportedError)


def trouble_of(error: Exception) -> Trouble:
    """What an exception is about (``tools/retries/sqlstate.py``).

    A misuse of its own interface (no results to fetch) has no SQLSTATE and says nothing of the database.
    """
    connection = getattr(getattr(error, "cursor", None), "connection", None)
    is_closed = bool(connection is not None and connection.closed)
    sqlstate = getattr(error, "pgcode", None)
    sqlstate = sqlstate or next((state for kind, state in _CLASSES if isinstance(error, kind)), None)
    if isinstance(error, _MISUSE) and not sqlstate and not is_closed:
        return Trouble.VALUE
    return trouble(sqlstate, is_closed=is_closed)
