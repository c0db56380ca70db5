"""``script/drill``: databases broken on purpose, mended, and healthy; is the right thing said first? About ten minutes.

Each shape gets a fresh copy of a database with the addon, sends for real through mail servers on loopback, runs the
scheduled actions and the check-up, and looks at the dashboard. Exit code 1 below the bars.
"""

import argparse
import json
import os
import subprocess
import time
from pathlib import Path

from . import layout, postgres, processes, setup
from .console import Stop, main, say, step
from .odoo_instance import OdooInstance
from .odoo_source import OdooSource

BARE = f"{layout.ADDON}_drill_bare"
TEMPLATE = f"{layout.ADDON}_drill_template"
NEIGHBOURS = ["mail", "contacts", "mass_mailing"]
PROGRAM = layout.ROOT / "tests" / "drill" / "worker.py"
#: Processes at once.
LANES = 2


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/drill", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="SHAPE", help="only these shapes, or kinds: broken, mended, healthy"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every finding as JSON")
    parser.add_argument("--fresh", action="store_true", help="make the database without the addon again")
    parser.add_argument("--keep", action="store_true", help="take the template of the last run as it is")
    return parser.parse_args(arguments)


def _run(arguments: list[str]) -> int:
    options = _arguments(arguments)
    with layout.only_one("drill", "Wait for it to end."):
        source = setup.ensure()
        with postgres.running("drill", fresh=options.fresh) as server:
            odoo = _template(source, server, options)
            return _play(odoo, server, options)


def _template(source: OdooSource, server: postgres.Postgres, options: argparse.Namespace) -> OdooInstance:
    """Have a database with the addon as it is now, made from a copy of one without the addon."""
    bare = OdooInstance("drill", source, server, BARE)
    mark = bare.folder / "complete"
    if options.fresh or not mark.exists() or mark.read_text() != source.version or BARE not in server.databases():
        mark.unlink(missing_ok=True)
        with step("Database without the addon"):
            bare.forget()
            bare.modules("-i", NEIGHBOURS)
        mark.write_text(source.version)
    odoo = OdooInstance("drill", source, server, TEMPLATE)
    if not options.keep or TEMPLATE not in server.databases():
        with step("Installing the addon"):
            server.copy(BARE, TEMPLATE)
            odoo.modules("-i", [layout.ADDON])
    return odoo


def _play(odoo: OdooInstance, server: postgres.Postgres, options: argparse.Namespace) -> int:
    """Share the shapes out to processes, and judge what they come back with."""
    folder = odoo.folder / "results"
    folder.mkdir(exist_ok=True)
    for file in folder.glob("*"):
        file.unlink()
    start, children = time.monotonic(), []
    try:
        for number in range(LANES):
            given = folder / f"lane-{number}.json"
            lane = {
                "number": number,
                "lanes": LANES,
                "config": str(odoo.config),
                "template": TEMPLATE,
                "database": f"{layout.ADDON}_drill_{number}",
                "names": options.names,
                "postgres": {
                    "host": server.host,
                    "port": server.port,
                    "user": server.user,
                    "password": server.password,
                },
                "results": str(folder / f"lane-{number}.jsonl"),
            }
            given.touch(mode=0o600)
            given.write_text(json.dumps(lane))
            log = layout.LOGS / f"drill-{number}.log"
            log.unlink(missing_ok=True)
            children.append(processes.start([layout.PYTHON, PROGRAM, given], log=log, env=odoo.environment))
        codes = [child.wait() for child in children]
    finally:
        for child in children:
            processes.end(child)
        for number in range(LANES):
            (folder / f"lane-{number}.json").unlink(missing_ok=True)
            server.drop(f"{layout.ADDON}_drill_{number}")
    if any(codes):
        raise Stop(f"The drill did not come to its end (see {layout.LOGS}/drill-*.log).")
    rows = [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text().splitlines()]
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    done = subprocess.run(
        [str(layout.PYTHON), str(PROGRAM.with_name("table.py"))],
        input=json.dumps(rows),
        text=True,
        env=os.environ,
    )
    say(f"\n{len(rows)} shapes in {time.monotonic() - start:.0f} s")
    return done.returncode


if __name__ == "__main__":
    main(_run)
