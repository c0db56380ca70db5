"""What a notice is read with, and the addresses that stand in it."""

from __future__ import annotations

from dataclasses import dataclass

#: Ranks, best first.
START, LABELLED, IN_REPLY, IN_SENTENCE, ANYWHERE, ECHOED = range(6)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a notice is read with.

    :param notice: the human-readable text, without the original
    :param own: addresses of the sender and of the reporting server
    :param sent_to: To and Cc of the original
    """

    notice: str
    own: frozenset[str] = frozenset()
    sent_to: tuple[str, ...] = ()
    daemon: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One address, and where it stands in the notice."""

    address: str
    rank: int
    start: int
    end: int
