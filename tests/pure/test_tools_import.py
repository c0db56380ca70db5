"""The pure part is pure: every module of it can be imported, by itself and without Odoo. And every test is found."""

import ast
import importlib

from ..support.code.repository import ROOT
from ..support.pure import PureCase

TOOLS, TESTS = ROOT / "tools", ROOT / "tests"


class TestImport(PureCase):
    def test_every_module_of_tools_can_be_imported(self):
        package = __name__.rpartition(".tests.")[0]
        for path in sorted(TOOLS.rglob("*.py")):
            name = ".".join((package, "tools", *path.relative_to(TOOLS).with_suffix("").parts))
            with self.subTest(name):
                importlib.import_module(name.removesuffix(".__init__"))


class TestTests(PureCase):
    def test_every_file_of_tests_is_known_to_odoos_runner_under_its_own_name(self):
        tree = ast.parse((TESTS / "__init__.py").read_text())
        known = {f"{found.module.replace('.', '/')}/{one.name}" for found in tree.body for one in found.names}
        self.assertEqual(known, {str(path.relative_to(TESTS).with_suffix("")) for path in TESTS.rglob("test_*.py")})
