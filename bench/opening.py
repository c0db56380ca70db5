"""What people open: charts with each filter, lists, the failure wizard, my failures, the address of monitoring."""

from bench.timing import cost

NEEDS_DATABASE = True
#: Milliseconds for charts, all parts of them one after the other, and for anything else; queries.
CHARTS, OTHERS, QUERIES = 1000, 300, 60
SHOWN = {
    "mail.notification": (
        "res_partner_id",
        "failure_address",
        "failure_cause_id",
        "failure_cause_owner",
        "failure_date",
    ),
    "mail.mail": ("subject", "state", "failure_cause_id", "failure_date"),
    "mail.troubleshooting.attempt": ("date", "recipient", "mail_server_id", "outcome", "failure_cause_id"),
    "mail.troubleshooting.finding": ("title", "severity", "first_seen"),
}


def run(env, size: int) -> list[dict]:
    """Milliseconds and queries on a warm server, each from an empty cache, as the administrator."""
    env = env(user=env.ref("base.user_admin"))
    return [
        _row(env, name, action, bar, size)
        for bar, opened in ((CHARTS, _charts(env)), (OTHERS, _pages(env)), (OTHERS, _lists(env)))
        for name, action in opened.items()
    ]


def _row(env, name: str, action, bar: int, size: int) -> dict:
    value, queries = cost(env, action)
    return {
        "bench": "opening",
        "metric": name,
        "value": round(value, 1),
        "unit": "ms",
        "queries": queries,
        "size": size,
        "bar": f"≤ {bar} ms, {QUERIES} queries",
        "met": value <= bar and queries <= QUERIES,
    }


def _charts(env) -> dict:
    dashboard = env["mail.troubleshooting.dashboard"]
    filters = {
        "company": env.user.company_ids[-1].id,
        "server": env["ir.mail_server"].search([], limit=1).id,
        "cause": env.ref("mail_troubleshooting.cause_mailbox_full").id,
    }
    asked = {f"{days} days": {"days": days} for days in (1, 7, 30, 90)}
    asked |= {f"90 days of a {name}": {"days": 90, name: value} for name, value in filters.items()}
    opened = {f"charts of {name}": lambda one=one: dashboard.charts(one) for name, one in asked.items()}
    return opened | {
        f"changes of {days} days": lambda days=days: dashboard.timeline({"days": days}) for days in (7, 90)
    }


def _pages(env) -> dict:
    failed = (
        env["mail.notification"]
        .sudo()
        .search(
            [("author_id", "=", env.user.partner_id.id), ("notification_status", "=", "exception")],
            order="id desc",
            limit=1,
        )
    )
    message, cause = failed.mail_message_id.id, env.ref("mail_troubleshooting.cause_mailbox_full").id
    followed = env["mail.followers"].sudo().search([("res_model", "=", "res.partner")], limit=1).res_id
    mine, audience = env["mail.troubleshooting.my.failures"], env["mail.troubleshooting.audience"]
    from odoo.addons.mail_troubleshooting.services.dashboard import health
    from odoo.addons.mail_troubleshooting.services.dashboard.findings.standing import count_errors
    from odoo.addons.mail_troubleshooting.services.dashboard.payload import state_line

    return {
        "failure wizard": lambda: env["mail.troubleshooting.wizard"].open_message(message),
        "my failures": lambda: mine.payload(),
        "my failures of a cause": lambda: mine.payload({"cause": cause}),
        "my failures by text": lambda: mine.payload({"text": "p77@d77"}),
        "my failures of a document": lambda: mine.payload({"model": "res.partner"}),
        "failures of everybody": lambda: mine.payload({"everyone": True}),
        "mark in the systray": lambda: count_errors(env),
        "line in General Settings": lambda: state_line(env),
        "who is notified": lambda: audience.payload("res.partner", followed),
        "kinds of documents": lambda: audience.documents(),
        "health as JSON": lambda: health.report(env),
        "health for Prometheus": lambda: health.gauges(env),
    }


def _lists(env) -> dict:
    failed = [("failure_date", "!=", False)]
    cause = [*failed, ("failure_cause_id", "=", env.ref("mail_troubleshooting.cause_mailbox_full").id)]
    lists = {
        "recipients": ("mail.notification", failed, "failure_date desc"),
        "recipients of a cause": ("mail.notification", cause, "failure_date desc"),
        "recipients of a server": (
            "mail.notification",
            [*failed, ("failure_server_ids", "in", env["ir.mail_server"].search([], limit=1).ids)],
            "failure_date desc",
        ),
        "waiting emails": ("mail.mail", [("state", "=", "outgoing")], None),
        "failed emails": ("mail.mail", [("state", "=", "exception")], None),
        "attempts": ("mail.troubleshooting.attempt", [], None),
        "findings": ("mail.troubleshooting.finding", [], None),
    }
    opened = {f"list of {name}": lambda one=one: _page(env, *one) for name, one in lists.items()}
    for model, domain, name in (
        ("mail.notification", failed, "failure_cause_id"),
        ("mail.notification", failed, "failure_domain"),
        ("mail.mail", [("state", "=", "exception")], "failure_cause_id"),
    ):
        opened[f"{model} by {name}"] = lambda model=model, domain=domain, name=name: env[model].formatted_read_group(
            domain, [name], ["__count"]
        )
    return opened


def _page(env, model: str, domain: list, order: str | None) -> None:
    env[model].web_search_read(domain, {name: {} for name in SHOWN[model]}, limit=80, order=order, count_limit=10001)
