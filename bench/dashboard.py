"""The dashboard's payload beside the same facts by bare SQL, after every check has run; what else it asks for."""

from bench.timing import best, cost

NEEDS_DATABASE = True

#: What the payload shows, with nothing around it: each row is needed, by the cheapest query.
BARE = (
    """SELECT count(*), count(*) FILTER (WHERE scheduled_date IS NULL OR scheduled_date < now() at time zone 'utc'),
              min(COALESCE(scheduled_date, create_date))
       FROM mail_mail WHERE state = 'outgoing'""",
    "SELECT active, nextcall, lastcall FROM ir_cron ORDER BY id LIMIT 1",
    """SELECT failure_cause_id, count(*) FROM mail_notification
       WHERE failure_date >= (now() at time zone 'utc') - interval '30 days' AND notification_type = 'email'
       GROUP BY failure_cause_id""",
    """SELECT failure_cause_id, count(*) FROM mail_mail
       WHERE failure_date >= (now() at time zone 'utc') - interval '30 days' AND is_notification IS NOT TRUE
       GROUP BY failure_cause_id""",
    "SELECT date FROM mail_troubleshooting_attempt WHERE outcome = 'accepted' ORDER BY date DESC LIMIT 1",
    "SELECT sum(total), sum(done) FROM mail_troubleshooting_backfill",
    "SELECT * FROM mail_troubleshooting_finding WHERE closed_date IS NULL AND shown",
    "SELECT code, last_run, failed FROM mail_troubleshooting_check_state",
)


def run(env, size: int) -> list[dict]:
    """Milliseconds and queries on a warm server, as the administrator."""
    from odoo.addons.mail_troubleshooting.services.dashboard.findings.checks import checks as checks_of

    env["mail.troubleshooting.checkup"].run()
    env.cr.commit()  # as a server finds it that begins with a request
    env = env(user=env.ref("base.user_admin"))
    dashboard = env["mail.troubleshooting.dashboard"]

    def bare():
        for sql in BARE:
            env.cr.execute(sql)
            env.cr.fetchall()

    def payload():
        env.invalidate_all()
        dashboard.payload()

    def checks():
        for check in checks_of(env).values():
            check.sudo()._run()

    bare()
    _value, queries = cost(env, payload)
    # In turns, as the machine may be busy with something else for a while: the fastest of each was not disturbed.
    pairs = [(best(bare, 1), best(payload, 1)) for _turn in range(100)]
    reference, value = (min(times) for times in zip(*pairs, strict=True))
    rows = [
        _row("payload, beside bare SQL", value, "ms", "≤ 2x", value <= 2 * reference, round(reference, 2)),
        _row("payload", value, "ms", "< 60 ms", value < 60),
        _row("queries of the payload", queries, "queries", "≤ 30", queries <= 30),
    ]
    together = cost(env, checks)[0]
    rows.append(_row("all local checks", together, "ms", "≤ 1,000 ms", together <= 1000))
    for days in (30, 90):
        for part in ("attempts", "receivers", "failures"):  # asked for at the same time, each shown when it is there
            value = cost(env, lambda days=days, part=part: dashboard.charts({"days": days}, [part]), 3)[0]
            rows.append(_row(f"charts of {days} days: {part}", value, "ms", "≤ 400 ms", value <= 400))
    return [{**row, "size": size} for row in rows]


def _row(metric: str, value: float, unit: str, bar: str, met: bool, reference: float | None = None) -> dict:
    row = {"bench": "dashboard", "metric": metric, "value": round(value, 2), "unit": unit, "bar": bar, "met": met}
    return row | ({"reference": reference, "ratio": round(value / reference, 2)} if reference else {})
