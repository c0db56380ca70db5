"""Phrases that an administrator teaches: plain text, whatever case and blanks."""

from __future__ import annotations

from .smtp_reply import parse

#: Shorter ones stand in too many replies; longer ones belong to one email only.
MIN_LENGTH, MAX_LENGTH = 6, 200
_SUGGESTED = 80


def normalise(phrase: str) -> str:
    return " ".join(phrase.split())


def pattern(phrase: str) -> str:
    """Yield an ILIKE pattern that finds at least every text with the phrase: stored replies break lines anywhere."""
    return "%".join(word.replace("\\", "_") for word in phrase.split())


def suggest(reason: str) -> str:
    """Yield the longest piece of a reply that would be the same in another email: no addresses, no numbers, no links."""
    runs: list[list[str]] = [[]]
    for word in parse(reason)[0].text.split():
        if "@" in word or "/" in word or any(char.isdigit() for char in word):
            runs.append([])
        elif len(" ".join([*runs[-1], word])) <= _SUGGESTED:
            runs[-1].append(word)
    return " ".join(max(runs, key=lambda run: len(" ".join(run)))).strip(" .,;:-()<>[]\"'")
