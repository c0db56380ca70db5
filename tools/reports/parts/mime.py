"""A tolerant and bounded MIME walker: any bytes become headers and a flat list of parts.

The standard library's parser is an order of magnitude slower, raises on some garbage, and gives up the very parts that
broken bounces mislabel. RFC 5322 (headers), RFC 2045 and 2046 (parts), RFC 6522 (multipart/report).

Inside this package a message is text with one character per byte (latin-1), line endings as LF; ``text.decode`` turns
the body of one part into real text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message

from .flat import flatten

#: Of longer messages the beginning and the end are read: the report stands before the original or after it.
MAX_HEAD = 768 * 1024
MAX_TAIL = 128 * 1024
MAX_PARTS = 60
MAX_DEPTH = 8
MAX_HEADER = 64 * 1024

#: Parts that hold the email that was sent, or its headers alone.
ORIGINAL_TYPES = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/global-headers",
        "message/rfc822-headers",
        "text/rfc822",
    }
)

_FIELD = re.compile(r"^([!-9;-~]{1,80})[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.M)
_NO_FIELD = re.compile(r"^(?![!-9;-~]{1,80}[ \t]*:|[ \t]|>?From )[^\n]", re.M)
_KNOWN_FIELD = re.compile(
    r"^(?:from|to|subject|content-type|mime-version|date|message-id|received)[ \t]*:", re.M | re.I
)
_TYPE = re.compile(r"\"?([\w.+-]{1,60}/[\w.+*-]{1,80})")
_PARAM = re.compile(r";\s*([\w*-]{1,40})\s*=\s*(\"[^\"\n]{0,300}\"?|[^;\s]{0,300})")
_GUESSED_BOUNDARY = re.compile(r"^--([^\n]{1,200})\n(?:content-[a-z-]{2,40}:|\n[^\n]{1,400}\n)", re.M | re.I)

Headers = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree, or one attached message.

    :param type: content type in lower case, ``text/plain`` where none is given
    :param body: still transfer-encoded
    """

    type: str
    params: dict[str, str]
    headers: Headers
    body: str

    @property
    def encoding(self) -> str:
        return first(self.headers, "content-transfer-encoding").strip().lower()


@dataclass(frozen=True, slots=True)
class Mail:
    """A message taken apart. ``parts`` is in the order of the message; attached messages are parts that stay closed."""

    headers: Headers
    type: str
    params: dict[str, str]
    parts: list[Part] = field(default_factory=list)


def first(headers: Headers, name: str) -> str:
    """Yield the first value of a header, ``""`` where it is missing."""
    values = headers.get(name)
    return values[0] if values else ""


def to_text(data: bytes | str | Message) -> str:
    """Yield the message with one character per byte, LF line endings and no NULs, cut to what is worth reading."""
    raw = _to_bytes(data)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw[: MAX_HEAD * 2].decode("utf-16", "replace").encode("utf-8", "replace")
    if len(raw) > MAX_HEAD + MAX_TAIL:
        raw = raw[:MAX_HEAD] + b"\n" + raw[-MAX_TAIL:]
    text = raw.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if "\x00" in text:
        text = text.replace("\x00", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.lstrip("\n")


def _to_bytes(data: bytes | str | Message) -> bytes:
    if isinstance(data, Message):
        return flatten(data, MAX_HEAD, MAX_TAIL)
    if isinstance(data, str):
        try:
            return data.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return data.encode("utf-8", "surrogatepass")
    return bytes(data)


def fields(block: str) -> list[tuple[str, str]]:
    """Yield the header fields of a block: lower-case name and value, still folded."""
    return [(name.lower(), value) for name, value in _FIELD.findall(block)]


def split_headers(text: str) -> tuple[Headers, str]:
    """Yield headers and body of a message or part (RFC 5322 2.1). A missing blank line is put up with."""
    if text.startswith("\n"):
        return {}, text[1:]
    end = text.find("\n\n", 0, MAX_HEADER)
    block, body = (text[:end], text[end + 2 :]) if end >= 0 else (text[:MAX_HEADER], text[MAX_HEADER:])
    stray = _NO_FIELD.search(block)
    if stray and not _KNOWN_FIELD.search(block, stray.start()):
        body = text[stray.start() :]
        block = block[: stray.start()]
    headers: Headers = {}
    for name, value in fields(block):
        headers.setdefault(name, []).append(value)
    return headers, body


def content_type(headers: Headers) -> tuple[str, dict[str, str]]:
    """Yield content type in lower case and its parameters (RFC 2045 5.1)."""
    value = first(headers, "content-type")[:2000].lstrip()
    match = _TYPE.match(value)
    if not match:
        return "text/plain", {}
    params = {name.lower(): raw.strip('"').strip() for name, raw in _PARAM.findall(value)}
    return match[1].lower(), params


def walk(text: str) -> Mail:
    """Yield the message as a :class:`Mail`."""
    headers, body = split_headers(text)
    kind, params = content_type(headers)
    parts: list[Part] = []
    if "content-type" not in headers and _GUESSED_BOUNDARY.match(body.lstrip()[:2000]):
        kind = "multipart/mixed"
    _collect(Part(kind, params, headers, body), 0, parts)
    return Mail(headers, kind, params, parts)


def _collect(part: Part, depth: int, found: list[Part]) -> None:
    if len(found) >= MAX_PARTS or depth > MAX_DEPTH:
        return
    if part.type.startswith("multipart/"):
        pieces = _split(part.body, part.params.get("boundary", ""))
        if not pieces:
            found.append(Part("text/plain", part.params, part.headers, part.body))
        for piece in pieces:
            _collect(_as_part(piece, part), depth + 1, found)
        return
    found.append(part)


def _as_part(piece: str, parent: Part) -> Part:
    headers, body = split_headers(piece)
    kind, params = content_type(headers)
    if parent.type == "multipart/digest" and "content-type" not in headers:
        kind = "message/rfc822"  # RFC 2046 5.1.5
    return Part(kind, params, headers, body)


def _split(body: str, boundary: str) -> list[str]:
    """Yield the parts between the delimiter lines (RFC 2046 5.1.1); a wrong or missing boundary is guessed."""
    pieces = _between(body, boundary) if boundary else []
    if not pieces:
        guess = _GUESSED_BOUNDARY.search(body[: 64 * 1024])
        if guess and guess[1].rstrip() != boundary:
            pieces = _between(body, guess[1].rstrip())
    return pieces


def _between(body: str, boundary: str) -> list[str]:
    delimiter = "--" + boundary
    pieces: list[str] = []
    start = -1
    position = 0 if body.startswith(delimiter) else body.find("\n" + delimiter) + 1
    while (position or body.startswith(delimiter)) and len(pieces) < MAX_PARTS:
        line_end = body.find("\n", position)
        line_end = len(body) if line_end < 0 else line_end
        tail = body[position + len(delimiter) : line_end].strip()
        if tail in ("", "--"):
            if start >= 0:
                pieces.append(body[start : max(start, position - 1)])
            start = -1 if tail else line_end + 1
            if tail:
                break
        following = body.find("\n" + delimiter, line_end - 1 if line_end > position else line_end)
        if following < 0:
            break
        position = following + 1
    if 0 <= start < len(body):
        pieces.append(body[start:])
    return pieces
