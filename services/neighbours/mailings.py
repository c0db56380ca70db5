"""Mailings: one that cannot go does not hold up the others, and nobody gets an email twice."""

from ..sending.attempts.settled import settled
from ..sending.queue.interruptions import isolated, run_again

#: In the context of a run of the queue of mailings: a ``FailedMailings``. None: within one's turn.
FAILED = "mail_troubleshooting_failed_mailings"


class FailedMailings(dict[int, str]):
    """The state of those that failed in this run, by id."""


def failed_of(env) -> FailedMailings | None:
    """Those of the run that goes on. The context of a call from outside may say anything."""
    failed = env.context.get(FAILED)
    return failed if isinstance(failed, FailedMailings) else None


def in_turn(mailing, work):
    """What the work on a mailing gives, None where it failed: then it waits, and the next one has its turn.

    :param work: is given the mailing
    """
    failed = failed_of(mailing.env)
    if mailing.id in failed:
        mailing.state = failed[mailing.id]  # Odoo has begun with it in the meantime
        return None
    result = None
    try:
        with isolated(mailing.env, "campaign", mailing) as outcome:
            result = work(mailing.with_context(**{FAILED: None}))
    finally:
        if outcome.error and not outcome.is_fatal:
            failed[mailing.id] = mailing.state
        if outcome.is_passing or outcome.is_fatal:
            run_again(mailing.env)
    return result


def keep_reached(mailings) -> None:
    """Before Odoo deletes failed emails and writes new ones: those that somebody has, or may have, go on as they are.

    A new email has a message of its own, of which nobody knows who has the old one.
    """
    env = mailings.env
    mails = env["mail.mail"].sudo()  # sudo: as Odoo does, emails of these mailings
    failed = mails.search([("mailing_id", "in", mailings.ids), ("state", "=", "exception")])
    reached = {message_id for message_id, _address, _partner in settled(env, failed.mail_message_id.ids)}
    kept = failed.filtered(lambda mail: mail.mail_message_id.id in reached)
    if kept:
        kept.mark_outgoing()
        kept.mailing_trace_ids.write({"trace_status": "outgoing", "failure_type": False})
        env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
