"""What one row of the classifier's tables says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Tier(IntEnum):
    """When a row is asked. Words that can mean one thing only go before codes, vague words after them."""

    ODOO = 0  # sentences that Odoo or Python writes
    STRONG = 1  # names a thing that has one meaning: a blocklist, a provider's own error number
    NORMAL = 2  # says the cause in plain words
    WEAK = 3  # asked only where the enhanced status code says nothing of use


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: the words of a reply, and the cause they stand for.

    :param name: permanent name, shown as evidence of how a diagnosis came about
    :param cause: a key of ``causes.CAUSES``
    :param phrases: regular expressions over the normalised text (see ``classifier.normalise``); one is enough.
        No nested quantifiers; gaps are bounded. Every phrase holds a word that any match must contain
    :param codes: reply codes of which one must be there, empty for any
    :param enhanced: subject and detail (``"7.26"``) of which one must be there, empty for any
    :param providers: of which one must have written the reply, empty for any
    :param without_code: only where the reply has neither a reply code nor an enhanced status code
    :param permanent: what the words say of trying again, whatever the code says; None: the code decides
    """

    name: str
    cause: str
    phrases: tuple[str, ...]
    tier: Tier = Tier.NORMAL
    codes: frozenset[int] = frozenset()
    enhanced: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    without_code: bool = False
    permanent: bool | None = None


def rule(name: str, cause: str, *phrases: str, **constraints) -> Rule:
    """Return a rule; the constraints are given as any iterable."""
    for key in ("codes", "enhanced", "providers"):
        if key in constraints:
            constraints[key] = frozenset(constraints[key])
    return Rule(name, cause, phrases, **constraints)
