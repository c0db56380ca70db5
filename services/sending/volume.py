"""How many emails were accepted, by which server, and where they came from. Bounded in time, by the index of dates."""

from datetime import timedelta

from odoo import fields

from ...tools.figures.volume import Origin, origin
from ..dashboard.moments import home_zone

#: The newest attempts tell where emails come from.
LOOKED_AT = 5000
#: Servers and origins that are named.
MOST = 8
WEEK = timedelta(days=7)


def _accepted(env, since) -> list:
    return [("date", ">=", since), ("outcome", "=", "accepted")]


def accepted_by_hour(env, since) -> dict[str, int]:
    """Emails by hour, in the zone of the day that is looked at."""
    zone = home_zone(env)
    Attempt = env["mail.troubleshooting.attempt"].with_context(tz=zone)
    groups = Attempt._read_group(_accepted(env, since), ["date:hour"], ["__count"])
    return {f"{hour:%H:%M}": count for hour, count in groups}


def accepted_by_server(env, since) -> list[dict]:
    """Emails by server, the busiest first."""
    groups = env["mail.troubleshooting.attempt"]._read_group(
        _accepted(env, since), ["mail_server_id"], ["__count"], order="__count DESC"
    )
    known = {server.id: server.name for server in env["ir.mail_server"].union(*(s for s, _n in groups)).exists()}
    return [{"id": server.id, "name": known.get(server.id, ""), "count": count} for server, count in groups]


def origins(env, since) -> list[Origin]:
    """Where the newest emails come from, the most frequent first."""
    Attempt = env["mail.troubleshooting.attempt"]
    newest = _accepted(env, since)
    last = Attempt.search(newest, order="id desc", offset=LOOKED_AT, limit=1)
    groups = Attempt._read_group(
        [*newest, ("id", ">", last.id or 0)],
        ["model", "mail_message_id.message_type", "partner_id.partner_share"],
        ["__count"],
    )
    counts = {}
    for model, message_type, is_share, count in groups:
        key = origin(message_type, is_share), model or ""
        counts[key] = counts.get(key, 0) + count
    found = [Origin(kind, model, count) for (kind, model), count in counts.items()]
    return sorted(found, key=lambda one: (-one.count, one.kind, one.model))


def facts_for_support(env) -> dict[str, str]:
    """What a provider's support asks before it raises a limit."""
    since = fields.Datetime.now() - WEEK
    failed = [
        ("failure_date", ">=", since),
        ("failure_type", "=", "mail_bounce"),
        ("notification_type", "=", "email"),
    ]
    bounced = env["mail.notification"].search_count(failed)
    accepted = env["mail.troubleshooting.attempt"].search_count(_accepted(env, since))
    apps = env["ir.module.module"].search([("state", "=", "installed"), ("application", "=", True)])
    domains = env["mail.alias.domain"].search([], limit=MOST)
    return {
        "users": str(env["res.users"].search_count([("share", "=", False)])),
        "apps": ", ".join(sorted(apps.mapped("name"))) or "–",
        "week": str(accepted),
        "bounced": str(bounced),
        "bounce_rate": f"{100 * bounced / accepted:.1f} %" if accepted else "–",
        "alias_domains": ", ".join(domains.mapped("name")) or "–",
        "url": env["ir.config_parameter"].get_param("web.base.url") or "–",
    }
