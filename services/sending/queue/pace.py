"""How far the email queue is: what its runs have told the scheduler, and what waits."""

from datetime import timedelta

from odoo import fields

from ....tools.figures.pace import Report, Run, newest_run
from .run import queue_domain

#: Reports that are looked at, the newest.
RECENT, MOST = timedelta(days=1), 1000
HOUR = timedelta(hours=1)


def reports(env) -> list[Report]:
    """What the last runs have reported, the newest first."""
    queue = env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
    if not queue:
        return []
    since = fields.Datetime.now() - RECENT
    # sudo: dates and numbers of one scheduled action
    found = env["ir.cron.progress"].sudo()
    found = found.search([("cron_id", "=", queue.id), ("create_date", ">=", since)], order="id desc", limit=MOST)
    return [Report(one.create_date, one.write_date, one.done, one.remaining) for one in found]


def pace_of_attempts(env) -> Run | None:
    """The pace of the last hour where no run reports: another scheduler, or an addon, works on the queue.

    None where what waits has come since: it has not had its turn.
    """
    now = fields.Datetime.now()
    accepted = [("date", ">=", now - HOUR), ("outcome", "=", "accepted")]
    [[count, first]] = env["mail.troubleshooting.attempt"]._read_group(accepted, [], ["__count", "date:min"])
    oldest = env["mail.mail"].search_fetch(queue_domain(), ["create_date"], order="id", limit=1)
    if not count or not oldest or oldest.create_date > first:
        return None
    return Run(first, count, (now - first).total_seconds(), is_at_work=True)


def run_at_work(env) -> Run | None:
    """The run that sends emails now, None where none does: what waits for it is a matter of time alone."""
    run = newest_run(reports(env), fields.Datetime.now())
    return run if run and run.is_at_work and run.done else None
