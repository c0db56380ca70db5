"""One email does not stop the others: the one at which sending fails is found and set aside."""

import smtplib

import psycopg2
from psycopg2.extensions import TransactionRollbackError
from psycopg2.pool import PoolError

from odoo.fields import Domain
from odoo.tools import exception_to_unicode

from ..attempts.connection import NoConnection
from ..attempts.settled import settled
from .interruptions import isolated
from .marks import end_mail
from .run import QueueRun, queue_domain


class LeftOut(TransactionRollbackError):
    """What is done beside sending found no connection to the database, such as Odoo when it tells open clients.

    An email at which that happens has been dealt with, or waits for the next run, and those behind it go on.
    """


def send_in_queue(mails, run: QueueRun, core) -> None:
    """Send what can be sent; of what fails, set aside the email at which it fails.

    :param core: sends some of them
    """
    waiting = [mails.ids]
    while waiting:
        part = mails.browse(waiting.pop())
        run.begun = 0
        with isolated(mails.env, "queue", lambda part=part: _culprit(part, run)) as run.outcome:
            try:
                core(part)
            except NoConnection:
                raise
            except PoolError as error:
                raise LeftOut(str(error)) from error
        if run.outcome.error:
            waiting += _left_after_failure(part, run)


def fail_apart(mail, reason: str) -> None:
    """Write the failure in a transaction of its own; where that fails too, on the email alone."""
    values = {"state": "exception", "failure_type": "unknown", "failure_reason": reason}
    with isolated(mail.env, "queue", mail) as outcome:
        mail.write(values)
        reached = _reached(mail)
        mail._postprocess_sent_message(
            success_pids=[mail.env["res.partner"].browse(partner) for _address, partner in reached if partner],
            success_emails=[address for address, partner in reached if not partner],
            failure_reason=reason,
            failure_type="unknown",
        )
    if outcome.error:
        with isolated(mail.env, "queue", mail):
            mail.write(values)


def _culprit(mails, run: QueueRun):
    """The email at which sending failed, as far as it is known."""
    return mails.browse(run.begun or (mails.ids if len(mails) == 1 else ()))


def _left_after_failure(mails, run: QueueRun) -> list[list[int]]:
    """What to try next, last one first: without the culprit, or in halves where it is not known."""
    if run.is_careful_about(run.begun):
        with isolated(mails.env, "queue"):  # what comes next may be rolled back
            end_mail(run.mark, run.begun)
    run.comes_again |= run.outcome.is_passing
    left = mails.search(Domain(queue_domain()) & Domain("id", "in", mails.ids), order="id").ids
    culprit = mails.ids[0] if len(mails) == 1 else run.begun
    others = [mail_id for mail_id in left if mail_id != culprit]
    if len(others) == len(mails):  # it failed before the first email was begun
        if run.outcome.is_passing:
            return []
        half = len(others) // 2
        return [part for part in (others[half:], others[:half]) if part]
    again = _set_aside(mails.browse(culprit), run) if len(others) < len(left) else []
    return [part for part in (others, again) if part]


def _set_aside(mail, run: QueueRun) -> list[int]:
    """Mark the email as failed with what happened; gives it back where it deserves one more try."""
    error = run.outcome.error
    if run.outcome.is_passing:
        return []  # somebody else works on it, or there was no time; if it is still there, the next run takes it
    if isinstance(error, smtplib.SMTPServerDisconnected) and mail.id not in run.hung_up_on:
        # Perhaps the server had enough of the connection and not of this email.
        run.hung_up_on.add(mail.id)
        return mail.ids
    if isinstance(error, psycopg2.Error) and mail.id not in run.accepted and _reached(mail):
        # It is only what tells so that could not be written. Nobody is sent a second copy.
        run.accepted.add(mail.id)
        return mail.ids
    fail_apart(mail, exception_to_unicode(error))
    return []


def _reached(mail) -> list[tuple[str, int]]:
    """Address and contact of those for whom a server accepted the email before it failed."""
    found = settled(mail.env, mail.mail_message_id.ids)
    return [key[1:] for key, (outcome, _words) in found.items() if outcome == "accepted"]
