"""From one call of ``mail.mail._send`` to core's: claims, the log of what becomes of each email, and the end of it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import psycopg2

from odoo import fields

from ...failures.diagnosis import explain
from ...failures.notifications import set_status, unsent_notifications
from ..attempts.settled import rounds
from ..queue import careful
from ..queue.run import run_of
from ..retries.given_up import given_up, restore, words_before
from .claims import claimed_parts, locked
from .connection import Connection, ServerGone
from .sending_log import LOG, SendingLog

#: When the queue runs again after a server went away.
WAIT_FOR_SERVER = timedelta(minutes=5)


@dataclass(frozen=True)
class Call:
    """How ``_send`` was called.

    :param goes_on: False where the caller wants the first failure as an exception
    :param commits: whether core commits after each email
    :param make_journal: gives a journal of attempts, or what stands in for one
    """

    session: object
    server: object
    goes_on: bool
    commits: bool
    make_journal: Callable


def submit(mails, call: Call, core):
    """Send those of these emails that nobody else sends.

    :param core: sends some of them
    """
    if not call.commits:
        return _over_session(locked(mails), call, call.make_journal(mails.env), core)
    run = run_of(mails.env)
    for mine, journal in claimed_parts(mails):
        for part in careful.parts(mine, run):
            _over_session(part, call, journal, core)
            careful.end(part, run)
    return True


def put_back(mails, log: SendingLog) -> None:
    """The server went away before this email was begun, or the database had no time: it waits for the next run."""
    mails.write({"state": "outgoing", "failure_type": False, "failure_reason": False})
    if not log.before:
        set_status(unsent_notifications(mails), "ready")
    mails.env.ref("mail.ir_cron_mail_scheduler_action")._trigger(fields.Datetime.now() + WAIT_FOR_SERVER)
    restore(mails, log.before)


def explain_failures(log: SendingLog, env) -> None:
    """Diagnose what was written while an email was being sent, and stands."""
    for records in log.unexplained(env):
        explain(records)


def _explain_if_possible(log: SendingLog, env) -> None:
    """The same beside an exception, which nothing may stand in for: the transaction may be broken already."""
    with suppress(psycopg2.Error), env.cr.savepoint():
        explain_failures(log, env)


def _over_session(mails, call: Call, journal, core):
    try:
        log = _log(mails, call, journal)
        try:
            result = core(mails.with_context(**{LOG: log}))
        except (psycopg2.Error, MemoryError):
            raise  # nothing more can be written
        except ServerGone:
            if call.goes_on:
                put_back(mails.browse(log.mail_id), log)
                if call.commits:
                    mails.env.cr.commit()  # pylint: disable=invalid-commit  # as core does after every email
                return True
            _explain_if_possible(log, mails.env)
            raise
        except Exception:
            _explain_if_possible(log, mails.env)
            raise
        explain_failures(log, mails.env)
        return result
    finally:
        journal.close()


def _log(mails, call: Call, journal) -> SendingLog:
    servers = mails.env["ir.mail_server"]

    def connect():
        return servers._connect__(mail_server_id=call.server.id, smtp_from=call.session.smtp_from)

    reached = rounds(mails.env, mails.mail_message_id.ids)
    settled = journal.settled(mails.mail_message_id.ids, reached)
    connection = Connection(call.session, connect)
    log = SendingLog(journal, connection, settled, reached, server_id=call.server.id, goes_on=call.goes_on)
    log.before = words_before(mails)
    log.given_up = given_up(mails, log.before)
    return log
