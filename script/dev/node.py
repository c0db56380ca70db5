"""What npm brings: linters, and ``rtlcss``, with which Odoo shows languages that are written from right to left."""

import shutil
from pathlib import Path

from . import layout
from .console import run, step

BIN = layout.DEV / "node/node_modules/.bin"


def ensure() -> Path | None:
    """Return the folder with what npm brings, None where there is no npm."""
    if not shutil.which("npm"):
        return None
    tools = layout.DEV / "node"
    mark = tools / "complete"
    lock = (layout.ROOT / "package-lock.json").read_text()
    if not mark.exists() or mark.read_text() != lock:
        with step("prettier, eslint, pyodide and rtlcss"):
            shutil.rmtree(tools, ignore_errors=True)
            tools.mkdir(parents=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(layout.ROOT / name, tools)
            run(
                ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"],
                what="prettier, eslint, pyodide and rtlcss could not be installed",
                cwd=tools,
            )
            mark.write_text(lock)
    return tools / "node_modules"
