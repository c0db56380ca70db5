"""The slowest line for each parser of what strangers write, and the seconds that 200 KB of it take."""

from __future__ import annotations

import importlib
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LENGTH = 200_000
BAR = 0.5


def _import(name: str):
    """Import a module of the addon without its ``__init__`` files, which import Odoo."""
    for package, folder in (("mail_troubleshooting", ROOT), ("mail_troubleshooting.tests", ROOT / "tests")):
        bare = sys.modules.setdefault(package, types.ModuleType(package))
        if not hasattr(bare, "__path__"):
            bare.__path__ = [str(folder)]
    return importlib.import_module(f"mail_troubleshooting.{name}")


def run(size: int = 0) -> list[dict]:
    """Return the rows of this benchmark, slowest first. The size of the database plays no part."""
    parsers, measure = _import("tests.hostile.parsers"), _import("tests.hostile.measure")
    tools = "mail_troubleshooting.tools"
    watch = measure.Watch(tools)
    rows = []
    for name, prepare in parsers.parsers(tools).items():
        unit = watch.slowest(name, prepare, 1)[0]
        value = watch.best_of_three(*prepare(parsers.stretched(unit, LENGTH)))
        rows.append(
            {
                "bench": "lines",
                "metric": f"{name}: {unit[:20]!r}",
                "value": round(value, 3),
                "unit": "s",
                "size": LENGTH,
                "bar": f"< {BAR} s",
                "met": value < BAR,
            }
        )
    return sorted(rows, key=lambda row: -row["value"])
