"""Which words a text must contain for a phrase to match: what makes the classifier fast.

A phrase such as ``(?:user|mailbox) unknown`` can match only where a word starts with ``unkn``. The classifier looks
up the first letters of each word of a reply, and runs only the phrases filed under them.
"""

from __future__ import annotations

#: Fewest and most letters of a word that are filed.
PREFIX, LONG = 4, 12

#: Behind a word that is filed whole: ``block$`` is not in ``blocked``.
WHOLE = "$"

#: From here on scripts do not divide words by blanks: every character is a word.
UNDIVIDED = "\u2e80"

#: Sets of words kept of each phrase.
SETS = 3

#: The beginnings of words found in most replies: a phrase is filed under them only where it has nothing rarer.
_COMMON = frozenset(
    "mail mess user reci addr reje bloc serv host this your from have been acco mailb deli requ "
    "the not for smtp erro send mail sent to is be has was of in on by and or are temp perm "
    "unav unab avai fail deni acce poli plea http www com".split()
)


def split_alternatives(pattern: str) -> list[str]:
    """Return the alternatives at the top level of a pattern."""
    parts, depth, start, index = [], 0, 0, 0
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            index += 1
        elif char == "[":
            index = _class_end(pattern, index)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and not depth:
            parts.append(pattern[start:index])
            start = index + 1
        index += 1
    return [*parts, pattern[start:]]


def _class_end(pattern: str, index: int) -> int:
    """Return the index of the bracket that closes the character class."""
    index += 2 if pattern[index + 1] in "^]" else 1
    while pattern[index] != "]":
        index += 2 if pattern[index] == "\\" else 1
    return index


def _group_end(pattern: str, index: int) -> int:
    """Return the index of the parenthesis that closes the group."""
    depth = 0
    while True:
        char = pattern[index]
        if char == "\\":
            index += 1
        elif char == "[":
            index = _class_end(pattern, index)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return index
        index += 1


def _atoms(pattern: str):
    """Yield (kind, text, optional) for each item of a pattern without alternatives at its top level."""
    index = 0
    while index < len(pattern):
        start, kind = index, "literal"
        char = pattern[index]
        if char == "\\":
            index += 1
            text = pattern[index]
            kind = "literal" if not text.isalnum() else "boundary" if text == "b" else "other"
        elif char == "[":
            index = _class_end(pattern, index)
            kind, text = "other", pattern[start : index + 1]
        elif char == "(":
            index = _group_end(pattern, index)
            text = pattern[start + 1 : index]
            kind = "boundary" if text[:2] in ("?!", "?<") else "group"
            text = text.removeprefix("?:")
        else:
            text = char
            kind = "boundary" if char in "^$" else "other" if char == "." else "literal"
        index += 1
        optional = False
        if index < len(pattern) and pattern[index] in "?*+{":
            optional = pattern[index] in "?*" or pattern[index : index + 3] == "{0,"
            index = pattern.index("}", index) + 1 if pattern[index] == "{" else index + 1
            if kind != "group":
                kind = "gap" if text == "." else "repeat"
        yield kind, text, optional


def _cost(prefixes: frozenset[str]) -> int:
    return sum(
        10 if prefix[:PREFIX].rstrip(WHOLE) in _COMMON else 2 if len(prefix) < PREFIX else 1 for prefix in prefixes
    )


def anchors(pattern: str) -> tuple[frozenset[str], ...]:
    """Return up to three sets of prefixes: any text that the pattern matches has a word of each set."""
    found = set(_needs(pattern, True, True))
    return tuple(sorted(found, key=lambda words: (_cost(words), sorted(words)))[:SETS])


def _needs(pattern: str, bounded: bool, closed: bool) -> list[frozenset[str]]:
    """Return the sets of which every match has a word each.

    :param bounded: whether a word starts where the pattern starts
    :param closed: whether a word ends where the pattern ends
    """
    parts = [_of_sequence(part, bounded, closed) for whole in split_alternatives(pattern) for part in _spelled(whole)]
    if len(parts) == 1:
        return parts[0]
    if not all(parts):
        return []
    return [frozenset().union(*(min(part, key=_cost) for part in parts))]


def _spelled(sequence: str) -> list[str]:
    """Return the spellings of a sequence such as ``in-?active``: with and without the mark that may divide it."""
    depth = 0
    for index, char in enumerate(sequence[:-1]):
        depth += (char == "(") - (char == ")")
        if not depth and char in "- ._" and sequence[index + 1] == "?" and sequence[index - 1 : index] != "\\":
            rest = _spelled(sequence[index + 2 :])
            return [sequence[:index] + mark + tail for mark in ("", "-") for tail in rest]
    return [sequence]


def _of_sequence(sequence: str, bounded: bool, closed: bool) -> list[frozenset[str]]:
    """Return the sets of a pattern without alternatives. A gap (``.{0,40}``) is taken to end where a word starts."""
    needs: list[frozenset[str]] = []
    run = ""
    items = [*_atoms(sequence), ("end", "", False)]
    for place, (kind, text, optional) in enumerate(items):
        literal = kind == "literal" and not optional
        if literal and text.isalnum() and text < UNDIVIDED:
            run += text
            continue
        if literal and text >= UNDIVIDED:
            needs.append(frozenset((text,)))
        separator = _separates(kind, text, optional) or (kind == "end" and closed)
        if bounded and run and (len(run) >= PREFIX or separator):
            needs.append(frozenset((run + WHOLE if literal and len(run) < LONG else run[:LONG],)))
        if kind == "group":
            starts = bounded and not run
            after = items[place + 1]
            if starts and not optional:
                needs += _needs(text, True, _separates(*after) or (after[0] == "end" and closed))
            bounded = (starts or not optional) and all(part.endswith(" ") for part in split_alternatives(text))
        else:
            bounded = separator
        run = ""
    return needs


def keys(word: str) -> list[str]:
    """Return everything that a word of a text may be filed under."""
    return [word, word + WHOLE, *(word[:length] for length in range(PREFIX, min(len(word), LONG + 1)))]


def _separates(kind: str, text: str, optional: bool) -> bool:
    """Whether words end and begin here."""
    return kind in ("boundary", "gap") or (kind == "literal" and not optional and not text.isalnum())
