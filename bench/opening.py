"""What people open: charts with each filter, lists, the failure wizard, my failures, menus, the address of monitoring."""

from bench.timing import cost

NEEDS_DATABASE = True
#: Milliseconds, and queries. Lists may take longer: they count.
BAR, LIST, QUERIES = 400, 300, 60
SHOWN = {
    "mail.notification": ("res_partner_id", "failure_address", "failure_cause_id", "failure_cause_owner", "failure_date"),
    "mail.mail": ("subject", "state", "failure_cause_id", "failure_date"),
    "mail.troubleshooting.attempt": ("date", "recipient", "mail_server_id", "outcome", "failure_cause_id"),
    "mail.troubleshooting.finding": ("title", "severity", "first_seen"),
}  # fmt: skip


def run(env, size: int) -> list[dict]:
    """Milliseconds and queries on a warm server, each from an empty cache, as the administrator."""
    env = env(user=env.ref("base.user_admin"))
    return [
        row
        for bar, opened in ((BAR, _charts(env)), (LIST, _pages(env)), (LIST, _lists(env)))
        for name, action in opened.items()
        for row in _rows(env, name, action, bar, size)
    ]


def _rows(env, name: str, action, bar: int, size: int) -> list[dict]:
    value, queries = cost(env, action)
    common = {"bench": "opening", "metric": name, "size": size}
    return [
        {**common, "value": round(value, 1), "unit": "ms", "bar": f"≤ {bar} ms", "met": value <= bar},
        {**common, "value": queries, "unit": "queries", "bar": f"≤ {QUERIES}", "met": queries <= QUERIES},
    ]


def _charts(env) -> dict:
    dashboard, changes = env["mail.troubleshooting.dashboard"], env["mail.troubleshooting.changes"]
    filters = {
        "company": env.user.company_ids[-1].id,
        "server": env["ir.mail_server"].search([], limit=1).id,
        "cause": env.ref("mail_troubleshooting.cause_mailbox_full").id,
    }
    asked = {f"{days} days": {"days": days} for days in (1, 7, 30, 90)}
    asked |= {f"90 days of a {name}": {"days": 90, name: value} for name, value in filters.items()}
    opened = {f"charts of {name}": lambda one=one: dashboard.charts(one) for name, one in asked.items()}
    return opened | {f"changes of {days} days": lambda days=days: changes.timeline({"days": days}) for days in (7, 90)}


def _pages(env) -> dict:
    failed = env["mail.notification"].sudo().search(
        [("author_id", "=", env.user.partner_id.id), ("notification_status", "=", "exception")], order="id desc", limit=1
    )  # fmt: skip
    message, cause = failed.mail_message_id.id, env.ref("mail_troubleshooting.cause_mailbox_full").id
    followed = env["mail.followers"].sudo().search([("res_model", "=", "res.partner")], limit=1).res_id
    mine, audience = env["mail.troubleshooting.my.failures"], env["mail.troubleshooting.audience"]
    health = env["mail.troubleshooting.health"].sudo()
    return {
        "failure wizard": lambda: env["mail.troubleshooting.wizard"].open_message(message),
        "my failures": lambda: mine.payload(),
        "my failures of a cause": lambda: mine.payload({"cause": cause}),
        "my failures by text": lambda: mine.payload({"text": "p77@d77"}),
        "my failures of a document": lambda: mine.payload({"model": "res.partner"}),
        "failures of everybody": lambda: mine.payload({"everyone": True}),
        "messaging menu": lambda: _menu(env),
        "mark in the systray": lambda: env["mail.troubleshooting.finding"]._errors(),
        "line in General Settings": lambda: env["mail.troubleshooting.dashboard"]._state_line(),
        "who is notified": lambda: audience.payload("res.partner", followed),
        "kinds of documents": lambda: audience.documents(),
        "health as JSON": lambda: health._report(),
        "health for Prometheus": lambda: health._gauges(),
    }


def _menu(env) -> None:
    """The failures that Odoo shows in the messaging menu (mail/controllers/webclient.py)."""
    from odoo.addons.mail.tools.discuss import Store

    failed = [("author_id", "=", env.user.partner_id.id), ("notification_status", "in", ("bounce", "exception")),
              ("mail_message_id.model", "!=", False), ("mail_message_id.res_id", "!=", 0)]  # fmt: skip
    store = Store()
    env["mail.notification"].sudo().search(failed, limit=100).mail_message_id._message_notifications_to_store(store)
    store.get_result()


def _lists(env) -> dict:
    failed = [("failure_date", "!=", False)]
    cause = [*failed, ("failure_cause_id", "=", env.ref("mail_troubleshooting.cause_mailbox_full").id)]
    lists = {
        "recipients": ("mail.notification", failed, "failure_date desc"),
        "recipients of a cause": ("mail.notification", cause, "failure_date desc"),
        "recipients of a server": (
            "mail.notification", [*failed, ("failure_server_ids", "in", env["ir.mail_server"].search([], limit=1).ids)],
            "failure_date desc",
        ),
        "waiting emails": ("mail.mail", [("state", "=", "outgoing")], None),
        "failed emails": ("mail.mail", [("state", "=", "exception")], None),
        "attempts": ("mail.troubleshooting.attempt", [], None),
        "findings": ("mail.troubleshooting.finding", [], None),
    }  # fmt: skip
    opened = {f"list of {name}": lambda one=one: _page(env, *one) for name, one in lists.items()}
    for model, domain, name in (
        ("mail.notification", failed, "failure_cause_id"), ("mail.notification", failed, "failure_domain"),
        ("mail.mail", [("state", "=", "exception")], "failure_cause_id"),
    ):  # fmt: skip
        opened[f"{model} by {name}"] = lambda model=model, domain=domain, name=name: env[model].formatted_read_group(
            domain, [name], ["__count"]
        )
    return opened


def _page(env, model: str, domain: list, order: str | None) -> None:
    env[model].web_search_read(domain, {name: {} for name in SHOWN[model]}, limit=80, order=order, count_limit=10001)
