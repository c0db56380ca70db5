"""The pure part is pure: every module of it can be imported, by itself and without Odoo."""

import importlib
from pathlib import Path

from .pure import PureCase

TOOLS = Path(__file__).parents[1] / "tools"


class TestImport(PureCase):
    def test_every_module_of_tools_can_be_imported(self):
        package = __name__.rpartition(".tests.")[0]
        for path in sorted(TOOLS.rglob("*.py")):
            name = ".".join((package, "tools", *path.relative_to(TOOLS).with_suffix("").parts))
            with self.subTest(name):
                importlib.import_module(name.removesuffix(".__init__"))
