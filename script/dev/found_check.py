"""Every test is found by Odoo's own runner as well, which the tests of other repositories are run with."""

import re
import subprocess
from pathlib import Path

from . import layout
from .console import say, step
from .odoo_instance import OdooInstance

IDS = Path(__file__).with_name("found_ids.py")
#: Names that are shown where the two differ.
SHOWN = 20


def run_check(odoo: OdooInstance) -> int:
    """Compare what both find and say how many; 1 if they differ."""
    with step("Tests that both runners find"):
        ours, theirs = _by_pytest(odoo), _by_odoo(odoo)
    say(f"  {len(ours)} by pytest, {len(theirs)} by Odoo's runner")
    for name in sorted(ours ^ theirs)[:SHOWN]:
        say(f"  found by {'pytest' if name in ours else 'Odoo'} alone: {name}")
    return int(ours != theirs)


def _by_pytest(odoo: OdooInstance) -> set[str]:
    command = [
        layout.PYTHON,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--odoo-config={odoo.config}",
        f"--odoo-database={odoo.database}",
        layout.LINK / "tests",
    ]
    done = subprocess.run(
        [str(part) for part in command],
        cwd=layout.ADDONS,
        env=odoo.environment | {"COLUMNS": "1000"},
        capture_output=True,
        text=True,
    )
    found = re.findall(r"^(?:.*/)?tests/(.+)\.py::(\S+)", done.stdout, re.MULTILINE)
    return {f"tests.{path.replace('/', '.')}.{test.replace('::', '.')}" for path, test in found}


def _by_odoo(odoo: OdooInstance) -> set[str]:
    output = odoo.python(IDS, what="Odoo's runner finds no tests", log="found")
    return set(re.findall(rf"found: odoo\.addons\.{layout.ADDON}\.(\S+)", output))
