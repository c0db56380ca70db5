"""The chaos test in its long form: many letters and seeds, with the addon and on plain Odoo beside it.

A program of its own: it plays every run on a copy of a template database, as many at once as there are cores, and
prints a line for each.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import sys
import time
import traceback
import types
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
#: Takes so long that it runs only where it is named.
LONG = True
KINDS = ("duplicate", "never sent", "unexplained", "retried uncertain", "after decision")
COLUMNS = (
    "seed",
    "Odoo",
    "letters",
    "addresses",
    "one copy",
    "refused",
    "uncertain",
    *KINDS,
    "tries",
    "killed",
    "database",
    "rounds",
    "seconds",
)


def _chaos():
    """Import ``tests/chaos`` without the addon's and the tests' own ``__init__``, which import Odoo."""
    for name, folder in (("mail_troubleshooting", ROOT), ("mail_troubleshooting.tests", ROOT / "tests")):
        package = sys.modules.setdefault(name, types.ModuleType(name))
        package.__path__ = [str(folder)]
    return importlib.import_module("mail_troubleshooting.tests.chaos")


def main(options: dict) -> list[dict]:
    """Play all runs: give the rows of this benchmark.

    :param options: ``templates`` (database by world), ``seeds``, ``letters``, ``config``, ``postgres``, ``logs``
    """
    runs = [
        (options, seed, addon)
        for seed in options["seeds"]
        for addon in (True, False)
        if _world(addon) in options["templates"]
    ]
    print("  ".join(name.rjust(max(len(name), 6)) for name in COLUMNS), flush=True)
    done = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        for result in pool.map(_run, runs):
            done.append(result)
            print("  ".join(str(result[name]).rjust(max(len(name), 6)) for name in COLUMNS), flush=True)
            for problem in result["problems"] if result["addon"] else ():
                print(f"    {problem}", flush=True)
    return _summary(done)


def _world(addon: bool) -> str:
    return "addon" if addon else "plain"


def _run(run: tuple[dict, int, bool]) -> dict:
    options, seed, addon = run
    database = f"{options['templates'][_world(addon)]}_{seed}"
    start = time.monotonic()
    _exchange(options, database, template=options["templates"][_world(addon)])
    try:
        chaos = _chaos()
        place = chaos.Place(
            config=Path(options["config"]),
            database=database,
            postgres=options["postgres"],
            logs=Path(options["logs"]),
            python_path=tuple(options["python_path"]),
        )
        verdict = chaos.play(place, seed=seed, count=options["letters"], addon=addon)
    except Exception:
        traceback.print_exc()
        raise
    finally:
        _exchange(options, database)
    return {
        "seed": seed,
        "Odoo": _world(addon),
        "letters": verdict.letters,
        "addresses": verdict.addresses,
        "one copy": verdict.once,
        "refused": verdict.refused,
        "uncertain": verdict.uncertain,
        **{kind: verdict.count(kind) for kind in KINDS},
        "tries": verdict.tries,
        "killed": verdict.killed,
        "database": verdict.database,
        "rounds": verdict.rounds,
        "seconds": round(time.monotonic() - start),
        "addon": addon,
        "problems": [str(problem) for problem in verdict.problems],
    }


def _exchange(options: dict, database: str, template: str = "") -> None:
    """Drop a run's database, and make it again from a template."""
    with closing(psycopg2.connect(**options["postgres"], dbname="postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            if template:
                cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')


def _summary(done: list[dict]) -> list[dict]:
    totals = {True: Counter(), False: Counter()}
    for result in done:
        totals[result["addon"]].update(
            {name: result[name] for name in ("addresses", "one copy", "refused", "uncertain", *KINDS)}
        )
    worlds = [addon for addon in (True, False) if totals[addon]]
    rows = [
        {"bench": "chaos", "metric": name, "value": value, "unit": "addresses", "reference": totals[worlds[-1]][name]}
        for name, value in totals[worlds[0]].items()
    ]
    for row in rows:
        if row["metric"] in KINDS:
            row |= {"bar": "= 0", "met": row["value"] == 0}
    return rows


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text())
    Path(sys.argv[2]).write_text(json.dumps(main(given)))
