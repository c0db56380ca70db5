"""Lists of failures beside the same rows by bare SQL, and how fast failures from before the addon are explained."""

import time

from bench.timing import best

NEEDS_DATABASE = True

_WIPE = """UPDATE {table} SET failure_cause_id = NULL, failure_date = NULL, failure_domain = NULL,
           failure_permanence = NULL WHERE {status} IN ('exception', 'bounce')"""
_LIST = (
    "res_partner_id",
    "failure_address",
    "failure_cause_id",
    "failure_cause_owner",
    "failure_permanence",
    "failure_date",
)


def run(env, size: int) -> list[dict]:
    """Milliseconds on a warm server; recipients a second for what is explained afterwards."""
    return [*_backfill(env, size), *_lists(env, size)]


def _backfill(env, size: int) -> list[dict]:
    backfill = env["mail.troubleshooting.backfill"]
    backfill.search([("total", ">", 0)]).unlink()
    for table, status in (("mail_notification", "notification_status"), ("mail_mail", "state")):
        env.cr.execute(_WIPE.format(table=table, status=status))
    env.cr.commit()
    env.invalidate_all()
    start = time.perf_counter()
    backfill._plan()
    planned = time.perf_counter() - start
    failures = backfill._progress()["total"]
    backfill._run()
    speed = failures / (time.perf_counter() - start)
    idle = best(backfill._run)
    return [
        {
            "bench": "failures",
            "metric": "explained afterwards",
            "value": round(speed),
            "unit": "failures/s",
            "size": size,
            "bar": "≥ 1,000",
            "met": speed >= 1000,
        },
        {
            "bench": "failures",
            "metric": "finding what to explain",
            "value": round(planned * 1000, 1),
            "unit": "ms",
            "size": size,
            "bar": "≤ 1,000",
            "met": planned <= 1,
        },
        {
            "bench": "failures",
            "metric": "nothing left to explain",
            "value": round(idle, 2),
            "unit": "ms",
            "size": size,
            "bar": "≤ 20",
            "met": idle <= 20,
        },
    ]


def _lists(env, size: int) -> list[dict]:
    env.cr.execute("ANALYZE mail_notification")
    cause = env.ref("mail_troubleshooting.cause_mailbox_full")
    domains = {
        "all": [("failure_date", "!=", False)],
        "of a cause": [("failure_date", "!=", False), ("failure_cause_id", "=", cause.id)],
        "of a domain": [("failure_date", "!=", False), ("failure_domain", "=", "d7.example")],
        "of an owner": [("failure_date", "!=", False), ("failure_cause_owner", "=", "recipient")],
    }
    rows = []
    for name, domain in domains.items():
        value = best(lambda domain=domain: _page(env, domain))
        rows.append(
            {
                "bench": "failures",
                "metric": f"first page {name}",
                "value": round(value, 1),
                "unit": "ms",
                "size": size,
                "bar": "≤ 300",
                "met": value <= 300,
            }
        )
    for name in ("failure_cause_id", "failure_cause_owner", "failure_domain"):
        value = best(lambda name=name: _groups(env, name))
        rows.append(
            {
                "bench": "failures",
                "metric": f"grouped by {name}",
                "value": round(value, 1),
                "unit": "ms",
                "size": size,
                "bar": "≤ 300",
                "met": value <= 300,
            }
        )
    return rows


def _page(env, domain) -> None:
    env.invalidate_all()
    env["mail.notification"].web_search_read(
        domain, {name: {} for name in _LIST}, limit=80, order="failure_date desc", count_limit=10001
    )


def _groups(env, name: str) -> None:
    env.invalidate_all()
    env["mail.notification"].formatted_read_group([("failure_date", "!=", False)], [name], ["__count"])
