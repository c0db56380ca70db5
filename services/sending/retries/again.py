"""Emails are sent again, or nobody wants that any more: because a person says so, or because their time has come."""

from contextlib import contextmanager

from odoo import fields

from ...failures.notifications import release_old_bounces, set_status, unsent_notifications
from ..attempts.rounds import key_of, release
from .plan import drop_needless_plans, drop_plan, retry_hours

#: Emails that go back into the queue in one transaction.
BATCH = 500


@contextmanager
def decided_by_a_person(mails):
    """In this block core puts them back into the queue."""
    mails.write({"retry_until": False, "retry_count": 0, "is_automatic_retry": False})
    again = mails.filtered(lambda mail: mail.state in ("exception", "cancel"))
    for mail in again:
        mail.troubleshooting_retries += 1
    # Whom core would call reached otherwise, as a server has accepted it once.
    release_old_bounces(unsent_notifications(mails))
    yield
    again.write({"failure_type": False, "failure_reason": False})
    set_status(unsent_notifications(again), "ready")


def release_uncertain(mails) -> None:
    """Let those have it again of whom nobody knows whether they have it: somebody decided so."""
    # sudo: of these emails, whatever company their documents belong to
    attempts = mails.env["mail.troubleshooting.attempt"].sudo()
    uncertain = attempts.search([("mail_message_id", "in", mails.mail_message_id.ids), ("outcome", "=", "uncertain")])
    release(mails.env, map(key_of, uncertain), ("uncertain",))


def cancel_if_done(mails) -> None:
    """Cancel failed emails for which nobody waits any more."""
    waiting = unsent_notifications(mails).mail_mail_id
    (mails - waiting).filtered(lambda mail: mail.state == "exception" or mail.is_automatic_retry).cancel()
    drop_needless_plans(mails & waiting)


def retry_by_itself(mails) -> None:
    """Put failed emails back into the queue for whom another try can help."""
    for mail in mails:
        mail.retry_count += 1
    mails.write(
        {
            "state": "outgoing",
            "failure_type": False,
            "failure_reason": False,
            "is_automatic_retry": True,
        }
    )
    mails.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()


def retry_due(mails) -> None:
    """Put failed emails whose time has come back into the queue, the longest overdue first."""
    env = mails.env
    due = [("retry_date", "<=", fields.Datetime.now())]
    if not retry_hours(env):
        due = [("retry_date", "!=", False)]  # switched off in the meantime: what was planned is no more
    while batch := mails.search(due, order="retry_date, id", limit=BATCH).try_lock_for_update(allow_referencing=True):
        (retry_by_itself if retry_hours(env) else drop_plan)(batch)
        if not env["ir.cron"]._commit_progress(len(batch), remaining=mails.search_count(due)):
            break
