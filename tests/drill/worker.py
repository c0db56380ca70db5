"""Plays shapes, one after the other, each on a fresh copy of the template and in a process of its own.

A program of its own, started by ``script/drill``. It loads Odoo once and forks, so that what a shape does to the code
(an addon that is not there, a disk that is full) ends with it.
"""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import importlib
import json
import logging
import os
import select
import shutil
import signal
import socket
import sys
import time
import traceback
import types
import warnings
from contextlib import closing
from pathlib import Path

import psycopg2

PR_SET_PDEATHSIG = 1
TESTS = Path(__file__).resolve().parents[1]
#: Seconds before a silent mail server counts as dead.
SMTP_TIMEOUT = 2
#: Seconds that a shape may take.
PATIENCE = 300
#: So often a copy is tried, as PostgreSQL's own workers look into the template now and then.
TRIES = 20


def main(options: dict) -> None:
    die_with_parent()
    exchange(options)
    registry = load_odoo(options)
    shapes = importlib.import_module(f"{package()}.drill.shapes").SHAPES
    names = set(options["names"])
    chosen = [shape for shape in shapes.values() if not names or {shape.name, shape.kind} & names]
    gc.collect()
    gc.freeze()  # what is forked shares what it does not change
    with open(options["results"], "w") as results:
        for place, shape in list(enumerate(chosen))[options["number"] :: options["lanes"]]:
            start = time.monotonic()
            exchange(options)
            row = in_a_fork(lambda shape=shape: play(registry, shape))
            row |= {"place": place, "shape": shape.name, "kind": shape.kind, "expected": shape.expected}
            row |= {"right": not row["error"] and shape.judge(row["findings"])}
            row |= {"seconds": round(time.monotonic() - start, 1)}
            print(f"{shape.name}: {'right' if row['right'] else 'WRONG'} {row['seconds']} s", file=sys.stderr)
            results.write(json.dumps(row) + "\n")
            results.flush()


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def package() -> str:
    """The tests as a package without their own ``__init__``, which imports all of them."""
    name = "mail_troubleshooting_tests"
    sys.modules.setdefault(name, types.ModuleType(name)).__path__ = [str(TESTS)]
    return name


def load_odoo(options: dict):
    from odoo.modules.registry import Registry
    from odoo.tools import config

    arguments = ["-c", options["config"], "-d", options["database"], "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    from odoo.addons.base.models import ir_mail_server

    ir_mail_server.SMTP_TIMEOUT = SMTP_TIMEOUT
    socket.getfqdn = lambda *_name: "odoo.firm.example"
    registry = Registry(options["database"])
    store = Path(config["data_dir"]) / "filestore"
    if (store / options["template"]).exists():
        shutil.copytree(store / options["template"], store / options["database"], dirs_exist_ok=True)
    return registry


def exchange(options: dict) -> None:
    """Make the database of this lane again from the template."""
    if "odoo.sql_db" in sys.modules:
        sys.modules["odoo.sql_db"].close_all()
    with closing(psycopg2.connect(**options["postgres"], dbname="postgres")) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        for left in range(TRIES, 0, -1):
            cursor.execute(f'DROP DATABASE IF EXISTS "{options["database"]}" WITH (FORCE)')
            try:
                cursor.execute(f'CREATE DATABASE "{options["database"]}" TEMPLATE "{options["template"]}"')
            except psycopg2.errors.ObjectInUse:
                if left == 1:
                    raise
                time.sleep(0.3)
            else:
                return


def in_a_fork(work) -> dict:
    """Do something in a process of its own: give its result, or what ended it."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reader)
        die_with_parent()
        faulthandler.dump_traceback_later(PATIENCE - 10)  # where a shape hangs
        try:
            result = work()
        except BaseException:
            traceback.print_exc()
            result = nothing(traceback.format_exc().strip().splitlines()[-1])
        with os.fdopen(writer, "w") as pipe:
            json.dump(result, pipe)
        sys.stderr.flush()
        os._exit(0)
    os.close(writer)
    answer, end = b"", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if select.select([reader], [], [], 0.5)[0]:
            part = os.read(reader, 65536)
            if not part:
                break
            answer += part
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(reader)
    os.waitpid(pid, 0)
    return json.loads(answer) if answer else nothing("It did not come to its end.")


def nothing(error: str) -> dict:
    return {"error": error, "verdict": {"severity": "", "title": ""}, "findings": []}


def play(registry, shape) -> dict:
    """Make a shape, and read what the dashboard says."""
    firm = importlib.import_module(f"{package()}.drill.firm")
    warnings.simplefilter("ignore", DeprecationWarning)  # Odoo's own
    logging.getLogger("odoo").setLevel(logging.CRITICAL if not os.environ.get("DRILL_LOG") else logging.WARNING)
    with firm.Firm(registry) as one:
        shape.play(one)
        one.check_up()
        if shape.kind == "broken":
            one.hours_pass(0.3)
            one.check_up()
        return {"error": "", **one.dashboard()}


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
