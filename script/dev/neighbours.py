"""``script/neighbours``: the addon beside addons of the community, of the versions in ``neighbours.lock``.

Odoo runs as its own server, with the job runner of ``queue_job``, and sends to a real SMTP server on loopback.
"""

import argparse
import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from . import layout, postgres, processes, setup
from .console import main, run, say, step
from .odoo_instance import OdooInstance, report_warnings
from .odoo_source import OdooSource

NAME = "neighbours"
FOLDER = layout.DEV / NAME
LOCK = Path(__file__).with_name("neighbours.lock")
RUNNER = Path(__file__).with_name("neighbours_run.py")
LIBRARIES = FOLDER / "libraries"
ADDONS = ["mail_tracking", "mail_outbound_static", "queue_job"]
#: Without this addon, and with it.
DATABASE, PLAIN = f"{layout.ADDON}_neighbours", f"{layout.ADDON}_neighbours_plain"


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/neighbours", description=__doc__)
    parser.add_argument("tests", nargs="*", help="names of tests, or parts of them; without: all")
    parser.add_argument("--fresh", action="store_true", help="make the database again")
    return parser.parse_args(arguments)


def _run(arguments: list[str]) -> int:
    options = _arguments(arguments)
    with layout.only_one(NAME, "Wait for it to end."):
        source = _beside(setup.ensure())
        with postgres.running(NAME, fresh=options.fresh) as server:
            odoo = _database(source, server, fresh=options.fresh)
            return _run_tests(odoo, options.tests)


def _beside(source: OdooSource) -> OdooSource:
    """Have the neighbours, and Odoo with them."""
    mark = FOLDER / "installed"
    fingerprint = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != fingerprint:
        with step("Neighbours from PyPI"):
            mark.unlink(missing_ok=True)
            shutil.rmtree(LIBRARIES, ignore_errors=True)
            pip = [layout.PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            run(
                [*pip, "--no-deps", "--only-binary=:all:", "--require-hashes", "--target", LIBRARIES, "-r", LOCK],
                what="The neighbours could not be installed from PyPI",
                log=layout.LOGS / "neighbours-pip.log",
            )
            mark.write_text(fingerprint)
    for line in LOCK.read_text().splitlines():
        if line.startswith("odoo-addon"):
            say(f"  {line.partition(' ')[0]}")
    return replace(source, addons=(*source.addons, LIBRARIES / "odoo/addons"))


def _database(source: OdooSource, server: postgres.Postgres, *, fresh: bool) -> OdooInstance:
    """Have a database with the neighbours, and a copy of it with the addon as it is now."""
    plain = Instance(NAME, source, server, PLAIN)
    mark = FOLDER / "complete"
    known = f"{source.version} {LOCK.read_text()}"
    if fresh or not mark.exists() or mark.read_text() != known or PLAIN not in server.databases():
        mark.unlink(missing_ok=True)
        with step("Database with the neighbours, without the addon"):
            plain.forget()
            report_warnings(plain.modules("-i", ADDONS))
        mark.write_text(known)
    with step("Installing the addon"):
        server.copy(PLAIN, DATABASE)
        odoo = Instance(NAME, source, server, DATABASE, layout.free_port())
        report_warnings(odoo.modules("-i", [layout.ADDON]))
    return odoo


class Instance(OdooInstance):
    """Odoo that finds the libraries of the neighbours as well."""

    @property
    def environment(self) -> dict[str, str]:
        found = super().environment
        # Odoo's own first. One job at a time, so that what happens is the same in every run.
        return found | {
            "PYTHONPATH": f"{found['PYTHONPATH']}:{LIBRARIES}",
            "ODOO_QUEUE_JOB_CHANNELS": "root:1",
        }


def _run_tests(odoo: OdooInstance, names: list[str]) -> int:
    log = layout.LOGS / "neighbours-odoo.log"
    log.unlink(missing_ok=True)
    with step("Odoo and its job runner"):
        process = odoo.serve(log, "--load=base,rpc,web,queue_job")
    try:
        command = [layout.PYTHON, RUNNER, odoo.config, odoo.database, *names]
        return subprocess.run([str(part) for part in command], cwd=layout.DEV, env=odoo.environment).returncode
    finally:
        processes.end(process)


if __name__ == "__main__":
    main(_run)
