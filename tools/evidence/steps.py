"""Which steps of a cause help in one case: those that its evidence calls for come first, and what cannot apply is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..texts.braces import filled

_BRACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Remedy:
    """One step of a cause, as the knowledge base has it.

    :param when: conditions, all of which must hold; such a step comes first
    :param unless: conditions of which none may hold
    """

    audience: str
    text: str
    when: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one case.

    :param holds: conditions, see ``conditions.py``; one that is not there is not known to hold
    :param values: what braces in steps stand for
    """

    holds: frozenset[str] = frozenset()
    values: dict[str, str] = field(default_factory=dict)

    def __or__(self, other: Facts) -> Facts:
        return Facts(self.holds | other.holds, {**self.values, **other.values})


#: Where there is no evidence.
NOTHING = Facts()


def steps(remedies: Iterable[Remedy], audience: str, facts: Facts = NOTHING) -> list[str]:
    """Return the steps for one audience, in the order in which they help."""
    called_for, others = [], []
    for one in remedies:
        if one.audience == audience and _applies(one, facts):
            text = filled(one.text, lambda name: facts.values[name])
            (called_for if one.when else others).append(text)
    return called_for + others


def _applies(remedy: Remedy, facts: Facts) -> bool:
    # A step with a gap says nothing.
    return (
        remedy.when <= facts.holds
        and not remedy.unless & facts.holds
        and all(facts.values.get(name) for name in _BRACES.findall(remedy.text))
    )
