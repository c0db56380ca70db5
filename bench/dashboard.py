"""The dashboard's payload and charts beside the same facts by bare SQL, after every check has run."""

from bench.timing import best

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
    """Milliseconds and queries of one payload on a warm server."""
    dashboard = env["mail.troubleshooting.dashboard"]
    checkup = env["mail.troubleshooting.checkup"]
    checkup.run()
    env.flush_all()

    def payload():
        env.invalidate_all()
        dashboard.payload()

    def bare():
        for sql in BARE:
            env.cr.execute(sql)
            env.cr.fetchall()

    def checks():
        env.invalidate_all()
        for check in checkup._checks().values():
            check.sudo()._run()

    def charts(days):
        env.invalidate_all()
        dashboard.charts({"days": days})

    payload(), bare(), checks(), charts(90)
    before = env.cr.sql_log_count
    payload()
    queries = env.cr.sql_log_count - before
    # In turns, as the machine may be busy with something else for a while.
    pairs = [(best(bare, 5), best(payload, 5)) for _turn in range(10)]
    reference, value = (min(times) for times in zip(*pairs, strict=True))
    ratio = value / reference
    rows = [
        ("payload", value, "ms", reference, "≤ 2x bare SQL", ratio <= 2),
        ("payload alone", value, "ms", 60, "< 60 ms", value < 60),
        ("queries", queries, "queries", len(BARE), "≤ 30", queries <= 30),
        ("all local checks", together := best(checks), "ms", 1000, "≤ 1 s", together <= 1000),
        ("charts of 30 days", month := best(lambda: charts(30), 3), "ms", 1000, "≤ 1 s", month <= 1000),
        ("charts of 90 days", quarter := best(lambda: charts(90), 3), "ms", 1000, "≤ 1 s", quarter <= 1000),
    ]
    return [
        {"bench": "dashboard", "metric": metric, "value": round(measured, 2), "unit": unit, "size": size,
         "reference": round(beside, 2), "ratio": round(measured / beside, 2), "bar": bar, "met": met}
        for metric, measured, unit, beside, bar, met in rows
    ]  # fmt: skip
