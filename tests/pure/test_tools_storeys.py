"""The storeys of the house: imports and calls go down only, and there are no circles."""

import ast
from collections import defaultdict
from pathlib import Path

from ..support.code.calls import added_methods, constants, in_circles, models_of, tree_of, uses
from ..support.code.repository import ROOT
from ..support.pure import PureCase

#: From the top down. What Odoo calls is one storey.
STOREYS = (("models", "checks", "wizard", "controllers"), ("services",), ("tools",))
#: Where models are defined.
MODELS = ("models", "checks", "wizard")


def imports(path: Path):
    """Modules of the addon that a file imports, as paths below its root without their ending."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree_of(path)):
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

    def test_services_call_no_method_of_our_models(self):
        paths = files("services")
        names = constants(paths)
        found = {(use.model, use.name) for path in paths for use in uses(tree_of(path), names)}
        self.assertEqual(found, set())

    def test_services_call_nothing_that_our_models_add_to_those_of_odoo(self):
        own = {name for path in files("services", "tools") for name in _methods(path)}
        added = added_methods(files(*MODELS)) - own
        called = {
            node.func.attr
            for path in files("services")
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        self.assertEqual(called & added, set())

    def test_models_go_in_no_circle(self):
        paths = files(*MODELS)
        names, graph = constants(files(*MODELS, "services")), defaultdict(set)
        for path in paths:
            for cls in tree_of(path).body:
                model, parents = models_of(cls) if isinstance(cls, ast.ClassDef) else ("", set())
                if model:
                    graph[model] |= {use.model for use in uses(cls, names)} - {model} | parents
        self.assertEqual(in_circles(graph), set())


def _methods(path: Path) -> set[str]:
    """Names of methods of the classes of a file, which are not meant where one of the same name is called."""
    classes = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)]
    return {node.name for cls in classes for node in cls.body if isinstance(node, ast.FunctionDef)}
