"""Replies and bounces per second on one core, beside the bare table of RFC 3463 in the same run."""

from __future__ import annotations

import importlib
import re
import sys
import time
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: A second of each is enough to compare.
SECONDS = 1.0
_CODE = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


def _tools(name: str):
    """Import a module of ``tools/`` without the addon's ``__init__``, which imports Odoo."""
    addon = sys.modules.setdefault("mail_troubleshooting", types.ModuleType("mail_troubleshooting"))
    if not hasattr(addon, "__path__"):
        addon.__path__ = [str(ROOT)]
    return importlib.import_module(f"mail_troubleshooting.tools.{name}")


def _replies() -> list[str]:
    lines = [
        line.split("\t")[4].replace("⏎", "\n")
        for path in sorted((ROOT / "tests" / "samples" / "replies").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.count("\t") == 4 and not line.startswith("#")
    ]
    return [text for text in lines if text]


def _bounces() -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "tests" / "samples").rglob("*.eml"))]


def _per_second(action, inputs: list, different) -> float:
    """Return how many inputs are done per second of processor time, so that other programs do not count.

    Every input differs, so that nothing is remembered.
    """
    for one in inputs[:50]:
        action(one)
    done, spent, round_ = 0, 0.0, 0
    while spent < SECONDS:
        round_ += 1
        batch = [different(one, round_) for one in inputs]
        start = time.process_time()
        for one in batch:
            action(one)
        spent += time.process_time() - start
        done += len(batch)
    return done / spent


def _bare(table: dict[str, str]):
    def look_up(text: str) -> str | None:
        match = _CODE.search(text)
        return table.get(match[0][2:]) if match else None

    return look_up


def run(size: int = 0) -> list[dict]:
    """Return the rows of this benchmark. The size of the database plays no part."""
    classifier, explain = _tools("replies.classifier"), _tools("reports.explain")
    codes = _tools("rules.codes")
    replies, bounces = _replies(), _bounces()
    bare = _per_second(_bare({**codes.VAGUE, **codes.TELLING}), replies, lambda text, number: f"{text} {number}")
    rows = [
        _row("replies", _per_second(classifier.explain, replies, lambda text, n: f"{text} {n}"), 20_000, replies, bare)
    ]
    if bounces:
        value = _per_second(explain.explain_message, bounces, lambda data, number: data + b"\n%d" % number)
        rows.append(_row("bounces", value, 2_000, bounces, bare))
    return rows


def _row(metric: str, value: float, bar: int, inputs: list, bare: float) -> dict:
    return {
        "bench": "explain",
        "metric": metric,
        "value": round(value),
        "unit": f"{metric}/s",
        "size": len(inputs),
        "reference": round(bare),
        "ratio": round(value / bare, 3),
        "bar": f"≥ {bar:,}/s",
        "met": value >= bar,
    }
