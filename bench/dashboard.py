"""The dashboard's payload beside the same counts by bare SQL."""

from bench.timing import best

NEEDS_DATABASE = True

#: The same facts, with as little around them as possible.
BARE = (
    "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'",
    """SELECT count(*) FROM mail_mail WHERE state = 'outgoing'
       AND (scheduled_date IS NULL OR scheduled_date <= now() at time zone 'utc')""",
    """SELECT id, scheduled_date, create_date FROM mail_mail WHERE state = 'outgoing'
       AND (scheduled_date IS NULL OR scheduled_date <= now() at time zone 'utc') ORDER BY id LIMIT 1""",
    "SELECT active, nextcall, lastcall FROM ir_cron ORDER BY id LIMIT 1",
    """SELECT failure_cause_id, count(*) FROM mail_notification
       WHERE failure_date >= (now() at time zone 'utc') - interval '30 days' GROUP BY failure_cause_id""",
    "SELECT date FROM mail_troubleshooting_attempt WHERE outcome = 'accepted' ORDER BY date DESC LIMIT 1",
)


def run(env, size: int) -> list[dict]:
    """Milliseconds and queries of one payload on a warm server."""
    dashboard = env["mail.troubleshooting.dashboard"]

    def payload():
        env.invalidate_all()
        dashboard.payload()

    def bare():
        for sql in BARE:
            env.cr.execute(sql)
            env.cr.fetchall()

    payload(), bare()
    before = env.cr.sql_log_count
    payload()
    queries = env.cr.sql_log_count - before
    reference, value = best(bare), best(payload)
    ratio = value / reference

    def checks():
        env.invalidate_all()
        for check in env["mail.troubleshooting.checkup"]._checks().values():
            check.sudo()._run()

    checks()
    together = best(checks)
    return [
        {"bench": "dashboard", "metric": "payload", "value": round(value, 2), "unit": "ms", "size": size,
         "reference": round(reference, 2), "ratio": round(ratio, 2), "bar": "≤ 2x bare SQL", "met": ratio <= 2},
        {"bench": "dashboard", "metric": "queries", "value": queries, "unit": "queries", "size": size,
         "reference": len(BARE), "ratio": round(queries / len(BARE), 2), "bar": "≤ 30", "met": queries <= 30},
        {"bench": "dashboard", "metric": "all local checks", "value": round(together, 2), "unit": "ms", "size": size,
         "reference": 1000, "ratio": round(together / 1000, 2), "bar": "≤ 1 s", "met": together <= 1000},
    ]  # fmt: skip
