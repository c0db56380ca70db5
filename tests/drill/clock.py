"""Time that passes: everything in the database gets older."""

from __future__ import annotations

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

#: Where the moments stand that anybody could look at.
TABLES = (
    "mail_%",
    "mailing_%",
    "ir_cron%",
    "ir_mail_server",
    "ir_config_parameter",
    "ir_attachment",
    "res_partner",
    "res_users",
    "res_company",
)


def let_time_pass(env, by: timedelta) -> None:
    """Move every moment in these tables into the past."""
    env.flush_all()
    env.cr.execute(
        """
        SELECT c.table_name, array_agg(c.column_name::text)
          FROM information_schema.columns c
          JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
         WHERE c.table_schema = 'public' AND c.data_type LIKE 'timestamp%%' AND t.table_type = 'BASE TABLE'
           AND c.table_name LIKE ANY(%s)
         GROUP BY c.table_name
        """,
        [list(TABLES)],
    )
    for table, columns in env.cr.fetchall():
        changes = SQL(", ").join(
            SQL("%s = %s - %s", SQL.identifier(column), SQL.identifier(column), by) for column in columns
        )
        env.cr.execute(SQL("UPDATE %s SET %s", SQL.identifier(table), changes))
    env.invalidate_all()


def run_all_crons_on_time(env, late: set[str]) -> None:
    """Scheduled actions as they are where a scheduler runs, but for those that are late."""
    actions = env["ir.cron"].search([]) if "*" not in late else env["ir.cron"]
    for name in late - {"*"}:
        actions -= env.ref(name)
    now = fields.Datetime.now()
    for action in actions:
        months = action.interval_type == "months"
        length = timedelta(days=30) if months else timedelta(**{action.interval_type: action.interval_number})
        coming = action.nextcall
        if action.lastcall and coming > now:
            continue
        while coming <= now:
            coming += length
        last = coming - length if action.lastcall else now - min(length / 2, timedelta(minutes=4))
        # Written past the ORM, which takes a lock that a scheduler would have.
        env.cr.execute(
            SQL("UPDATE ir_cron SET lastcall = %s, nextcall = %s WHERE id = %s", min(last, now), coming, action.id)
        )
    actions.invalidate_recordset(["lastcall", "nextcall"])
