"""How long installing the addon keeps others from writing emails, beside a bare index on the same table.

A program of its own, run on a database of plain Odoo: ``fill``, ``index`` and ``watch`` (until the file given exists).
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg2

#: Takes so long that it runs only where it is named.
LONG = True

_MESSAGES = """
    INSERT INTO mail_message (subject, date, message_type, message_id, create_uid, write_uid, create_date, write_date)
    SELECT 'Message ' || n, now() - n * interval '20 seconds', 'comment', '<' || n || '@bench.example>', 1, 1, now(), now()
    FROM generate_series(1, %s) n"""
_EMAILS = """
    INSERT INTO mail_mail (mail_message_id, state, is_notification, failure_type, failure_reason, create_uid, write_uid,
                           create_date, write_date)
    SELECT id, CASE WHEN id % 17 = 0 THEN 'exception' ELSE 'sent' END, true,
           CASE WHEN id % 17 = 0 THEN 'unknown' END, CASE WHEN id % 17 = 0 THEN '(550, b''User unknown'')' END,
           1, 1, now(), now()
    FROM mail_message WHERE message_id LIKE '%@bench.example>'"""
_NOTIFICATIONS = """
    INSERT INTO mail_notification (mail_message_id, mail_mail_id, res_partner_id, notification_type,
                                   notification_status, is_read, failure_type, failure_reason)
    SELECT mail_message_id, id, 3, 'email', CASE WHEN state = 'exception' THEN 'exception' ELSE 'sent' END, true,
           failure_type, failure_reason
    FROM mail_mail WHERE is_notification"""
_INSERT = "INSERT INTO mail_mail (mail_message_id, state) SELECT id, 'outgoing' FROM mail_message LIMIT 1"


def fill(connection, size: str) -> None:
    with closing(connection.cursor()) as cr:
        cr.execute(_MESSAGES, [int(size)])
        cr.execute(_EMAILS)
        cr.execute(_NOTIFICATIONS)
        connection.commit()
        connection.autocommit = True
        for table in ("mail_message", "mail_mail", "mail_notification"):
            cr.execute(f"VACUUM ANALYZE {table}")


def index(connection) -> float:
    """Return the seconds of one bare index of the kind that the addon has."""
    start = time.perf_counter()
    with closing(connection.cursor()) as cr:
        cr.execute("CREATE INDEX bench_reference ON mail_mail (state, id) WHERE state IN ('outgoing', 'exception')")
        seconds = time.perf_counter() - start
    connection.rollback()
    return seconds


def watch(connection, end: str) -> float:
    """Return the longest time in seconds that writing one email took."""
    longest = 0.0
    while not Path(end).exists():
        start = time.perf_counter()
        with closing(connection.cursor()) as cr:
            cr.execute(_INSERT)
        connection.rollback()
        longest = max(longest, time.perf_counter() - start)
        time.sleep(0.02)
    return longest


if __name__ == "__main__":
    name, database, *arguments = sys.argv[1:]
    with closing(psycopg2.connect(dbname=database)) as opened:
        print({"fill": fill, "index": index, "watch": watch}[name](opened, *arguments))
