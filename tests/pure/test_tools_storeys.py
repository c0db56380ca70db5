"""The storeys of the house: imports go down only, and in the lower two there are no circles."""

import ast
from pathlib import Path

from ..support.pure import PureCase
from ..support.repository import ROOT

#: From the top down. What Odoo calls is one storey.
STOREYS = (("models", "checks", "wizard", "controllers"), ("services",), ("tools",))


def imports(path: Path):
    """Modules of the addon that a file imports, as paths below its root without their ending."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            module = "/".join([*base, *(node.module or "").split(".")]).strip("/")
            yield from ([module] if node.module else [f"{module}/{one.name}" for one in node.names])


def files(*folders: str):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


class TestStoreys(PureCase):
    def test_imports_go_down_only(self):
        for number, storey in enumerate(STOREYS):
            above = {name for upper in STOREYS[:number] for name in upper}
            for path in files(*storey):
                up = [module for module in imports(path) if module.split("/")[0] in above]
                self.assertEqual(up, [], path.relative_to(ROOT))

    def test_nothing_below_goes_in_a_circle(self):
        paths = files("services", "tools")
        known = {str(path.relative_to(ROOT).with_suffix("")) for path in paths}
        left = {str(p.relative_to(ROOT).with_suffix("")): {one for one in imports(p) if one in known} for p in paths}
        while free := [module for module, needs in left.items() if not needs & left.keys()]:
            for module in free:
                del left[module]
        self.assertEqual(left, {})
