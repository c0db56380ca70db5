"""Who sends as whom: five companies, 200 users, and as many attempts of the last 90 days as the database has emails."""

from bench.timing import cost

NEEDS_DATABASE = True
#: Milliseconds for everybody who sends, and for one email.
MATRIX, DECISION = 1000, 100


def run(env, size: int) -> list[dict]:
    """Milliseconds and queries on a warm server, each from an empty cache, as the administrator."""
    env = env(user=env.ref("base.user_admin"))
    senders = env["mail.troubleshooting.senders"]
    rows = senders.matrix()["rows"]
    questions = {row["kind"]: row["question"] for row in rows}
    measured = [(f"matrix of {len(rows)} rows", MATRIX, senders.matrix)]
    measured += [
        (f"one decision: {kind}", DECISION, lambda question=question: senders.decide(question))
        for kind, question in questions.items()
    ]
    return [_row(env, name, action, bar, size) for name, bar, action in measured]


def _row(env, name: str, action, bar: int, size: int) -> dict:
    value, _queries = cost(env, action)
    return {
        "bench": "senders",
        "metric": name,
        "value": round(value, 1),
        "unit": "ms",
        "size": size,
        "bar": f"≤ {bar} ms",
        "met": value <= bar,
    }
