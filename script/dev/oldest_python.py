"""Runs the pure tests of ``tools/`` inside Pyodide: its release 0.22 is CPython 3.10, the oldest that Odoo 19 runs on.

Most machines have a newer Python. Pyodide comes from npm and is the same everywhere; what needs a process or a socket
of its own cannot be run there.
"""

import importlib
import sys
import unittest
from pathlib import Path
from types import ModuleType, SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
#: Odoo 19's ``MIN_PY_VERSION``.
OLDEST = (3, 10)
#: They start a process, or set a timer.
LEFT_OUT = ("test_tools_explain.TestScript", "test_tools_lines.")


def _flat(suite):
    for test in suite:
        yield from _flat(test) if isinstance(test, unittest.TestSuite) else (test,)


def main() -> bool:
    """Whether all of them pass."""
    if sys.version_info[:2] != OLDEST:
        print(f"This is Python {sys.version.split()[0]}, not {'.'.join(map(str, OLDEST))}.")
        return False
    sys.modules["ssl"] = ModuleType("ssl")  # which Pyodide lacks; nothing is connected here
    sys.path.insert(0, str(Path(__file__).parent))
    plugin = importlib.import_module("pure_plugin")
    plugin.pytest_configure(SimpleNamespace(args=[str(ROOT)]))
    files = sorted((ROOT / "tests/pure").rglob("test_tools_*.py"))
    names = [".".join((plugin.ADDON, *path.relative_to(ROOT).with_suffix("").parts)) for path in files]
    suites = [unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(name)) for name in names]
    tests = [test for suite in suites for test in _flat(suite) if not any(part in test.id() for part in LEFT_OUT)]
    result = unittest.TextTestRunner(stream=sys.stdout).run(unittest.TestSuite(tests))
    return bool(tests) and result.wasSuccessful()
