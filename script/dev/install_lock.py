"""The databases of ``script/bench install``."""

import argparse
import os
import subprocess

from . import layout, postgres
from .console import step
from .odoo_instance import OdooInstance
from .odoo_source import OdooSource

COPY = f"{layout.ADDON}_install"


def play(source: OdooSource, options: argparse.Namespace) -> list[dict]:
    """Install the addon on many emails while somebody else writes one again and again; give the rows."""
    with postgres.running("bench") as server:
        bare = _bare(source, server, options)
        server.copy(bare.database, COPY)
        odoo = OdooInstance("install", source, server, COPY)
        reference = float(_output(odoo, "index"))
        rows = [_row("installing", _longest_wait(odoo, "-i"), reference, options.size)]
        rows.append(_row("upgrading", _longest_wait(odoo, "-u"), reference, options.size))
        server.drop(COPY)
        return rows


def _bare(source: OdooSource, server: postgres.Postgres, options: argparse.Namespace) -> OdooInstance:
    """Have a database of plain Odoo with many emails."""
    bare = OdooInstance("install", source, server, f"{COPY}_{options.size}")
    mark = bare.folder / f"{bare.database}.complete"
    if options.fresh or not mark.exists() or bare.database not in server.databases():
        mark.unlink(missing_ok=True)
        with step(f"Database without the addon and with {options.size:,} emails"):
            bare.forget()
            bare.modules("-i", ["mail"])
            _output(bare, "fill", options.size)
        mark.touch()
    return bare


def _longest_wait(odoo: OdooInstance, action: str) -> float:
    end = odoo.folder / "end"
    end.unlink(missing_ok=True)
    with step(f"Odoo {action}"), subprocess.Popen(_command(odoo, "watch", end), **_how(odoo)) as watcher:
        try:
            odoo.modules(action, [layout.ADDON])
        finally:
            end.touch()
        return float(watcher.communicate()[0])


def _output(odoo: OdooInstance, name: str, *arguments: object) -> str:
    return subprocess.run(_command(odoo, name, *arguments), check=True, **_how(odoo)).stdout


def _command(odoo: OdooInstance, name: str, *arguments: object) -> list[str]:
    return [
        str(part) for part in (layout.PYTHON, layout.ROOT / "bench" / "install.py", name, odoo.database, *arguments)
    ]


def _how(odoo: OdooInstance) -> dict:
    return {"env": os.environ | odoo.postgres.environment(), "stdout": subprocess.PIPE, "text": True}


def _row(metric: str, seconds: float, reference: float, size: int) -> dict:
    return {
        "bench": "install",
        "metric": f"{metric}: longest wait of another",
        "value": round(seconds, 2),
        "unit": "s",
        "size": size,
        "reference": round(reference, 2),
        "ratio": round(seconds / reference, 1),
    }
