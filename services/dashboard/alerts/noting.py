"""Keeps what is to be told of incidents: that one began, and that it is over."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ....tools.monitoring.finding import Severity
from ....tools.monitoring.incidents import SAME
from ..findings.standing import FINDING, standing_domain
from .settings import ALERT, cron, is_on, parameter

#: What has been gone for so long is over. The minute is for a check that finds it again at the last moment.
GONE = SAME + timedelta(minutes=1)


def note_begun(env) -> None:
    """Keep what is to be told after checks have run: of causes, as by then effects stand behind them."""
    if not is_on(env):
        return
    least = Severity(parameter(env, "alert_severity", "error")).rank
    standing = env[FINDING].search(standing_domain(env))
    worse = standing.filtered(lambda finding: Severity(finding.severity).rank >= least)
    begun = worse - env[ALERT].search([("event", "=", "raised"), ("finding_id", "in", worse.ids)]).finding_id
    _add(env, [(finding.id, "raised") for finding in begun])


def note_ends(env) -> None:
    """Keep what is to be told of incidents that have stayed away."""
    if not is_on(env):
        return
    alerts = env[ALERT]
    over = env[FINDING].search(
        [
            ("closed_date", "<=", fields.Datetime.now() - GONE),
            ("id", "in", alerts._search([("event", "=", "raised")]).subselect("finding_id")),
            ("id", "not in", alerts._search([("event", "=", "over")]).subselect("finding_id")),
        ]
    )
    _add(env, [(finding.id, "over") for finding in over])


def _add(env, events: list[tuple[int, str]]) -> None:
    """Insert what is not there yet, and wake who tells it."""
    if not events:
        return
    env.flush_all()
    now, told = fields.Datetime.now(), parameter(env, "alert_way", "none") == "none"
    webhook = "waiting" if parameter(env, "webhook_url") else None
    rows = [(finding, event, now, told, webhook, now, env.uid, now) for finding, event in events]
    alerts = env[ALERT]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (finding_id, event, date, told, webhook_state, webhook_next, create_uid, create_date)"
            " VALUES %s ON CONFLICT DO NOTHING RETURNING id",
            SQL.identifier(alerts._table),
            SQL(", ").join(map(SQL, ["%s"] * len(rows), rows)),
        )
    )
    if env.cr.rowcount:
        alerts.invalidate_model()
        cron(env, "ir_cron_alert")._trigger()
        cron(env, "ir_cron_webhook")._trigger()
