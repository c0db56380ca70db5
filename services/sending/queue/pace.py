"""How far the email queue is: what its runs have told the scheduler, and what waits."""

from datetime import timedelta

from odoo import fields

from ....tools.figures.pace import Report, Run, newest_run

#: Reports that are looked at, the newest.
RECENT, MOST = timedelta(days=1), 1000


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


def run_at_work(env) -> Run | None:
    """The run that sends emails now, None where none does: what waits for it is a matter of time alone."""
    run = newest_run(reports(env), fields.Datetime.now())
    return run if run and run.is_at_work and run.done else None
