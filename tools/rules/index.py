"""Which phrases may match a text at all: looked up by the words of the text."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterable

from .anchors import LONG, PREFIX, SETS, UNDIVIDED, WHOLE, anchors, keys, split_alternatives
from .rule import Rule

#: Every word. Where scripts do not divide words by blanks, a character ends one and is one.
_WORD = re.compile(rf"(?:\b|(?<=[{UNDIVIDED}-\uffff]))[^\W{UNDIVIDED}-\uffff]{{1,{2 * LONG}}}")
_ASCII_WORD = re.compile(rf"\b\w{{1,{2 * LONG}}}")
#: Words of past texts whose place in the index is remembered: replies use few different ones.
_VOCABULARY = 20_000


class Index:
    """Every phrase of every rule, found by the words that it needs: up to three, of which all must be there."""

    def __init__(self, rules: Iterable[Rule]):
        pieces = [(rule, part) for rule in rules for phrase in rule.phrases for part in split_alternatives(phrase)]
        self.phrases: list[tuple[Rule, re.Pattern]] = []
        #: bits of the phrases that need the word: as their first, above these as their second, and as their third
        self.words: dict[str, int] = {}
        self.always = 0  # phrases without a word of their own
        self.foreign = 0  # those asked only where a text has letters beyond ASCII
        self.without = 0  # places of the phrases that need no second, no third word
        for rule, pattern in pieces:
            self._add(rule, pattern, len(pieces))
        self.starts = frozenset(key.rstrip(WHOLE)[:PREFIX] for key in self.words)
        self.vocabulary: dict[str, int] = {}

    def _add(self, rule: Rule, pattern: str, size: int) -> None:
        bit = 1 << len(self.phrases)
        needs = anchors(pattern)
        bounded = needs and (pattern[0].isalnum() or pattern[0] == "(") and max(pattern) < UNDIVIDED
        self.phrases.append((rule, re.compile(rf"\b(?:{pattern})" if bounded else pattern)))
        if not needs and not pattern.isascii():
            self.foreign |= bit
        elif not needs:
            self.always |= bit
        for place in range(max(len(needs), 1), SETS):
            self.without |= bit << place * size
        for place, words in enumerate(needs):
            for word in words:
                self.words[word] = self.words.get(word, 0) | bit << place * size

    def candidates(self, text: str) -> int:
        """Return the bits of the phrases that may match the normalised text."""
        ascii_only = text.isascii()
        words = set((_ASCII_WORD if ascii_only else _WORD).findall(text))
        if not ascii_only:
            words.update(filter(UNDIVIDED.__le__, text))
        vocabulary = self.vocabulary
        places = self.without
        for word in words:
            places |= vocabulary[word] if word in vocabulary else self._look_up(word)
        size = len(self.phrases)
        bits = places & places >> size & places >> 2 * size & (1 << size) - 1 | self.always
        return bits if ascii_only else bits | self.foreign

    def _look_up(self, word: str) -> int:
        """Return the places filed under a word and its beginnings."""
        if word[:PREFIX] not in self.starts:
            return 0
        found = functools.reduce(operator.or_, (self.words[key] for key in keys(word) if key in self.words), 0)
        if len(self.vocabulary) < _VOCABULARY:
            self.vocabulary[word] = found
        return found
