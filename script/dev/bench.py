"""``script/bench``: what it costs, as ratios measured in one run."""

import argparse
import hashlib
import json
import os
import subprocess
from pathlib import Path

from . import chaos, first_paint, install_lock, layout, postgres, setup, sides
from .console import Stop, main, say, step
from .odoo_instance import OdooInstance

FOLDER = layout.ROOT / "bench"
RESULT = "BENCH RESULT "
#: Modules beside the benchmarks that are none.
HELPERS = {"__init__", "populate", "sending_worker", "smtp_sink", "timing"}
HEAD = ("bench", "what", "of", "measured", "beside", "ratio", "bar", "met")


def _names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in HELPERS)


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"which ones: {', '.join(_names())} (all but the long ones, chaos, install and sending)",
    )
    parser.add_argument("--size", type=int, default=100_000, help="emails in the database (100,000)")
    parser.add_argument("--seeds", type=_seeds, default="1-20", metavar="A-B", help="runs of chaos (1-20)")
    parser.add_argument("--letters", type=int, default=300, help="emails in each run of chaos (300)")
    parser.add_argument(
        "--odoo", choices=("both", "addon", "plain"), default="both", help="which Odoo chaos is played with (both)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows as JSON")
    parser.add_argument("--fresh", action="store_true", help="populate the database again")
    return parser.parse_args(arguments)


def _seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    if not first.isdigit() or not (last or first).isdigit():
        raise argparse.ArgumentTypeError(f"{text} is not like 7 or 1-20")
    return list(range(int(first), int(last or first) + 1))


def _says(name: str, line: str) -> bool:
    return line in (FOLDER / f"{name}.py").read_text()


def _run(arguments: list[str]) -> int:
    options = _arguments(arguments)
    names = options.names or [name for name in _names() if not _says(name, "LONG = True")]
    if unknown := sorted(set(names) - set(_names())):
        raise Stop(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(_names())}.")
    with layout.only_one("bench", "Wait for it to end."):
        source = setup.ensure()
        rows = []
        with_database = [name for name in names if _says(name, "NEEDS_DATABASE = True")]
        for name in names:
            if name == "chaos":
                rows += chaos.play(source, options)
            elif name == "install":
                rows += install_lock.play(source, options)
            elif _says(name, "NEEDS_BOTH_SIDES = True"):
                rows += sides.run(source, name, fresh=options.fresh)
            elif name not in with_database:
                rows += _run_pure(name, options.size)
        if with_database:
            rows += _run_in_odoo(source, with_database, options)
    _print(rows)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2, ensure_ascii=False))
    return 0


def _run_pure(name: str, size: int) -> list[dict]:
    code = (
        f"import json, runpy, sys; sys.path.insert(0, '.'); from bench import {name}; "
        f"print({RESULT!r} + json.dumps({name}.run({size})))"
    )
    with step(name):
        done = subprocess.run([str(layout.PYTHON), "-c", code], cwd=layout.ROOT, text=True, capture_output=True)
    return _rows(name, done.stdout, done.stderr)


def _run_in_odoo(source, names: list[str], options: argparse.Namespace) -> list[dict]:
    database = f"mail_troubleshooting_bench_{options.size}"
    with postgres.running("bench") as server:
        odoo = OdooInstance("bench", source, server, database, layout.free_port())
        mark = odoo.folder / f"{database}.complete"
        if options.fresh or not _is_populated(mark) or database not in server.databases():
            mark.unlink(missing_ok=True)
            odoo.forget()
            with step("Database"):
                odoo.modules("-i", ["mass_mailing", layout.ADDON])
            with step(f"Populating it with {options.size:,} emails"):
                _shell(odoo, f"from bench.populate import populate; populate(env, {options.size})", "populate")
            server.query("VACUUM ANALYZE", database)
            mark.write_text(_population())
        else:
            with step("Upgrading the addon"):
                odoo.modules("-u", [layout.ADDON])
        rows = []
        for name in names:
            code = f"from bench import {name}; print({RESULT!r} + json.dumps({name}.run(env, {options.size})))"
            with step(name):
                output = _shell(odoo, code, name)
            rows += _rows(name, output, output)
        if "dashboard" in names:
            rows += first_paint.play(odoo, options.size)
        return rows


def _population() -> str:
    """Changes with what a database is populated with."""
    content = b"".join(path.read_bytes() for path in sorted(FOLDER.glob("populate.*")))
    return hashlib.sha256(content).hexdigest()


def _is_populated(mark: Path) -> bool:
    return mark.exists() and mark.read_text() == _population()


def _shell(odoo: OdooInstance, code: str, name: str) -> str:
    script = layout.DEV / "bench" / "script.py"
    script.write_text(f"import json, sys; sys.path.insert(0, {str(layout.ROOT)!r})\n{code}\n")
    return odoo.python(script, what=f"The benchmark {name} failed", log=f"bench-{name}")


def _rows(name: str, output: str, errors: str) -> list[dict]:
    for line in output.splitlines():
        if line.startswith(RESULT):
            return json.loads(line[len(RESULT) :])
    raise Stop(f"The benchmark {name} gave no result:\n" + "\n".join(errors.splitlines()[-8:]))


def _print(rows: list[dict]) -> None:
    table = [HEAD, *map(_line, rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    load = os.getloadavg()[0]
    say(f"\n{os.cpu_count()} cores, load average {load:.1f}: more than there are cores makes everything slower")
    for row in table:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _line(row: dict) -> tuple[str, ...]:
    unit = row["unit"].removesuffix("queries")
    beside = f"{row['reference']:,} {unit}" if row.get("reference") is not None else ""
    ratio = f"{row['ratio']}x" if row.get("ratio") is not None else ""
    met = {True: "yes", False: "NO"}.get(row.get("met"), "")
    size = f"{row['size']:,}" if isinstance(row.get("size"), int) else str(row.get("size", ""))
    measured = f"{row['value']:,} {row['unit']}" + (f", {row['queries']} queries" if "queries" in row else "")
    return row["bench"], row["metric"], size, measured, beside, ratio, str(row.get("bar", "")), met


if __name__ == "__main__":
    main(_run)
