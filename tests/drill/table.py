"""What came out, as a table, and whether it is good enough. Reads the rows as JSON from standard input."""

from __future__ import annotations

import json
import sys
from collections import Counter

#: The least share of each kind that has to be right.
BARS = {"broken": 0.95, "mended": 1.0, "healthy": 1.0}
HEAD = ("kind", "shape", "right", "expected first", "found first", "verdict")
WIDTHS = (7, 38, 5, 44, 44, 100)


def main(rows: list[dict]) -> int:
    """Print the table and the counts: give the exit code, 1 below the bars."""
    print(_line(HEAD))
    right, total = Counter(), Counter()
    for row in sorted(rows, key=lambda row: row["place"]):
        total[row["kind"]] += 1
        right[row["kind"]] += row["right"]
        print(_line(_cells(row)))
    print()
    missed = [kind for kind in total if right[kind] < BARS[kind] * total[kind]]
    for kind in total:
        print(f"{kind}: {right[kind]} of {total[kind]} right (bar {BARS[kind]:.0%}){', below' * (kind in missed)}")
    return int(bool(missed) or not rows)


def _cells(row: dict) -> tuple[str, ...]:
    found = [one for one in row["findings"] if one["severity"] in ("error", "warning")] or row["findings"]
    if row["kind"] == "broken":
        found = row["findings"]
    names = [f"{one['severity'][0].upper()} {':'.join([one['code'], *one['causes'][:1]])}" for one in found]
    shown = " + ".join(names[: max(1, len(row["expected"]))]) or "-"
    said = row["error"] or f"{row['verdict']['severity']}: {row['verdict']['title']}"
    return (row["kind"], row["shape"], "yes" if row["right"] else "NO", " + ".join(row["expected"]) or "-", shown, said)


def _line(cells: tuple[str, ...]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


if __name__ == "__main__":
    sys.exit(main(json.load(sys.stdin)))
