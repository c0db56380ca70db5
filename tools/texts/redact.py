"""Takes passwords and tokens out of texts, however they are spelled there.

Exceptions and replies carry them: ``UnicodeEncodeError`` holds what could not be encoded, ``AUTH PLAIN`` is base64, an
address that was called has its token percent-encoded. Whatever is kept or shown goes through a :class:`Redactor` first.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import string
from bisect import bisect_right
from collections.abc import Iterable

from .spellings import HIDDEN, Spelling, as_base64, as_text, forms, is_ambiguous, raw_bytes

#: Of a secret that was cut off at the end of a text, so many characters give it away.
_LEAST_CUT = 5
_BASE64 = r"[A-Za-z0-9+/_\-]"
_AROUND = frozenset(string.ascii_letters + string.digits + "+/_-%")
#: Where a line ends within what is one word: in a reply, each line with its code, in base64 and quoted-printable.
_BREAK = re.compile(r"=?(?:\r?\n|\\r\\n|\\n)(?:\d{3}[- ])?")
_RUN = re.compile(rf"{_BASE64}{{4,}}={{0,2}}")
_LOGIN = re.compile(rf"(\bAUTH[ \t]+[A-Z][A-Z0-9\-]{{3,20}}[ \t]+)({_BASE64}{{4,}}={{0,2}})", re.IGNORECASE)
_NOT_ENCODED = "ordinal not in range"
#: What tells a secret by what stands beside it.
_NAMED = (
    # The arguments of a ``UnicodeEncodeError``: the second is all of what could not be encoded.
    re.compile(
        r"((?:\b|(?<=\\n))ascii(?P<gap>\r?\n|\\n|<br ?/?>| )).{0,3000}?(?=(?P=gap)\d+(?P=gap)\d+(?P=gap)ordinal not in range)",
        re.DOTALL,
    ),
    re.compile(r"(\bBearer\s+)(?=[^\s'\"]{0,200}\d)[\w.~+/=\-]{12,}", re.IGNORECASE),
    re.compile(
        r"(\b(?:access_token|refresh_token|id_token|client_secret|api_key|smtp_pass|smtp_password|password|passwd|pwd)"
        r"(?:=|['\"]\s*[:=]\s*['\"]))[^\s&'\"<>]+",
        re.IGNORECASE,
    ),
    re.compile(r"(\b[a-z][a-z0-9+.\-]{1,20}://[^\s/:@'\"]{1,200}:)[^\s/@'\"]{1,500}(?=@)", re.IGNORECASE),
)


class Redactor:
    """Replaces secrets in texts by three asterisks.

    A secret that is short, or a word that servers say, is replaced only where it stands as a value: quoted, alone on a
    line, behind an equals sign, or encoded. Elsewhere nobody can tell that it is one, and asterisks would.
    """

    def __init__(self, secrets: Iterable[str | None]):
        found = {form for secret in secrets if secret for form in forms(secret)}
        self._secrets = sorted(found, key=lambda form: (-len(form), form))

    def __call__(self, text: str) -> str:
        if not text:
            return text
        for pattern in _NAMED if _NOT_ENCODED in text else _NAMED[1:]:
            text = pattern.sub(rf"\1{HIDDEN}", text)
        text = _without_broken(_LOGIN.sub(_hide_login, text), self._secrets)
        for secret in self._secrets:
            text = as_text(secret).sub(text)
            for core in as_base64(secret):
                text = _without_run(text, core)
            text = _without_cut(text, secret)
        return _RUN.sub(self._hide_encoded, text) if self._secrets else text

    def kept(self, text: str) -> str:
        """The same as PostgreSQL takes it."""
        return storable(self(text))

    def deep(self, value):
        """The same for what is in lists, tuples, dictionaries and bytes."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, bytes):
            return self(value.decode(errors="surrogateescape")).encode(errors="surrogateescape")
        if isinstance(value, dict):
            return {self.deep(key): self.deep(one) for key, one in value.items()}
        if type(value) in (list, tuple):
            return type(value)(self.deep(one) for one in value)
        return value

    def _hide_encoded(self, run: re.Match) -> str:
        """A whole piece of base64 that is the secret (LOGIN), or ends with it (PLAIN)."""
        decoded = _decoded(run.group())
        for secret in self._secrets if decoded else ():
            if any(decoded == raw or decoded.endswith(b"\0" + raw) for raw in raw_bytes(secret)):
                return HIDDEN
        return run.group()


