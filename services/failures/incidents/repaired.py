"""Which failures were fixed on our side since, by the attempts that confirm what they were about."""

from __future__ import annotations

from datetime import datetime

from ...sending.attempts.rounds import last_attempts
from ..notifications import attempt_keys
from .fixed import fixed_since

#: Who must act where the cause lies with us: of what others have to repair nobody here can say that it is.
OURS = ("administrator", "dns_owner", "server_owner", "provider")


def fixed_notifications(notifications) -> dict[int, datetime]:
    """When each was fixed, by id; those are missing of which nothing shows it.

    Rows may have been written by anybody: only the attempts of their own message say what they were about.
    """
    env = notifications.env(su=True)  # sudo: nobody reads attempts by hand; moments leave this module
    notifications = notifications.with_env(env)
    last = last_attempts(env, notifications.mail_message_id.ids)
    failures = []
    for notification in notifications:
        tries = [last[key] for key in attempt_keys(notification) if key in last]
        attempt = max(tries, key=lambda one: one.id, default=None)
        bounced = notification.notification_status == "bounce" and notification.failure_date
        failures.append((notification.failure_cause_id, attempt, bounced or None))
    moments = fixed_on(env, failures)
    return {one.id: moment for one, moment in zip(notifications, moments, strict=True) if moment}


def fixed_on(env, failures: list[tuple]) -> list[datetime | None]:
    """When each of these was fixed, None where nothing shows it.

    :param failures: the cause, the last attempt or None, and when it bounced or None
    """
    asked = {
        index: (
            cause.code,
            attempt.mail_server_id.id or False,
            attempt.sender or "",
            attempt.recipient_domain or "",
            bounced or attempt.date,
        )
        for index, (cause, attempt, bounced) in enumerate(failures)
        if cause.owner in OURS and attempt and (bounced or attempt.failure_cause_id == cause)
    }
    moments = dict(zip(asked, fixed_since(env, list(asked.values())), strict=True))
    return [moments.get(index) for index in range(len(failures))]
