"""When a failed email is tried again by itself: as soon as that can help one of its recipients."""

from datetime import timedelta
from functools import partial

from odoo import fields

from ....tools.replies.odoo_failure import diagnoses
from ....tools.retries.waits import next_try, passes
from ...dashboard.moments import tomorrow
from ...failures.notifications import unsent_notifications
from ...failures.reply_rules import taught_rules
from ..parameters import number

#: For how many hours it is tried, where the parameter ``mail_troubleshooting.retry_hours`` says nothing of use; 0 is off.
HOURS = 48
#: The scheduler is woken at full five minutes, so that a thousand failures do not wake it a thousand times.
STEP = timedelta(minutes=5)


def retry_hours(env) -> int:
    return number(env, "retry_hours", HOURS)


def plan_retries(mails, log, hours: int) -> None:
    """Plan the next try of each, or take back what was planned.

    :param hours: for how long it is tried since it failed first; 0: not at all
    """
    now, known = fields.Datetime.now(), {}
    for mail in mails:
        until = mail.retry_until or now + timedelta(hours=hours)
        date = hours and _next_try(mail, log, until, known)
        mail.write(
            {
                "retry_date": date or False,
                "retry_until": bool(date) and until,
                "is_automatic_retry": False,
            }
        )
    dates = [date for date in mails.mapped("retry_date") if date]
    if dates:
        _wake_scheduler(mails.env, min(dates))


def without_plan(vals: dict) -> dict:
    """Values for an email: what is planned is planned for a failed one."""
    state = vals.get("state", "exception")
    if state == "exception":
        return vals
    if state == "outgoing":
        return {**vals, "retry_date": False}
    return {**vals, "retry_date": False, "retry_until": False, "is_automatic_retry": False}


def drop_plan(mails) -> None:
    """Leave them failed. A person can still send them again."""
    mails.write({"retry_date": False, "retry_until": False})


def drop_needless_plans(mails) -> None:
    """No more tries where nobody waits any more whom they could help."""
    planned = mails.filtered(lambda mail: mail.retry_date and mail.is_notification)
    waiting = unsent_notifications(planned)
    helped = waiting.filtered(lambda n: any(map(passes, diagnoses(n.failure_type, n.failure_reason)))).mail_mail_id
    drop_plan(planned - helped)


def _next_try(mail, log, until, known: dict):
    """When to try again, for whoever that helps first.

    :param known: diagnoses of the reasons of other emails, as one server that is gone fails many
    """
    now, dates = fields.Datetime.now(), []
    taught = taught_rules(mail.env)
    for reason in _open_reasons(mail, log):
        if reason not in known:
            known[reason] = diagnoses(*reason, extra_rules=taught, now=now)
        dates += [
            next_try(diagnosis, mail.retry_count, now, until, mail.id, partial(tomorrow, mail.env))
            for diagnosis in known[reason]
        ]
    return min(filter(None, dates), default=None)


def _open_reasons(mail, log) -> set[tuple[str, str]]:
    """Type and words of each failure, without those that were given up before."""
    if not log:
        return {(mail.failure_type or "", mail.failure_reason or "")}
    return {
        (result.failure_type, result.reason)
        for email in log.emails
        for address, result in email.results.items()
        if result.failure_type and (mail.mail_message_id.id, address, email.partner.id or 0) not in log.given_up
    }


def _wake_scheduler(env, date) -> None:
    cron = env.ref("mail_troubleshooting.ir_cron_retry", raise_if_not_found=False)
    at = fields.Datetime.to_datetime(date.replace(minute=date.minute // 5 * 5, second=0)) + STEP
    if not cron or at >= cron.sudo().nextcall:  # sudo: the date of one scheduled action
        return
    triggers = env["ir.cron.trigger"].sudo()  # sudo: whether one scheduled action wakes by then
    if not triggers.search_count([("cron_id", "=", cron.id), ("call_at", "=", at)], limit=1):
        cron._trigger(at)
