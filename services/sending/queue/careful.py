"""After a run that was killed, each email is noted before it is begun: at which one it happens again is known."""

import psycopg2

from ....tools.retries.sqlstate import Trouble
from ..database_error import trouble_of
from .culprits import fail_apart
from .interruptions import give_up, keep_killed
from .marks import begin_mail, end_mail
from .run import QueueRun, report


def parts(mails, run: QueueRun | None):
    """All at once; one by one where each has to be noted before it is begun."""
    if run is None or not any(run.is_careful_about(mail_id) for mail_id in mails.ids):
        if mails:
            yield mails
        return
    for mail in mails:
        if _begin(mail, run):
            yield mail


def end(mails, run: QueueRun | None) -> None:
    """Their turn is over; the scheduler is told from time to time."""
    if run is None:
        return
    run.begun = 0  # what goes wrong from now on is not about it
    for mail_id in mails.ids:
        if run.is_careful_about(mail_id):
            end_mail(run.mark, mail_id)
        if run.mark and (ended := run.ended()):
            report(mails.env, run, ended)


def _begin(mail, run: QueueRun) -> bool:
    run.begun = mail.id
    if not run.is_careful_about(mail.id):
        return True
    try:
        goes = begin_mail(run.mark, mail.id)
    except psycopg2.Error as error:
        give_up(mail.env)
        kind = trouble_of(error)
        if kind is Trouble.GONE:
            raise
        # It waits where there was no time for a note of it, and goes without one where none can be kept.
        run.comes_again |= kind is not Trouble.VALUE
        return kind is Trouble.VALUE
    if not goes:
        keep_killed(mail.env, "queue", mail)
        fail_apart(mail, mail.env._("The process was stopped each time Odoo started sending this email."))
    return goes
