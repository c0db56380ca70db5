"""Odoo without and with the addon side by side, for benchmarks that compare the two."""

import importlib
import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager

from . import layout, postgres
from .console import Stop, step
from .odoo_instance import OdooInstance

FOLDER = layout.ROOT / "bench"
NAME = "sides"


class Side:
    """An Odoo in a process of its own that does what it is told, and nothing in between."""

    def __init__(self, odoo: OdooInstance, worker: str, sink_ports: list[int], log) -> None:
        self.sink_ports = sink_ports
        self.log = log
        self.process = subprocess.Popen(
            [layout.PYTHON, FOLDER / worker, odoo.config, odoo.database],
            text=True,
            cwd=layout.DEV,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=odoo.environment,
        )

    def tell(self, do: str, **order) -> dict:
        """Have something done, and give the answer.

        :raises Stop: if the process has ended over it
        """
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise Stop(f"The benchmark could not {do} (see {self.log.name}).")
        return json.loads(answer)

    def end(self) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def run(source, name: str, *, fresh: bool) -> list[dict]:
    """Give the rows of a benchmark that compares both sides."""
    sys.path.insert(0, str(layout.ROOT))
    bench = importlib.import_module(f"bench.{name}")
    with postgres.running(NAME, fresh=fresh, durable=True) as server:
        plain = OdooInstance(f"{NAME}/plain", source, server, "sides_plain", layout.free_port())
        addon = OdooInstance(f"{NAME}/addon", source, server, "sides_addon", layout.free_port())
        _prepare(plain, addon)
        with step(name), _sides(name, plain, addon) as sides:
            return bench.run(sides)


def _prepare(plain: OdooInstance, addon: OdooInstance) -> None:
    mark = plain.folder / "complete"
    if (
        not mark.exists()
        or mark.read_text() != plain.source.version
        or plain.database not in plain.postgres.databases()
    ):
        with step("Database without the addon"):
            plain.forget()
            plain.modules("-i", ["mail"])
        mark.write_text(plain.source.version)
    with step("Installing the addon"):
        plain.postgres.copy(plain.database, addon.database)
        addon.modules("-i", [layout.ADDON])
    # A copy of the same age on both sides: tables that were written to for long are slower.
    addon.postgres.copy(plain.database, "sides_plain_now")
    for database in ("sides_plain_now", addon.database):
        plain.postgres.query("VACUUM ANALYZE", database)
    plain.database = "sides_plain_now"


@contextmanager
def _sides(name: str, plain: OdooInstance, addon: OdooInstance):
    with ExitStack() as stack:
        log = stack.enter_context(open(layout.LOGS / f"bench-{name}.log", "w"))
        sink = subprocess.Popen([sys.executable, FOLDER / "smtp_sink.py"], stdout=subprocess.PIPE, text=True)
        stack.callback(sink.wait)
        stack.callback(sink.terminate)
        ports = [int(port) for port in sink.stdout.readline().split()]
        sides = {}
        for side, odoo in (("plain", plain), ("addon", addon)):
            sides[side] = Side(odoo, f"{name}_worker.py", ports, log)
            stack.callback(sides[side].end)
        yield sides
