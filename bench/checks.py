"""Each check by itself, and a check-up from the first one to the last with what it writes."""

from bench.timing import best, cost

NEEDS_DATABASE = True
BAR = 200


def run(env, size: int) -> list[dict]:
    """Milliseconds and queries on a warm server, slowest first."""
    from odoo.addons.mail_troubleshooting.services.dashboard.findings.checks import checks

    checkup = env["mail.troubleshooting.checkup"]
    costs = {code: cost(env, check.sudo()._run) for code, check in checks(env).items()}
    rows = [
        {
            "bench": "checks",
            "metric": code,
            "value": round(value, 1),
            "unit": "ms",
            "queries": queries,
            "size": size,
            "bar": f"≤ {BAR} ms",
            "met": value <= BAR,
        }
        for code, (value, queries) in sorted(costs.items(), key=lambda row: -row[1][0])
    ]
    whole = best(checkup.run, 3)
    env.cr.rollback()
    return [
        *rows,
        {
            "bench": "checks",
            "metric": "check-up, from button to findings",
            "value": round(whole, 1),
            "unit": "ms",
            "size": size,
            "bar": "≤ 2 s",
            "met": whole <= 2000,
        },
    ]
