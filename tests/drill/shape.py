"""What a shape is, and what is right for it.

An expectation is a text: ``cause:smtp_auth_failed @Billing`` (a cause, and words that name whom it is about), ``problem:…``
(the code of a finding), ``text:localhost`` (words anywhere in the finding); alternatives stand with `` | `` between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

BROKEN, MENDED, HEALTHY = "broken", "mended", "healthy"
#: Somebody has to do something.
ALARMS = ("error", "warning")
#: Shapes by name, in the order in which they are written.
SHAPES: dict[str, Shape] = {}


@dataclass(frozen=True)
class Shape:
    """One state of a database.

    :param play: makes it
    :param expected: broken: these stand first, in any order; mended: these alarm and nothing else does
    :param most: the worst severity that is not a false alarm
    :param quiet: what is first need be no alarm
    """

    name: str
    kind: str
    play: Callable
    expected: tuple[str, ...] = ()
    most: str = "error"
    quiet: bool = False

    def judge(self, findings: list[dict]) -> bool:
        """Tell whether the right thing is said, and first.

        :param findings: ``code``, ``severity``, ``title``, ``causes`` (codes whose name the title begins with) and
            ``text`` (everything it says), in the order of the dashboard
        """
        alarms = [finding for finding in findings if finding["severity"] in ALARMS]
        if self.kind == BROKEN:
            first = findings[: len(self.expected)]
            loud = self.quiet or (bool(first) and all(one["severity"] in ALARMS for one in first))
            allowed = ALARMS[ALARMS.index(self.most) :] if self.most in ALARMS else ()
            return loud and all(one["severity"] in allowed for one in alarms) and self._all_found(first)
        others = [one for one in alarms if not any(matches(spec, one) for spec in self.expected)]
        return not others and self._all_found(alarms)

    def _all_found(self, findings: list[dict]) -> bool:
        """Tell whether each expectation has a finding of its own."""
        orders = permutations(findings, len(self.expected))
        return any(all(map(matches, self.expected, order)) for order in orders)


def matches(spec: str, finding: dict) -> bool:
    """Tell whether a finding is what one expectation asks for."""
    return any(_matches_one(one.strip(), finding) for one in spec.split(" | "))


def _matches_one(spec: str, finding: dict) -> bool:
    what, _, subject = spec.partition(" @")
    kind, _, value = what.partition(":")
    known = {
        "cause": value in finding["causes"],
        "problem": value == finding["code"],
        "text": value.lower() in finding["text"].lower(),
    }
    return known[kind] and subject.lower() in finding["text"].lower()


def _registering(kind: str, *expected: str, **options) -> Callable:
    def register(play: Callable) -> Callable:
        SHAPES[play.__name__] = Shape(play.__name__, kind, play, expected, **options)
        return play

    return register


def broken(*expected: str, **options) -> Callable:
    """A fault: what is expected first."""
    return _registering(BROKEN, *expected, **options)


def mended(*still: str) -> Callable:
    """A fault that was mended: what is still wrong, mostly nothing."""
    return _registering(MENDED, *still)


def healthy(play: Callable) -> Callable:
    """Nothing is wrong."""
    return _registering(HEALTHY)(play)
