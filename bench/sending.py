"""What sending costs with the addon and without it, in one run: two Odoos take turns, block by block."""

from statistics import median

#: Two databases and two processes; PostgreSQL as safe as in production.
NEEDS_BOTH_SIDES = True
LONG = True
#: Emails of a block.
EMAILS = 50
#: The mail servers (``smtp_sink.py``): how each answers, blocks of a row on each side, and what time may cost.
SERVERS = (("at once", 20, 1.08), ("in 10 ms", 5, 1.03))


def run(sides) -> list[dict]:
    """Rows for emails to one recipient and to five, over a server that answers at once and over one that is far away."""
    rows = []
    for number, (answers, count, bar) in enumerate(SERVERS):
        for side in sides.values():
            side.tell("prepare", port=side.sink_ports[number])
        for recipients in (1, 5):
            blocks = _measure(sides, recipients, count)
            rows += _rows(blocks, f"{recipients} recipient{'s' * (recipients > 1)}, answers {answers}", bar)
    return rows


def _measure(sides, recipients: int, count: int) -> dict[str, list[dict]]:
    blocks = {name: [] for name in sides}
    _block(sides, list(sides), recipients)  # warms up
    for number in range(count):
        order = list(sides) if number % 2 else list(reversed(sides))
        for name, spent in _block(sides, order, recipients).items():
            blocks[name].append(spent)
    return blocks


def _block(sides, order: list[str], recipients: int) -> dict[str, dict]:
    for name in order:
        sides[name].tell("make", emails=EMAILS, recipients=recipients)
    spent = {name: sides[name].tell("send") for name in order}
    if any(one["left"] for one in spent.values()):
        raise RuntimeError(f"not every email was accepted: {spent}")
    return spent


def _rows(blocks: dict[str, list[dict]], what_for: str, bar: float) -> list[dict]:
    """What it costs, with the addon and without it."""

    def ratio(what: str) -> float:
        return median(a[what] / p[what] for a, p in zip(blocks["addon"], blocks["plain"], strict=True))

    def each(name: str, what: str, unit: float = 1) -> float:
        return median(block[what] for block in blocks[name]) * unit / EMAILS

    def row(metric: str, what: str, unit: str, factor: float = 1, **more) -> dict:
        return {
            "bench": "sending",
            "metric": f"{metric}, {what_for}",
            "value": round(each("addon", what, factor), 2),
            "unit": unit,
            "size": EMAILS * len(blocks["addon"]),
            "reference": round(each("plain", what, factor), 2),
            **more,
        }

    time, more = ratio("seconds"), each("addon", "queries") - each("plain", "queries")
    return [
        row("time", "seconds", "ms/email", 1000, ratio=round(time, 3), bar=f"≤ {bar}x", met=time <= bar),
        row(
            "queries",
            "queries",
            "queries/email",
            ratio=round(ratio("queries"), 3),
            bar="≤ 2 more",
            met=more <= 2,
        ),
        row("processor", "processor", "ms/email", 1000, ratio=round(ratio("processor"), 3)),
        row("in the mail server", "smtp", "ms/email", 1000, ratio=round(ratio("smtp"), 3)),
        row("commits", "commits", "commits/email", ratio=round(ratio("commits"), 3)),
    ]
