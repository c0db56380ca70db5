"""What the database says, asked from outside of Odoo, and what can be done to Odoo's connections."""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg2

_MAILS = """
    SELECT mail.id, message.message_id, mail.state, COALESCE(mail.failure_reason, ''), {cause},
           mail.state = 'outgoing' AND COALESCE(mail.scheduled_date, '-infinity') <= now() AT TIME ZONE 'UTC',
           {planned}
      FROM mail_mail mail
      JOIN mail_message message ON message.id = mail.mail_message_id {join}
     WHERE message.subject LIKE 'Chaos %%'
     ORDER BY mail.id
"""
_NOTIFICATIONS = """
    SELECT mail.id, message.id, message.message_id,
           lower(COALESCE(partner.email, mail.mail_email_address, '')), mail.notification_status,
           COALESCE(mail.failure_reason, ''), {cause}
      FROM mail_notification mail
      JOIN mail_message message ON message.id = mail.mail_message_id
      LEFT JOIN res_partner partner ON partner.id = mail.res_partner_id {join}
     WHERE message.subject LIKE 'Chaos %%' AND mail.notification_type = 'email'
     ORDER BY mail.id
"""
_ATTEMPTS = """
    SELECT attempt.message_id, lower(attempt.recipient), attempt.outcome, {cause}, COALESCE(attempt.reply, ''),
           EXISTS (SELECT FROM mail_troubleshooting_release release
                    WHERE release.mail_message_id = attempt.mail_message_id AND release.recipient = attempt.recipient
                      AND COALESCE(release.partner_id, 0) = COALESCE(attempt.partner_id, 0)
                      AND release.round > COALESCE(attempt.round, 0))
      FROM mail_troubleshooting_attempt attempt
      LEFT JOIN mail_troubleshooting_cause cause ON cause.id = attempt.failure_cause_id
     ORDER BY attempt.id
"""
_CAUSE = {
    True: {
        "cause": "COALESCE(cause.code, '')",
        "planned": "mail.retry_date IS NOT NULL",
        "join": "LEFT JOIN mail_troubleshooting_cause cause ON cause.id = mail.failure_cause_id",
    },
    False: {"cause": "''", "join": "", "planned": "FALSE"},
}
_BACKENDS = """
    SELECT pg_terminate_backend(pid)
      FROM pg_stat_activity
     WHERE application_name = %s AND datname = current_database() AND (%s OR state = 'idle in transaction')
"""
_CONFLICT = """
    SET lock_timeout = '200ms';
    UPDATE {table} SET write_date = now() WHERE id IN (SELECT {column} FROM mail_mail WHERE mail_message_id IN (
        SELECT id FROM mail_message WHERE message_id = %s))
"""


@dataclass(frozen=True)
class Mail:
    id: int
    message_id: str
    state: str
    reason: str
    cause: str
    due: bool
    planned: bool = False


@dataclass(frozen=True)
class Notification:
    id: int
    mail_message_id: int
    message_id: str
    address: str
    status: str
    reason: str
    cause: str


@dataclass(frozen=True)
class Attempt:
    message_id: str
    recipient: str
    outcome: str
    cause: str
    reply: str
    released: bool = False


@dataclass(frozen=True)
class State:
    """The emails of a run, as the database knows them."""

    mails: list[Mail] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def uncertain(self) -> set[tuple[str, str]]:
        """Whom a person has to decide about, by Message-Id and address."""
        return {
            (row.message_id, row.recipient) for row in self.attempts if row.outcome == "uncertain" and not row.released
        }


class Database:
    """One database of a run. Every question is a transaction of its own.

    :param addon: whether the addon is installed there
    """

    def __init__(self, postgres: dict, name: str, *, addon: bool):
        self._options, self._addon = {**postgres, "dbname": name}, addon

    def state(self) -> State:
        with _connection(self._options) as cursor:
            return State(
                [Mail(*row) for row in _rows(cursor, _MAILS.format(**_CAUSE[self._addon]))],
                [Notification(*row) for row in _rows(cursor, _NOTIFICATIONS.format(**_CAUSE[self._addon]))],
                [Attempt(*row) for row in _rows(cursor, _ATTEMPTS.format(**_CAUSE[True]))] if self._addon else [],
            )

    def end_backends(self, worker: int, *, only_transaction: bool) -> None:
        """End a worker's connections to PostgreSQL, or the one that has a transaction open."""
        with _connection(self._options) as cursor:
            cursor.execute(_BACKENDS, (f"odoo-{worker}", not only_transaction))

    def let_time_pass(self) -> None:
        """Let the time come at which Odoo wanted to try again by itself."""
        with _connection(self._options) as cursor:
            cursor.execute("UPDATE mail_mail SET retry_date = now() AT TIME ZONE 'UTC' WHERE retry_date IS NOT NULL")

    def change(self, message_id: str) -> None:
        """Change an email and its message as somebody else would, unless Odoo has locked them."""
        for table, column in (("mail_message", "mail_message_id"), ("mail_mail", "id")):
            with _connection(self._options) as cursor:
                try:
                    cursor.execute(_CONFLICT.format(table=table, column=column), (message_id,))
                except psycopg2.errors.LockNotAvailable:
                    continue


class _connection:
    """A cursor on a connection of its own, without a transaction."""

    def __init__(self, options: dict):
        self._connection = psycopg2.connect(**options)
        self._connection.autocommit = True

    def __enter__(self):
        return self._connection.cursor()

    def __exit__(self, *_exception) -> None:
        self._connection.close()


def _rows(cursor, sql: str) -> list[tuple]:
    cursor.execute(sql.replace("%%", "%"))
    return cursor.fetchall()
