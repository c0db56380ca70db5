"""No line makes reading slow: one character without end, two in turn, the beginning of a pattern again and again.

The time that a text takes grows as the text does. Where twice as much takes four times as long, an email of 200 KB holds
a worker until it is killed. ``script/bench lines`` prints the figures.
"""

import ast
import re
from pathlib import Path

from ...hostile.measure import SLOWEST, UNMEASURED, Watch
from ...hostile.parsers import parsers, stretched
from ...hostile.patterns import lines, modules, patterns
from ...support.pure import PureCase

TOOLS = f"{__package__.partition('.tests.')[0]}.tools"
#: Characters.
LARGE, HALF = 200_000, 100_000
#: Times longer that twice as much may take. Linear is 2.
GROWTH = 3.0
#: Patterns are tried at this length, which what is linear reads within ``SUSPICIOUS`` seconds.
SHORT, SUSPICIOUS = 5_000, 0.01
#: Patterns that functions make: the index of all rules, and words of our own that are escaped (addresses, secrets).
MADE_INSIDE = {"rules.index": 1, "addresses.hidden": 1, "texts.spellings": 6}
#: Of each parser so many lines are measured in full.
MEASURED = 2


def find_all(pattern: re.Pattern, text: str) -> None:
    for _match in pattern.finditer(text):
        pass


class TestLines(PureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watch = Watch(TOOLS)

    def assertLinear(self, prepare, unit: str):
        half, large = (self.watch.best_of_three(*prepare(stretched(unit, size))) for size in (HALF, LARGE))
        said = f"100 KB: {half:.3f} s, 200 KB: {large:.3f} s"
        self.assertLess(large, SLOWEST, said)
        self.assertLess(large / max(half, UNMEASURED), GROWTH, said)

    def test_no_pattern_is_slow_on_any_line(self):
        for pattern, where in patterns(TOOLS).items():
            for lead, unit in lines(pattern):
                if self.watch.seconds(find_all, pattern, stretched(unit, SHORT, lead)) < SUSPICIOUS:
                    continue
                with self.subTest(where, pattern=pattern.pattern[:80], lead=lead[-20:], unit=unit[:40]):
                    self.assertLinear(lambda text, found=pattern, lead=lead: (find_all, found, lead + text), unit)

    def test_no_parser_is_slow_on_any_line(self):
        for name, prepare in parsers(TOOLS).items():
            for unit in self.watch.slowest(name, prepare, MEASURED):
                with self.subTest(name, unit=unit):
                    self.assertLinear(prepare, unit)

    def test_every_pattern_stands_where_this_test_finds_it(self):
        """Patterns made while a function runs would be seen by nobody, but for those of the index of all rules."""
        for module in modules(TOOLS):
            tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
            inside = [
                node for outer in ast.walk(tree) if isinstance(outer, ast.FunctionDef) for node in ast.walk(outer)
            ]
            made = [
                node.lineno
                for node in inside
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
            ]
            known = MADE_INSIDE.get(module.__name__.removeprefix(f"{TOOLS}."), 0)
            self.assertEqual(len(made), known, f"{module.__name__}, lines {made}")
