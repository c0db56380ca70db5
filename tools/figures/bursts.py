"""What happened within a short time, taken together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


def bursts(things: Iterable[T], moment: Callable[[T], datetime], gap: timedelta) -> list[list[T]]:
    """The same things in groups, newest first: in a group none is further than ``gap`` from its neighbour."""
    groups: list[list[T]] = []
    for thing in sorted(things, key=moment, reverse=True):
        if groups and moment(groups[-1][-1]) - moment(thing) <= gap:
            groups[-1].append(thing)
        else:
            groups.append([thing])
    return groups
