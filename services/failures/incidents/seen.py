"""Failures by cause and subject, as attempts, notifications and emails remember them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from odoo.tools import SQL

from ....tools.cause_groups import OF_SERVERS, OF_US
from ....tools.monitoring.incidents import Burst, kind_of
from ..causes import CAUSE, all_ids
from .subjects import ATTEMPT, COLUMNS, Subject, attempts_of, subject_of

#: Failures without an attempt that are looked at, newest first.
MOST = 2000
#: Not failures.
NONE = ("not_a_bounce",)
#: Of these a bounce can say nothing, as anybody can write one; of those of servers only an attempt can.
NEVER_BOUNCED = (*OF_SERVERS, *OF_US)
#: What failed without an attempt that says so: it bounced, or Odoo wrote it down itself.
UNTRIED = (
    (
        "mail_notification",
        "failed.notification_type = 'email' AND (failed.notification_status = 'bounce' OR"
        " failed.notification_status = 'exception' AND %s)",
        "tried.partner_id IS NOT DISTINCT FROM failed.res_partner_id",
    ),
    ("mail_mail", "failed.is_notification IS NOT TRUE AND failed.state = 'exception' AND %s", "TRUE"),
)

Seen = dict[tuple[str, Subject], list[Burst]]


def failures(env, since: datetime) -> Seen:
    """What failed since then, by code of the cause and subject; neither sorted nor put together."""
    found: Seen = defaultdict(list)
    codes = {cause.id: cause.code for cause in env[CAUSE].browse(all_ids(env)) if cause.code not in NONE}
    for kind, columns in COLUMNS.items():
        _of_attempts(env, found, since, columns, [id_ for id_, code in codes.items() if kind_of(code) is kind])
    _without_attempt(env, found, since, codes)
    return {(cause, _for_whom(env, since, cause, subject)): groups for (cause, subject), groups in found.items()}


def _for_whom(env, since: datetime, cause: str, subject: Subject) -> Subject:
    """The same, with the senders it is about, where a server takes emails of some and refuses those of others."""
    if cause != "relay_denied":
        return subject
    domain = [
        ("date", ">=", since),
        ("failure_cause_id.code", "=", cause),
        *attempts_of(subject),
        ("sender", "!=", False),
    ]
    return replace(subject, senders=frozenset(sender for (sender,) in env[ATTEMPT]._read_group(domain, ["sender"])))


def _of_attempts(env, found: Seen, since: datetime, columns: tuple, cause_ids: list[int]) -> None:
    # What was accepted has no cause. By hours: within one, no failure is further than that from the next.
    domain = [("date", ">=", since), ("failure_cause_id", "in", cause_ids)]
    groups = env[ATTEMPT]._read_group(
        domain, ["failure_cause_id", *columns, "date:hour"], ["date:min", "date:max", "__count"]
    )
    for cause, *about, _hour, first, last, count in groups:
        values = dict(zip(columns, about, strict=True))
        server = values.get("mail_server_id")
        subject = subject_of(
            cause.code,
            server.id if server else 0,
            values.get("sender") or "",
            values.get("recipient_domain") or "",
        )
        found[cause.code, subject].append(Burst(first, last, count))


def _without_attempt(env, found: Seen, since: datetime, codes: dict[int, str]) -> None:
    for table, condition, recipient in UNTRIED:
        rows = env.execute_query(_untried(env, table, condition, recipient, since))
        for cause_id, domain, date, server_id, sender, outcome in rows:
            cause = codes.get(cause_id)
            # What an attempt failed for is known from it; a user may have written another reason since.
            is_known = outcome and outcome != "accepted"
            never = NEVER_BOUNCED if outcome else OF_SERVERS
            if cause and not is_known and cause not in never:
                subject = subject_of(cause, server_id or 0, sender or "", domain or "")
                found[cause, subject].append(Burst(date, date, 1))


def _untried(env, table: str, condition: str, recipient: str, since: datetime) -> SQL:
    """Causes, domains and dates of failures, with the server and the sender of the last attempt."""
    for model in ("mail.notification", "mail.mail", ATTEMPT):
        env[model].flush_model()
    attempts = SQL.identifier("mail_troubleshooting_attempt")
    own = SQL("tried.mail_message_id = failed.mail_message_id AND %s", SQL(recipient))
    said_so = SQL(
        "NOT EXISTS (SELECT FROM %s tried WHERE %s AND tried.failure_cause_id = failed.failure_cause_id OFFSET 0)",
        attempts,
        own,
    )
    return SQL(
        """SELECT failed.failure_cause_id, failed.failure_domain, failed.failure_date, last.mail_server_id, last.sender,
                  last.outcome
             FROM %(table)s failed
             LEFT JOIN LATERAL (SELECT mail_server_id, sender, outcome FROM %(attempts)s tried
                                 WHERE %(own)s ORDER BY id DESC LIMIT 1) last ON TRUE
            WHERE failed.failure_date >= %(since)s AND %(condition)s
            ORDER BY failed.failure_date DESC LIMIT %(most)s""",
        table=SQL.identifier(table),
        attempts=attempts,
        own=own,
        since=since,
        condition=SQL(condition, said_so),
        most=MOST,
    )
