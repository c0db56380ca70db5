"""How many recipients an incident still keeps from their email."""

from datetime import datetime

from odoo.tools import SQL

from ....tools.monitoring.incidents import Kind
from .subjects import Subject, is_about
from .successes import MANY

#: Emails without notifications, such as a password reset, count once.
FAILED = (
    (
        "mail_notification",
        "failed.notification_type = 'email' AND failed.notification_status IN ('exception', 'bounce')",
    ),
    ("mail_mail", "failed.is_notification IS NOT TRUE AND failed.state = 'exception'"),
)
#: A contact who was archived, or has another address since, waits for nothing.
SAME_ADDRESS = """(failed.res_partner_id IS NULL OR EXISTS (
    SELECT FROM res_partner contact
     WHERE contact.id = failed.res_partner_id AND contact.active
       AND (contact.email_normalized IN (SELECT recipient FROM mail_troubleshooting_attempt tried
                                          WHERE tried.mail_message_id = failed.mail_message_id
                                            AND tried.partner_id = contact.id)
            OR NOT EXISTS (SELECT FROM mail_troubleshooting_attempt tried
                            WHERE tried.mail_message_id = failed.mail_message_id
                              AND tried.partner_id = contact.id))))"""


def waiting(env, cause_id: int, subject: Subject, since: datetime) -> int:
    """Recipients whose failure for this cause has not been settled, since it began."""
    for model in ("mail.notification", "mail.mail", "mail.troubleshooting.attempt", "res.partner"):
        env[model].flush_model()
    return sum(_count(env, table, own, cause_id, subject, since) for table, own in FAILED)


def _count(env, table: str, own: str, cause_id: int, subject: Subject, since: datetime) -> int:
    conditions = [
        SQL("failed.failure_date >= %s AND failed.failure_cause_id = %s", since, cause_id),
        SQL(own),
        is_about(subject, "failed"),
    ]
    if subject.kind is Kind.EMAILS and table == "mail_notification":
        conditions.append(SQL(SAME_ADDRESS))
    found = SQL("SELECT FROM %s failed WHERE %s LIMIT %s", SQL.identifier(table), SQL(" AND ").join(conditions), MANY)
    [[count]] = env.execute_query(SQL("SELECT count(*) FROM (%s) found", found))
    return count
