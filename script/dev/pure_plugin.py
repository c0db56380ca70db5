"""pytest plugin: import the addon's pure part without Odoo.

The addon's ``__init__`` files import Odoo. This plugin puts bare packages in their place, so that
``mail_troubleshooting.tools`` and ``mail_troubleshooting.tests.test_tools_*`` import as usual.
"""

import sys
import types
from pathlib import Path

ADDON = "mail_troubleshooting"
ROOT = Path(__file__).resolve().parents[2]


def _bare_package(name: str, folder: Path, in_tests: Path) -> None:
    module = types.ModuleType(name)
    module.__path__ = [str(folder)]
    module.__file__ = str(in_tests / "__init__.py")
    sys.modules[name] = module


def pytest_configure(config) -> None:
    link = Path(config.args[0]).absolute()
    root = next((p for p in (link, *link.parents) if p.name == ADDON), ROOT)
    _bare_package(ADDON, root, root)
    _bare_package(f"{ADDON}.tests", root / "tests", root / "tests")
