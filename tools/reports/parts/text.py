"""Bodies and headers as readable text, whatever charset, encoding or markup they came in. Bounded and never raising."""

from __future__ import annotations

import binascii
import codecs
import html
import re

from .mime import Part

#: Longest text of one part that is looked at, in characters.
MAX_TEXT = 48 * 1024

#: Codecs that are no charsets of email, some of them slow on long input.
_NOT_CHARSETS = frozenset(
    {
        "punycode",
        "idna",
        "unicode-escape",
        "unicode_escape",
        "raw-unicode-escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "oem",
        "utf-7",
        "utf7",
    }
)
#: Names that are met in mail and that Python does not know, or knows as a subset of what is really sent.
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb2312": "hz",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-1": "cp1252",
    "x-mac-roman": "mac_roman",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-8": "utf-8",
}
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?\n]{0,600})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")
_ESCAPES_JP = (b"\x1b$B", b"\x1b$@", b"\x1b(J")
_DROPPED = ("style", "script", "title")
_BREAK = re.compile(
    r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/td|/table|hr|p|div|tr|li|/pre|pre|/blockquote)\b[^<>]{0,2000}>", re.I
)
_EMPTY_LINES = re.compile(r"\n{3,}")
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]{0,3000}>")


def decode(part: Part, limit: int = MAX_TEXT) -> str:
    """Yield the body of a part as text, transfer encoding and charset undone (RFC 2045 6)."""
    body = part.body[: limit * 4]
    encoding = part.encoding
    if encoding == "base64":
        raw = unbase64(body)
    elif encoding == "quoted-printable":
        raw = binascii.a2b_qp(body.encode("latin-1", "replace"))
    elif body.isascii() and "\x1b" not in body:
        return body[:limit]
    else:
        raw = body.encode("latin-1", "replace")
    return to_unicode(raw, part.params.get("charset", ""))[:limit].replace("\r\n", "\n")


def unbase64(body: str) -> bytes:
    """Yield the decoded bytes; stray characters and missing padding are put up with."""
    clean = _NOT_BASE64.sub("", body)
    clean = clean[: len(clean) - len(clean) % 4] if len(clean) % 4 == 1 else clean
    try:
        return binascii.a2b_base64(clean + "=" * (-len(clean) % 4))
    except binascii.Error:
        return b""


def to_unicode(raw: bytes, charset: str) -> str:
    """Yield the text in the declared charset, in UTF-8, or in the one that the bytes give away."""
    name = charset.strip("\"' ").lower()
    if b"\x1b" in raw and any(escape in raw for escape in _ESCAPES_JP):
        name = "iso2022_jp_2"
    candidates = ["utf-8", name] if name in ("", "us-ascii", "ascii") else [name, "utf-8"]
    for candidate in candidates:
        text = _try(raw, candidate)
        if text is not None:
            return text
    known = _ALIASES.get(name, name)
    try:
        return raw.decode(known if _is_charset(known) else "cp1252", "replace")
    except (LookupError, ValueError):
        return raw.decode("latin-1")


def _is_charset(name: str) -> bool:
    if not name or name in _NOT_CHARSETS or "\x00" in name or not name.isascii():
        return False
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def _try(raw: bytes, name: str) -> str | None:
    name = _ALIASES.get(name, name)
    if not _is_charset(name):
        return None
    try:
        return raw.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None


def header(value: str) -> str:
    """Yield a header value unfolded, its encoded words decoded (RFC 2047), 8-bit characters guessed."""
    value = value[:4000]
    if not value.isascii():
        value = to_unicode(value.encode("latin-1", "replace"), "")
    if "=?" in value:
        value = _ENCODED_WORD.sub(_decode_word, _BETWEEN_WORDS.sub(r"\1\2", value))
    return " ".join(value.split())


def _decode_word(match: re.Match) -> str:
    charset = match[1].split("*")[0]  # RFC 2231 5: =?utf-8*de?
    quoted = match[3].encode("utf-8", "replace")
    raw = unbase64(match[3]) if match[2] in "bB" else binascii.a2b_qp(quoted, header=True)
    return to_unicode(raw, charset)


def one_line(text: str, limit: int = 2000) -> str:
    """Yield the text on one line, cut to the limit."""
    return " ".join(text[: limit * 2].split())[:limit]


def is_markup(said: str) -> bool:
    """Tell whether a part that calls itself plain text is HTML."""
    start = said[:300].lstrip().lower()
    return start.startswith(("<html", "<!doctype html", "<body", "<head", "<div", "<table", "<p>", "<meta"))


def from_html(markup: str) -> str:
    """Yield HTML as plain text: block elements break lines, everything else is dropped.

    Not a parser: a bounce needs words and addresses in order, and a run over the text cannot be made to hang.
    """
    markup = markup[: MAX_TEXT * 2]
    for name in _DROPPED:
        markup = _without_element(markup, f"<{name}", f"</{name}")
    markup = _without_element(markup, "<!--", "--")
    text = _TAG.sub("", _BREAK.sub("\n", " ".join(markup.split())))
    lines = (line.strip() for line in html.unescape(text).replace("\xa0", " ").split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines))[:MAX_TEXT]


def _without_element(markup: str, start: str, end: str) -> str:
    """Yield the markup without what stands between two marks; an element that is never closed is kept."""
    lower = markup.lower()
    kept, position = [], 0
    while (opening := lower.find(start, position)) >= 0:
        closing = lower.find(end, opening + len(start))
        closing = lower.find(">", closing) if closing >= 0 else -1
        if closing < 0:
            break
        kept.append(markup[position:opening])
        position = closing + 1
    kept.append(markup[position:])
    return "".join(kept)
