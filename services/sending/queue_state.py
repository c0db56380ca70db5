"""What waits in the email queue, and what becomes of it."""

from datetime import timedelta
from typing import TypedDict

from odoo import fields
from odoo.tools import SQL

#: The queue runs every hour as Odoo ships it.
LATE = timedelta(hours=2)


class Queue(TypedDict):
    """What waits, as the dashboard shows it. Dates are texts in UTC, False where there is none."""

    waiting: int
    due: int
    oldest_due: str | bool
    cron_id: int | bool
    cron_active: bool
    next_run: str | bool
    last_run: str | bool


def queue_state(env) -> Queue:
    """What waits in the queue, since when, and when it is sent."""
    waiting, due, oldest = _waiting(env)
    cron_id = env["ir.model.data"]._xmlid_to_res_id("mail.ir_cron_mail_scheduler_action") or 0
    Cron = env["ir.cron"].sudo().with_context(active_test=False)  # sudo: state and dates of one scheduled action
    cron = Cron.search_fetch([("id", "=", cron_id)], ["active", "nextcall", "lastcall"])
    return {
        "waiting": waiting,
        "due": due,
        "oldest_due": fields.Datetime.to_string(oldest) if oldest else False,
        "cron_id": cron.id,
        "cron_active": cron.active,
        "next_run": fields.Datetime.to_string(cron.nextcall) if cron.active else False,
        "last_run": fields.Datetime.to_string(cron.lastcall) if cron.lastcall else False,
    }


def queue_is_late(env) -> bool:
    """Whether emails wait much longer than they should: what may explain that is worse than it would be alone."""
    oldest = fields.Datetime.to_datetime(queue_state(env)["oldest_due"])
    return bool(oldest) and fields.Datetime.now() - oldest > LATE


def _waiting(env) -> tuple:
    """How many emails wait, how many of them are due, and since when the one could have gone that waits longest."""
    Mail = env["mail.mail"].sudo()  # sudo: two numbers and a date leave this method, no email
    Mail.flush_model(["state", "scheduled_date"])
    query = Mail._search([("state", "=", "outgoing")])
    planned, created = (SQL.identifier(query.table, name) for name in ("scheduled_date", "create_date"))
    due = SQL("%s IS NULL OR %s < %s", planned, planned, fields.Datetime.now())
    oldest = SQL("min(COALESCE(%s, %s)) FILTER (WHERE %s)", planned, created, due)
    counts = SQL("count(*)"), SQL("count(*) FILTER (WHERE %s)", due)
    return env.execute_query(query.select(*counts, oldest))[0]
