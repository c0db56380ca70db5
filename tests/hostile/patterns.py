"""Every pattern of ``tools/``, and for each the lines on which it would be slow if it were not bounded.

A pattern is slow where a long run of characters that one of its repetitions takes is followed by something it does not
want, and the search begins again one character later. So each repetition's own characters are repeated, alone and
behind the shortest text with which the pattern gets there; so are the beginnings of the pattern, and two such characters
in turn.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import warnings
from types import ModuleType

try:
    from re import _constants as codes
    from re import _parser as parser
except ImportError:  # Python 3.10
    import sre_constants as codes
    import sre_parse as parser

#: Characters that stand for all others: of each kind, and those that stand in most patterns.
TYPICAL = "aA1-. \t\n>@<=_:;,'\"/|(\x0bあ"
#: Repetitions that take fewer characters do no harm.
LONG = 4
#: So many different characters of a pattern are tried in turn with each other.
IN_TURN = 8
_REPEATED = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_SPACE, _WORD, _DIGIT = " \n\x0b", "a_1", "1"
_CATEGORIES = {
    "CATEGORY_SPACE": _SPACE,
    "CATEGORY_NOT_SPACE": "a-",
    "CATEGORY_WORD": _WORD,
    "CATEGORY_NOT_WORD": " -",
    "CATEGORY_DIGIT": _DIGIT,
    "CATEGORY_NOT_DIGIT": "a ",
}


def modules(package: str) -> list[ModuleType]:
    """Yield every module of ``tools/``."""
    tools = importlib.import_module(package)
    return [importlib.import_module(found.name) for found in pkgutil.walk_packages(tools.__path__, f"{package}.")]


def patterns(package: str) -> dict[re.Pattern, str]:
    """Every compiled pattern, wherever a module keeps it, and the name of the place."""
    found: dict[re.Pattern, str] = {}
    seen: set[int] = set()
    for module in modules(package):
        for name, value in vars(module).items():
            if not name.startswith("__"):
                _collect(value, f"{module.__name__.removeprefix(package)[1:]}.{name}", found, seen)
    return found


def _collect(value, where: str, found: dict, seen: set) -> None:
    if isinstance(value, re.Pattern):
        found.setdefault(value, where)
    elif id(value) not in seen:
        seen.add(id(value))
        for one in _inside(value):
            _collect(one, where, found, seen)


def _inside(value) -> list:
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value)
    if ".tools." in getattr(type(value), "__module__", ""):
        names = [*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ())]
        return [getattr(value, name) for name in names]
    return []


def lines(pattern: re.Pattern) -> list[tuple[str, str]]:
    """What to give a pattern: a beginning, and what is repeated behind it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    found: list[tuple[str, str]] = [("", char) for char in TYPICAL]
    _walk(tree, "", found)
    turn = list(dict.fromkeys(unit for _lead, unit in found[len(TYPICAL) :] if len(unit) == 1))[:IN_TURN]
    found += [("", one + other) for one in turn for other in turn if one != other]
    return list(dict.fromkeys(pair for pair in found if pair[1]))


def _walk(sequence, lead: str, found: list) -> None:
    for node in sequence:
        kind, value = node
        name = str(kind)
        if name in _REPEATED:
            if value[1] >= LONG:
                found += [(lead, unit) for unit in _units(value[2])]
            _walk(value[2], lead, found)
        for part in _parts(name, value):
            _walk(part, lead, found)
        lead += _shortest([node])
        found.append(("", lead))


def _units(body) -> list[str]:
    return _characters(body[0]) or [_shortest(body)] if len(body) == 1 else [_shortest(body)]


def _parts(name: str, value) -> list:
    """The sequences inside of a node, but for repetitions."""
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "BRANCH":
        return value[1]
    if name in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    return [value] if name == "ATOMIC_GROUP" else []


def _shortest(sequence) -> str:
    """Some short text that the sequence matches, as good as can be told without looking around."""
    text = ""
    for node in sequence:
        kind, value = node
        name = str(kind)
        if characters := _characters(node):
            text += characters[0]
        elif name in _REPEATED:
            text += _shortest(value[2]) * value[0]
        elif name == "AT" and value is codes.AT_BEGINNING_LINE and text:
            text += "\n"
        elif not name.startswith("ASSERT") and (parts := _parts(name, value)):
            text += _shortest(parts[0])
    return text


def _characters(node) -> list[str]:
    """Characters that a node takes, none where it is no node for one character."""
    kind, value = node
    name = str(kind)
    if name == "LITERAL":
        return [chr(value)]
    if name == "ANY":
        return list("a -")
    if name == "NOT_LITERAL":
        return [char for char in TYPICAL if char != chr(value)][:LONG]
    if name != "IN":
        return []
    if value[0][0] is codes.NEGATE:
        return [char for char in TYPICAL if not any(_takes(one, char) for one in value[1:])][: LONG + 1] or ["¤"]
    taken = []
    for one, what in value:
        taken += _CATEGORIES[str(what)] if one is codes.CATEGORY else chr(what[0] if one is codes.RANGE else what)
    return list(dict.fromkeys(taken))[: 2 * LONG]


def _takes(one, char: str) -> bool:
    kind, value = one
    if kind is codes.LITERAL:
        return ord(char) == value
    if kind is codes.RANGE:
        return value[0] <= ord(char) <= value[1]
    name = str(value)
    is_one = {"SPACE": char.isspace(), "WORD": char.isalnum() or char == "_", "DIGIT": char.isdigit()}
    return is_one[name.rpartition("_")[2]] != ("_NOT_" in name)
