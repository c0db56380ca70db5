"""Who is not tried again by itself, and keeps what was said: the last answer was for good, or it came back."""

from collections import defaultdict

from ....tools.replies.classifier import explain
from ....tools.retries.waits import passes
from ....tools.sessions.handed_over import Key
from ...failures.notifications import attempt_keys, email_of, unsent_notifications
from ...failures.reply_rules import taught_rules
from ..attempts.rounds import last_attempts
from ..submission.results import ACCEPTED, Result

#: What a failure has written on a notification.
WORDS = (
    "notification_status",
    "failure_type",
    "failure_reason",
    "failure_cause_id",
    "failure_permanence",
    "failure_domain",
    "failure_date",
)


def words_before(mails) -> dict[int, list[tuple]]:
    """What notifications say that nobody has decided to try again, before Odoo writes over it, by email."""
    automatic = mails.filtered("is_automatic_retry")
    found = defaultdict(list)
    waiting = _bounced_meanwhile(mails - automatic)
    for notification in (waiting | unsent_notifications(automatic)) if automatic else waiting:
        words = {name: notification._fields[name].convert_to_write(notification[name], notification) for name in WORDS}
        found[notification.mail_mail_id.id].append((notification, words))
    return found


def given_up(mails, before: dict[int, list[tuple]]) -> dict[Key, Result]:
    """Who is not tried again by itself, because the last answer was for good, or because it came back."""
    automatic = mails.filtered("is_automatic_retry")
    concerned = automatic | mails.browse(before)
    if not concerned:
        return {}
    written = {key: words for said in before.values() for one, words in said for key in attempt_keys(one)}
    tried = last_attempts(mails.env, concerned.mail_message_id.ids)
    by_itself = set(automatic.mail_message_id.ids)
    types = mails._fields["failure_type"].get_values(mails.env)
    taught = taught_rules(mails.env)
    found = {}
    for key, attempt in tried.items():
        if key in written or key[0] in by_itself:
            result = _result(attempt, written.get(key, {}), types, taught)
            found |= {key: result} if result else {}
    return found


def restore(mails, before: dict[int, list[tuple]], hopeless=None) -> None:
    """Give notifications back what they said; with ``hopeless`` only those of who was not tried."""
    for mail_id in mails.ids:
        for notification, words in before.get(mail_id, ()):
            if hopeless is None or attempt_keys(notification) <= hopeless.keys():
                # Of whom this says all, nothing is left to be diagnosed.
                notification.with_context(**mails.env.context).write(words)


def _result(attempt, words: dict, types: list[str], taught) -> Result | None:
    """What stands of the last attempt, None where another one can help."""
    answer = f"{attempt.code or ''} {attempt.reply or ''}".strip()
    reached = attempt.outcome == "accepted"
    if not reached and passes(explain(answer, extra_rules=taught)[0]):
        return None
    if reached and not words:
        return ACCEPTED
    if reached and words["notification_status"] != "bounce":
        return None  # it was accepted after these words, and what told so was rolled back
    failure_type = words.get("failure_type")
    failure_type = failure_type if failure_type in types else "unknown"
    return Result(attempt.outcome, failure_type, words.get("failure_reason") or answer)


def _bounced_meanwhile(mails):
    """Notifications of what came back although it still waits: what tells that it was sent was rolled back.

    Who decides to send it again has them wait as well.
    """
    found = (
        mails.env["mail.notification"]
        .sudo()
        .search(
            [  # sudo: as core does, of these emails only
                ("mail_mail_id", "in", mails.ids),
                ("notification_type", "=", "email"),
                ("notification_status", "=", "bounce"),
            ]
        )
    )
    return found.filtered(email_of)