def storable(text: str) -> str:
    """As PostgreSQL takes it: without NUL, which stands before the password of AUTH PLAIN."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def redact_exception(error: BaseException, redact: Redactor) -> None:
    """Take secrets out of an exception and of those behind it, before somebody writes, logs or shows them."""
    seen, waiting = set(), [error]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        one.args = redact.deep(one.args)
        for name in (*vars(one), "object", "strerror", "filename"):
            value = getattr(one, name, None)
            if isinstance(value, str | bytes | list | tuple | dict):
                setattr(one, name, redact.deep(value))
        behind = (one.__cause__, one.__context__, *one.args, *vars(one).values())
        waiting += [other for other in behind if isinstance(other, BaseException)]


def _without_cut(text: str, secret: str) -> str:
    """Without the part of a secret with which a text that was cut begins or ends."""
    if len(secret) <= _LEAST_CUT or is_ambiguous(secret):
        return text
    at = text.find(secret[:_LEAST_CUT], max(len(text) - len(secret) + 1, 0))
    while at >= 0 and not secret.startswith(text[at:]):
        at = text.find(secret[:_LEAST_CUT], at + 1)
    if at >= 0:
        text = text[:at] + HIDDEN
    end = text.rfind(secret[-_LEAST_CUT:], 0, len(secret) - 1)
    while end >= 0 and not secret.endswith(text[: end + _LEAST_CUT]):
        end = text.rfind(secret[-_LEAST_CUT:], 0, end + _LEAST_CUT - 1)
    return text if end < 0 else HIDDEN + text[end + _LEAST_CUT :]


def _without_broken(text: str, secrets: Iterable[str]) -> str:
    """Without the secrets that begin on one line and end on another."""
    breaks = [found.span() for found in _BREAK.finditer(text)] if secrets else []
    if not breaks:
        return text
    parts, joined_at, lost, length, end = [], [], [0], 0, 0
    for start, behind in breaks:
        parts.append(text[end:start])
        length, end = length + start - end, behind
        joined_at.append(length)
        lost.append(end - length)
    joined = "".join([*parts, text[end:]])
    for start, end in reversed(_places(joined, secrets)):
        first, last = bisect_right(joined_at, start), bisect_right(joined_at, end - 1)
        if first != last:
            text = text[: start + lost[first]] + HIDDEN + text[end + lost[last] :]
    return text


def _places(text: str, secrets: Iterable[str]) -> list[tuple[int, int]]:
    """Where secrets stand that are not ambiguous, in the order of the text, none within another."""
    found = []
    for secret in secrets:
        if not is_ambiguous(secret):
            found += as_text(secret).places(text)
            found += [_run_around(text, *place) for core in as_base64(secret) for place in core.places(text)]
    places: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if places and start < places[-1][1]:
            places[-1] = places[-1][0], max(end, places[-1][1])
        else:
            places.append((start, end))
    return places


# ---------------------------------------------------------------- base64


def _without_run(text: str, core: Spelling) -> str:
    """Without the pieces of base64 in which this is found."""
    found = core.search(text)
    while found:
        start, end = _run_around(text, *found.span())
        text = text[:start] + HIDDEN + text[end:]
        found = core.search(text, start + len(HIDDEN))
    return text


def _run_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From where to where a piece of base64 goes of which a part stands there."""
    while start and text[start - 1] in _AROUND:
        start -= 1
    while end < len(text) and text[end] in _AROUND:
        end += 1
    while end < len(text) and text[end] == "=":
        end += 1
    return start, end


def _decoded(run: str) -> bytes | None:
    letters = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return None


def _hide_login(found: re.Match) -> str:
    """What follows a mechanism of AUTH, unless it is a word: what a client sends is base64 of text."""
    letters = found[2].rstrip("=")
    decoded = _decoded(letters[: len(letters) // 4 * 4])
    if not decoded or not _is_text(decoded):
        return found[0]
    return found[1] + HIDDEN


def _is_text(raw: bytes) -> bool:
    """Whether it is readable, but for a character cut at the end."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char in "\0\1" for char in text)
