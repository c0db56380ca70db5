"""The databases of ``script/bench chaos``, and its process."""

import argparse
import json
import subprocess

from . import layout, postgres
from .console import Stop, step
from .odoo_instance import OdooInstance
from .odoo_source import OdooSource

PLAIN = f"{layout.ADDON}_chaos_plain"
WITH_ADDON = f"{layout.ADDON}_chaos_addon"
TEMPLATES = {"addon": WITH_ADDON, "plain": PLAIN}


def play(source: OdooSource, options: argparse.Namespace) -> list[dict]:
    """Play all runs in a process of their own: give the rows of the benchmark.

    :raises Stop: if the process fails
    """
    with postgres.running("bench") as server:
        odoo = _templates(source, server, fresh=options.fresh, addon=options.odoo != "plain")
        folder = odoo.folder / "logs"
        folder.mkdir(exist_ok=True)
        given, rows = odoo.folder / "options.json", odoo.folder / "rows.json"
        given.write_text(
            json.dumps(
                {
                    "templates": {name: TEMPLATES[name] for name in TEMPLATES if options.odoo in (name, "both")},
                    "seeds": options.seeds,
                    "letters": options.letters,
                    "config": str(odoo.config),
                    "postgres": {
                        "host": server.host,
                        "port": server.port,
                        "user": server.user,
                        "password": server.password,
                    },
                    "logs": str(folder),
                    "python_path": [str(source.python_path)],
                }
            )
        )
        command = [layout.PYTHON, layout.ROOT / "bench" / "chaos.py", given, rows]
        if subprocess.run([str(part) for part in command], cwd=layout.ROOT, env=odoo.environment).returncode:
            raise Stop(f"The chaos test did not come to its end (see {folder}).")
        return json.loads(rows.read_text())


def _templates(source: OdooSource, server: postgres.Postgres, *, fresh: bool, addon: bool) -> OdooInstance:
    """Have a database of plain Odoo, and a copy of it with the addon as it is now if asked to."""
    plain = OdooInstance("chaos", source, server, PLAIN)
    mark = plain.folder / "complete"
    if fresh or not mark.exists() or mark.read_text() != source.version or PLAIN not in server.databases():
        mark.unlink(missing_ok=True)
        with step("Database without the addon"):
            plain.forget()
            plain.modules("-i", ["mail"])
        mark.write_text(source.version)
    if not addon:
        return plain
    with step("Database with the addon"):
        server.copy(PLAIN, WITH_ADDON)
        odoo = OdooInstance("chaos", source, server, WITH_ADDON)
        odoo.modules("-i", [layout.ADDON])
    return odoo
