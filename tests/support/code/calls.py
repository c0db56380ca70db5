"""Reads in source code, without running it, which methods of which models are called on what ``env[...]`` gives."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OURS = "mail.troubleshooting."
#: What the ORM gives every model (``odoo/orm/models.py``), as far as one needs it: a frozen list, as Odoo is not there
#: where the pure tests run. Whoever uses another method of the ORM adds it here.
ORM = frozenset(
    """
    browse concat copy create default_get ensure_one exists export_data fetch fields_get filtered filtered_domain
    flush_model flush_recordset get_base_url grouped has_access check_access invalidate_model invalidate_recordset
    lock_for_update mapped name_search new read search search_count search_fetch search_read sorted sudo
    try_lock_for_update union unlink update with_company with_context with_env with_prefetch with_user write
    _as_query _field_to_sql _read_group _search
    """.split()
)
#: What core's own mixins give, on models of ours that inherit them.
MIXINS = frozenset({"activity_schedule", "message_notify", "message_post"})
#: Those that give records of the same model.
RECORDS = ORM & {
    *"browse concat copy create exists filtered filtered_domain lock_for_update new search search_fetch sorted".split(),
    *"sudo try_lock_for_update union with_company with_context with_env with_prefetch with_user".split(),
}
#: Those that give a function each record.
GIVING = {"filtered", "mapped", "sorted", "grouped"}


@dataclass(frozen=True)
class Use:
    """A method or an attribute of one of our models that code in another place uses."""

    model: str
    name: str
    line: int


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def constants(paths) -> dict[str, str]:
    """Names of our models that stand in constants."""
    return {
        target.id: node.value.value
        for path in paths
        for node in tree_of(path).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and str(node.value.value).startswith(OURS)
    }


def uses(node: ast.AST, names: dict[str, str]) -> Iterator[Use]:
    """What is called of our models within a piece of code, and is not the ORM's own.

    :param names: models by the constants that name them
    """
    known = _Known(names)
    known.learn(node)
    for one in ast.walk(node):
        if not isinstance(one, ast.Attribute) or one.attr in ORM | MIXINS or one.attr.startswith("__"):
            continue
        model = known.model(one.value)
        # Of a variable a field may be read; of what ``env[...]`` gives only methods are of use.
        if model and (id(one) in known.called or isinstance(one.value, ast.Subscript) and not _is_plain(one.attr)):
            yield Use(model, one.attr, one.lineno)


def _is_plain(name: str) -> bool:
    """Whether it is what the ORM says of a model, such as the name of its table."""
    return name in {"_fields", "_table", "_name", "env", "ids", "id"}


class _Known:
    """Variables of a piece of code that hold records of our models."""

    def __init__(self, names: dict[str, str]):
        self.names = names
        self.variables: dict[str, str] = {}
        self.called: set[int] = set()

    def learn(self, root: ast.AST) -> None:
        """Follow assignments, loops and functions that are given records, until nothing new is learned."""
        self.called = {id(node.func) for node in ast.walk(root) if isinstance(node, ast.Call)}
        before = None
        while before != self.variables:
            before = dict(self.variables)
            for node in ast.walk(root):
                for target, value in self._bindings(node):
                    self._bind(target, value)

    def _bindings(self, node: ast.AST):
        if isinstance(node, ast.Assign):
            yield from ((target, node.value) for target in node.targets)
        elif isinstance(node, ast.NamedExpr | ast.AnnAssign) and node.value:
            yield node.target, node.value
        elif isinstance(node, ast.For | ast.comprehension):
            yield node.target, node.iter
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in GIVING:
            for argument in node.args:
                if isinstance(argument, ast.Lambda) and argument.args.args:
                    yield ast.Name(argument.args.args[0].arg), node.func.value

    def _bind(self, target: ast.AST, value: ast.AST) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, its in zip(target.elts, value.elts, strict=True):
                self._bind(one, its)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Call) and _name(value.func) == "enumerate":
            self._bind(target.elts[-1], value.args[0])
        elif (isinstance(target, ast.Name | ast.Attribute)) and (model := self.model(value)):
            self.variables[_name(target)] = model

    def model(self, node: ast.AST) -> str:
        """Which of our models an expression gives records of, empty where that is not known."""
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.Name | ast.Attribute):
            return self.variables.get(_name(node), "")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RECORDS:
            return self.model(node.func.value)
        parts = {ast.BoolOp: "values", ast.BinOp: "left right", ast.IfExp: "body orelse", ast.NamedExpr: "value"}
        for name in parts.get(type(node), "").split():
            some = getattr(node, name)
            for part in some if isinstance(some, list) else [some]:
                if model := self.model(part):
                    return model
        return ""

    def _subscript(self, node: ast.Subscript) -> str:
        if _name(node.value).split(".")[-1].lstrip("_") != "env":
            return self.model(node.value)
        if isinstance(node.slice, ast.Constant):
            return node.slice.value if str(node.slice.value).startswith(OURS) else ""
        return self.names.get(_name(node.slice), "")


def _name(node: ast.AST) -> str:
    """A variable, or an attribute of one, as it is written; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (of := _name(node.value)):
        return f"{of}.{node.attr}"
    return ""


def added_methods(paths) -> set[str]:
    """Names of private methods that classes of models define, and that are no part of what Odoo calls or has itself."""
    return {
        method.name
        for path in paths
        for cls in ast.walk(tree_of(path))
        if isinstance(cls, ast.ClassDef)
        for method in cls.body
        if isinstance(method, ast.FunctionDef) and method.name.startswith("_") and not method.name.startswith("__")
        if not _calls_super(method)
    }


def _calls_super(method: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == method.name
        and isinstance(node.value, ast.Call)
        and _name(node.value.func) == "super"
        for node in ast.walk(method)
    )


def models_of(cls: ast.ClassDef) -> tuple[str, set[str]]:
    """The model that a class defines or extends, empty for another class, and those whose methods it inherits."""
    values = {
        target.id: node.value
        for node in cls.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    own, parents = (_texts(values.get(name)) for name in ("_name", "_inherit"))
    model = (own or parents or [""])[0]
    return model, {parent for parent in parents if parent != model}


def _texts(node: ast.AST | None) -> list[str]:
    nodes = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return [one.value for one in nodes if isinstance(one, ast.Constant)]


def in_circles(graph: dict[str, set[str]]) -> set[str]:
    """Nodes from which one comes back to where one was over at least one other."""

    def reached(start: str) -> set[str]:
        found, todo = set(), [*graph.get(start, ())]
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo += graph.get(node, ())
        return found

    behind = {node: reached(node) for node in graph}
    return {node for node, others in behind.items() if any(node in behind.get(other, ()) for other in others - {node})}
