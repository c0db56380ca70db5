"""Who came on the blacklist together: a list that was imported by mistake, and no single wishes."""

from datetime import timedelta

from odoo import SUPERUSER_ID, fields
from odoo.tools import SQL

from ..dashboard.moments import day_start, home_zone
from .suppression import without_reason

BLACKLIST = "mail.blacklist"
#: So many on one day of this time, or within one second at any time, and such a share of all contacts, are no single
#: wishes.
RECENT = timedelta(days=30)
MANY, SHARE = 20, 0.2


def at_once(env) -> dict | None:
    """Where much of all contacts came there together: the day, how many, and the second of an import."""
    both = filter(None, (_in_one_second(env), _on_one_day(env)))
    most = max(both, key=lambda one: one["count"], default=None)
    if not most:
        return None
    enough = round(most["count"] / SHARE)
    contacts = env["res.partner"].search_count([("email_normalized", "!=", False)], limit=enough)
    return most if contacts < enough else None


def of_these(env, day: str, second: str) -> list:
    """Who came there on a day, or within a second where that is not empty, as a domain."""
    if second:
        begin = fields.Datetime.to_datetime(second)
        end = begin + timedelta(seconds=1)
    else:
        today = fields.Date.context_today(env[BLACKLIST].with_context(tz=home_zone(env)))
        ago = (today - fields.Date.to_date(day)).days
        begin, end = day_start(env, -ago), day_start(env, 1 - ago)
    begin, end = fields.Datetime.to_string(begin), fields.Datetime.to_string(end)
    return [("create_date", ">=", begin), ("create_date", "<", end), *_unwished(env)]


def _in_one_second(env) -> dict | None:
    """The largest import, however old it is: all that one transaction writes has the same moment."""
    query = env[BLACKLIST]._search(_unwished(env))
    second = SQL("date_trunc('second', %s)", SQL.identifier(query.table, "create_date"))
    counted = query.select(second, SQL("COUNT(*)"))
    rows = env.execute_query(SQL("%s GROUP BY 1 HAVING COUNT(*) >= %s ORDER BY 2 DESC, 1 DESC LIMIT 1", counted, MANY))
    if not rows:
        return None
    [[moment, count]] = rows
    day = fields.Datetime.context_timestamp(env[BLACKLIST].with_context(tz=home_zone(env)), moment).date()
    return {"day": str(day), "count": count, "second": fields.Datetime.to_string(moment)}


def _on_one_day(env) -> dict | None:
    lately = [("create_date", ">=", fields.Datetime.now() - RECENT), *_unwished(env)]
    days = (
        env[BLACKLIST]
        .with_context(tz=home_zone(env))
        ._read_group(
            lately,
            ["create_date:day"],
            ["__count"],
            having=[("__count", ">=", MANY)],
            order="__count desc",
            limit=1,
        )
    )
    return {"day": str(fields.Date.to_date(days[0][0])), "count": days[0][1], "second": ""} if days else None


def _unwished(env) -> list:
    """Whom one of our own users or Odoo put there. Who unsubscribes does so as a visitor, or says why."""
    return ["|", ("create_uid", "=", SUPERUSER_ID), ("create_uid.share", "=", False), *without_reason(env)]
