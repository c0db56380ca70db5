"""Opening the failure wizard, my failures, and the failures of the messaging menu."""

from bench.timing import best

NEEDS_DATABASE = True
BAR = 150


def run(env, size: int) -> list[dict]:
    """Milliseconds and queries on a warm server, each from an empty cache."""
    admin = env.ref("base.user_admin")
    env = env(user=admin)
    failed = env["mail.notification"].sudo().search(
        [("author_id", "=", admin.partner_id.id), ("notification_status", "=", "exception")], order="id desc", limit=1
    )  # fmt: skip
    mine = env["mail.troubleshooting.my.failures"]
    message_id, cause = failed.mail_message_id.id, env.ref("mail_troubleshooting.cause_mailbox_full")
    actions = {
        "open the wizard": lambda: env["mail.troubleshooting.wizard"].open_message(message_id),
        "my failures": lambda: mine.payload(),
        "my failures of a cause": lambda: mine.payload({"cause": cause.id}),
        "my failures by text": lambda: mine.payload({"text": "p77@d77"}),
        "my failures of a document": lambda: mine.payload({"model": "res.partner"}),
        "failures of everybody": lambda: mine.payload({"everyone": True}),
    }
    return [row for name, action in actions.items() for row in _measure(env, name, action, size)]


def _measure(env, name: str, action, size: int) -> list[dict]:
    def fresh():
        env.invalidate_all()
        action()

    fresh()
    before = env.cr.sql_log_count
    fresh()
    queries = env.cr.sql_log_count - before
    value = best(fresh)
    return [
        {"bench": "wizard", "metric": name, "value": round(value, 1), "unit": "ms", "size": size,
         "bar": f"≤ {BAR}", "met": value <= BAR},
        {"bench": "wizard", "metric": f"{name}, queries", "value": queries, "unit": "queries", "size": size,
         "bar": "≤ 60", "met": queries <= 60},
    ]  # fmt: skip
