"""What sending costs with the addon and without it, in one run: two Odoos take turns, block by block."""

from statistics import median

#: Two databases and two processes; PostgreSQL as safe as in production.
NEEDS_BOTH_SIDES = True
LONG = True
#: Emails of a block, and blocks of a row: 1,000 emails on each side.
EMAILS, BLOCKS = 50, 20


def run(sides) -> list[dict]:
    """Rows for emails to one recipient and to five."""
    for side in sides.values():
        side.tell("prepare", port=side.sink_port)
    return [row for recipients in (1, 5) for row in _measure(sides, recipients)]


def _measure(sides, recipients: int) -> list[dict]:
    blocks = {name: [] for name in sides}
    _block(sides, list(sides), recipients)  # warms up
    for number in range(BLOCKS):
        order = list(sides) if number % 2 else list(reversed(sides))
        for name, spent in _block(sides, order, recipients).items():
            blocks[name].append(spent)
    return _rows(blocks, recipients)


def _block(sides, order: list[str], recipients: int) -> dict[str, dict]:
    for name in order:
        sides[name].tell("make", emails=EMAILS, recipients=recipients)
    spent = {name: sides[name].tell("send") for name in order}
    if any(one["left"] for one in spent.values()):
        raise RuntimeError(f"not every email was accepted: {spent}")
    return spent


def _rows(blocks: dict[str, list[dict]], recipients: int) -> list[dict]:
    def ratio(what: str) -> float:
        return median(a[what] / p[what] for a, p in zip(blocks["addon"], blocks["plain"], strict=True))

    def each(name: str, what: str, unit: float = 1) -> float:
        return median(block[what] for block in blocks[name]) * unit / EMAILS

    def row(metric: str, what: str, unit: str, factor: float = 1, **more) -> dict:
        return {
            "bench": "sending",
            "metric": f"{metric}, {recipients} recipient{'s' * (recipients > 1)}",
            "value": round(each("addon", what, factor), 2),
            "unit": unit,
            "size": EMAILS * BLOCKS,
            "reference": round(each("plain", what, factor), 2),
            **more,
        }

    time, more = ratio("seconds"), each("addon", "queries") - each("plain", "queries")
    return [
        row("time", "seconds", "ms/email", 1000, ratio=round(time, 3), bar="≤ 1.05x", met=time <= 1.05),
        row("queries", "queries", "queries/email", ratio=round(ratio("queries"), 3), bar="≤ 2 more", met=more <= 2),
        row("processor", "processor", "ms/email", 1000, ratio=round(ratio("processor"), 3)),
        row("in the mail server", "smtp", "ms/email", 1000, ratio=round(ratio("smtp"), 3)),
        row("commits", "commits", "commits/email", ratio=round(ratio("commits"), 3)),
    ]
