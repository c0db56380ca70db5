"""How a secret may be spelled in a text: as it is, escaped, percent-encoded, in base64."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html.entities import codepoint2name

from ..rules import RULES

#: Stands where a secret stood.
HIDDEN = "***"

#: A shorter secret is found in texts that have nothing to do with it, and to replace it there would spell it out.
_LEAST = 5
#: Bytes from which on the middle of a base64 text tells one secret from another.
_LEAST_ENCODED = 6
#: Words that servers say: with the password "password", *Username and \*\*\* not accepted* would tell it.
_SAID = frozenset(
    word for rule in RULES for phrase in rule.phrases for word in re.findall(r"[a-z]{3,}", phrase.lower())
)

# ``exception_to_unicode`` puts each argument on a line of its own; Python quotes; PLAIN has it behind a NUL.
_BEFORE = r"(?:^|(?<=[\n'\"=>\0\1])|(?<=\\n)|(?<=\\x00)|(?<=\\x01)|(?<=\\0)|(?<=%00)|(?<=&quot;)|(?<=&#39;))"
_BEHIND = r"(?=[\r\n'\"&<\0\1]|\\[rnx0]|$)"

#: Characters that are spelled together: what may be written as several is ambiguous beside its like.
_PART = re.compile(r"\\+|\s+|[A-Za-z0-9]+|[\x00-\x7f]|[^\x00-\x7f]+")


def forms(secret: str) -> set[str]:
    """A secret, without the space around it, in both forms of Unicode."""
    return {unicodedata.normalize(form, secret.strip()) for form in ("NFC", "NFD")} - {""} | {secret.strip()} - {""}


def raw_bytes(secret: str) -> set[bytes]:
    found = {secret.encode(errors="surrogatepass")}
    try:
        found.add(secret.encode("latin-1"))
    except UnicodeEncodeError:
        return found
    return found


def is_ambiguous(secret: str) -> bool:
    return len(secret) < _LEAST or secret.lower() in _SAID


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which a secret may stand in a text.

    :param letters: what any text with it holds
    """

    letters: str
    pattern: re.Pattern

    def search(self, text: str, start: int = 0) -> re.Match | None:
        return self.pattern.search(text, start) if self.letters in text else None

    def places(self, text: str) -> list[tuple[int, int]]:
        return [found.span() for found in self.pattern.finditer(text)] if self.letters in text else []

    def sub(self, text: str) -> str:
        return self.pattern.sub(HIDDEN, text) if self.letters in text else text


@lru_cache(maxsize=4096)
def as_text(secret: str) -> Spelling:
    spelled = "".join(map(_spelled, _PART.findall(secret)))
    return Spelling(
        max(re.findall(r"[A-Za-z0-9]*", secret), key=len),
        re.compile(_BEFORE + spelled + _BEHIND if is_ambiguous(secret) else spelled),
    )


@lru_cache(maxsize=4096)
def as_base64(secret: str) -> tuple[Spelling, ...]:
    """What any base64 with the secret holds; nothing where that says too little."""
    if is_ambiguous(secret):
        return ()
    cores = {core for raw in raw_bytes(secret) if len(raw) >= _LEAST_ENCODED for core in _cores(raw)}
    return tuple(
        Spelling(max(re.findall(r"[A-Za-z0-9]*", core), key=len), re.compile("".join(map(_spelled_64, core))))
        for core in sorted(cores)
    )


def _cores(raw: bytes) -> Iterable[str]:
    """What of it is the same in every base64 text around it, by the three places where it can begin."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw + b"\0" * 2).decode()
        yield encoded[-(-8 * before // 6) : (8 * (before + len(raw))) // 6]


def _spelled_64(char: str) -> str:
    """A character of base64, in the alphabet for addresses, too, or percent-encoded."""
    return {"+": "(?:[+-]|%2[Bb])", "/": "(?:[/_]|%2[Ff])"}.get(char, char)


def _spelled(part: str) -> str:
    """A run of characters as text, ``repr``, JSON, HTML or an address spell it."""
    if part[0] == "\\":
        return rf"(?:\\|%5[Cc]|=5[Cc]){{1,{8 * len(part)}}}"
    if part.isspace():
        return rf"(?:\s|\\[nrt]|\+|%[02][0-9a-dA-D]|&nbsp;){{1,{4 * len(part)}}}"
    if part.isascii():
        return part if part.isalnum() else _spelled_char(part)
    # Each may have been read in an encoding that has no such character.
    return rf"(?:{''.join(map(_spelled_char, part))}|[\uFFFD?]{{{len(part)},{4 * len(part)}}})"


def _spelled_char(char: str) -> str:
    point = ord(char)
    ways = [r"\\{0,8}" + re.escape(char)]
    ways += ["".join(rf"(?:%|=|\\{{1,8}}x)(?i:{byte:02x})" for byte in raw) for raw in raw_bytes(char)]
    ways += [rf"\\{{1,8}}u(?i:{point:04x})", rf"\\{{1,8}}U(?i:{point:08x})", rf"&#0*{point};", rf"&#x0*(?i:{point:x});"]
    if point in codepoint2name:
        ways.append(f"&{codepoint2name[point]};")
    if not char.isascii():  # read in the wrong encoding
        ways.append(re.escape(char.encode(errors="surrogatepass").decode("latin-1")))
    return f"(?:{'|'.join(ways)})"
