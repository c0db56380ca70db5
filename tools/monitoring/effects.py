"""Findings that are effects of others: what stands behind its cause, and lends it how bad it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .finding import Severity


@dataclass(frozen=True, slots=True)
class Explains:
    """What is an effect of a finding.

    :param effects: codes of problems, or of causes of failures
    :param same: names of values that say that both are about the same, where both have one
    """

    effects: tuple[str, ...]
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding as far as it matters for what explains it.

    :param codes: the code of its problem, and of the cause of failures that it is about
    """

    id: int
    codes: tuple[str, ...]
    severity: Severity
    explains: tuple[Explains, ...] = ()
    values: dict = field(default_factory=dict, hash=False)


def folded(findings: Iterable[Standing]) -> dict[int, int]:
    """By id of each effect the id of what explains it, which is no effect itself.

    Where several explain one, the worst does, then the first.
    """
    rows, direct = list(findings), {}
    for effect in rows:
        causes = [one for one in rows if _explains(one, effect) and not _leads_to(direct, one.id, effect.id)]
        if causes:
            direct[effect.id] = max(causes, key=lambda one: (one.severity.rank, -one.id)).id
    return {effect: _first(direct, cause) for effect, cause in direct.items()}


def lent(findings: Iterable[Standing], explained: dict[int, int]) -> dict[int, Severity]:
    """How bad each finding is with what it explains."""
    rows = {one.id: one for one in findings}
    found = {id_: one.severity for id_, one in rows.items()}
    for effect, cause in explained.items():
        found[cause] = max(found[cause], rows[effect].severity, key=lambda severity: severity.rank)
    return found


def _explains(one: Standing, effect: Standing) -> bool:
    return one.id != effect.id and any(
        set(explains.effects) & set(effect.codes)
        and all(_agree(one.values.get(name), effect.values.get(name)) for name in explains.same)
        for explains in one.explains
    )


def _agree(one, other) -> bool:
    """Whether two values are equal, or one is the domain of the other; what is not known agrees with everything."""
    if not one or not other:
        return True
    one, other = str(one).lower(), str(other).lower()
    return one == other or one.endswith(f"@{other}") or other.endswith(f"@{one}")


def _leads_to(direct: dict[int, int], start: int, goal: int) -> bool:
    return start == goal or (start in direct and _leads_to(direct, direct[start], goal))


def _first(direct: dict[int, int], id_: int) -> int:
    return _first(direct, direct[id_]) if id_ in direct else id_
