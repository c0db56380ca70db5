"""Takes SMTP replies apart, in every form in which Odoo, smtplib and mail servers write them down.

``parse`` reads what Odoo keeps in ``failure_reason`` (its own wrapper, translated or not, around the text of a Python
exception), log lines and diagnostic texts of bounces. Codes: RFC 5321 4.2 and RFC 3463.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ..values import ParsedReply
from .provider import provider_of

#: Longest reply that is read. Of a longer one the beginning and the end are: servers put the reason there.
HEAD, TAIL = 4096, 2048

#: Most recipients that one exception is taken apart into.
MAX_RECIPIENTS = 200

_ENHANCED = r"[45]\.[0-7]\.\d{1,3}(?![\d.]*\d|\.\w)"

#: ``SMTPDataError: …`` behind Odoo's translated sentence, ``smtplib.SMTPDataError(550, …)`` in a log.
_EXCEPTION = re.compile(
    r"(?:^|[\s.'\"])((?:SMTP|SSL)[A-Z]\w{2,30}|[A-Z]\w{0,30}(?:Error|Exception|Refused|Disconnected|Timeout)"
    r"|gaierror|herror|timeout)(?:\s?[:：]\s*|(?=\())"
)
_EXCEPTION_HINTS = ("SMTP", "Error", "Exception", "error", "SSL", "imeout", "Refused", "Disconnected")
#: ``(550, b'5.1.1 …')``, ``(553, b'…', 'from@x')``; the code on a line of its own before ``b'…'``.
#: Beginning and end by themselves: between them may stand anything, and many beginnings may have no end.
_TUPLE = re.compile(r"\(\s*([2-5]\d\d)\s*,\s*b?(['\"])")
_TUPLE_END = {quote: re.compile(rf"{quote}\s*(?:,\s*'[^'\n]{{0,320}}'\s*)?\)") for quote in "'\""}
_CODE_LINE = re.compile(r"^\s*([245]\d\d)\s*\n\s*(?:b(['\"]))?(.*?)\s*(?:\n[^\n@]{0,64}@[^\n]{0,255})?$", re.S)
_REFUSED = re.compile(r"(['\"])([^'\"\n]{1,320})\1:\s*(\(\s*[245]\d\d\s*,\s*b?(['\"]))")
_REFUSED_END = {quote: re.compile(rf"{quote}\s*\)") for quote in "'\""}
_BYTES = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")
_ESCAPES = {"\\r": " ", "\\n": "\n", "\\t": " ", "\\'": "'", '\\"': '"', "\\\\": "\\"}
_ESCAPE = re.compile(r"\\[rnt'\"\\]")

# Patterns start with the digit and look back from there: the search for a first character is what is fast.
_CODE_AND_ENHANCED = re.compile(rf"[245](?<![\w.@/=].)[0-7]\d[ \-:,;]{{1,3}}[#(\[]{{0,2}}({_ENHANCED})[)\]:]{{0,2}}")
_CODE = re.compile(
    r"[245][0-7]\d(?=$|[ \-:;,)'\"\n]|\.(?!\d))(?!\s?(?:%|[kmgKMG]i?[bB]\b|bytes|seconds|minutes|messages))"
)
#: A reply code stands at the start of a line, or behind something that announces one.
_BEFORE_CODE = re.compile(
    r"(?:^|\n\s*|<<<\s?|[;'\"(>|#]\s?|:\s|\b(?:smtp|said|returned|error|code|reply|response|status|with|erreur|fehler):? )\Z"
)
_ENHANCED_ALONE = re.compile(r"[45]\.(?<![\w.\-]..)[0-7]\.\d{1,3}(?![\d.]*\d|\.\w)")
_CONTINUATION = re.compile(rf"[245](?<!\S.)[0-7]\d(?:-(?:{_ENHANCED}(?=\s|$))?| {_ENHANCED}(?=\s|$))")
_LINE_START = re.compile(rf"^(?:[\"'(#:\s]*[245][0-7]\d(?![\d.\w])[\s:\-]*)?(?:#?{_ENHANCED}[:\s]+)?[\s:]*")

_HOST = re.compile(
    r"(?:\bhost|\bserver(?: at)?|\bfrom|\bto|\bwith|\brelay=|\bdns;|\bat)\s?['\"(<]?"
    r"((?:[a-z0-9_\-]{1,63}\.){1,8}[a-z]{2,24})['\")>]?\.?(?=[\s\[(:,]|$)"
)
_DOMAIN = re.compile(r"@[A-Za-z0-9\-.\u0080-\uffff]{1,255}")
#: What stands before the ``@`` of a recipient: ``RCPT TO:<bob``, ``to=<bob``, ``<bob``, ``bob``.
_LOCAL = re.compile(r"(?:rcpt to:\s*|to=|recipient:?\s*|^|\s)(<)?[^\s<>@,;:'\"()\[\]{}]{1,64}\Z")
_NOISE = re.compile(
    r"^(?:<[^>\s]{1,320}>:?\s*)?(?:host [^\s]{1,255}\s?\[[^\]]{1,45}\](?::\d+)? (?:said|refused to talk to me):\s*"
    r"|(?:smtp error from remote (?:mail )?server (?:after|for) .{0,200}?:\s*)?host [^\s]{1,255} \[[^\]]{1,45}\]:\s*"
    r"|(?:smtp|x-postfix|x-notes|x-unix|smtp-ascii);\s*)",
    re.I,
)
#: What stands before the words of the other server in notices for people.
_INTRODUCTION = re.compile(
    r"\b(?:the error that the other server returned was|the response (?:from the remote server )?was"
    r"|(?:remote|other) (?:host|server|mailer|smtp server) (?:said|replied|returned|responded(?: with)?)"
    r"|technical details of \w{1,12} failure)(?::\s*|\s*')(?=\S{3})",
    re.I,
)
_INTRODUCED = ("remote ", "other ", "response ", "technical ")
#: Enhanced codes that say no more than "failed": another one in the same text tells more.
_VAGUE = re.compile(r"\d\.(?:0\.\d+|3\.0|5\.0|4\.0|7\.0)$")


def parse(text: str) -> tuple[ParsedReply, ...]:
    """Return the replies that a text holds, one for each recipient that it names with a reply; always at least one."""
    return tuple(_reply(*piece, server=True) for piece in _pieces(text))


def read(text: str) -> tuple[ParsedReply, ...]:
    """Return what ``parse`` does without host and provider: what a cause is told from, in half the time."""
    return tuple([_reply(*piece) for piece in _pieces(text)])


def _pieces(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return text, exception and recipient of each reply."""
    text = _bounded(text)
    if "{" in text and (refused := list(islice(_refused(text), MAX_RECIPIENTS))):
        return [(reply, "SMTPRecipientsRefused", address) for address, reply in refused]
    exception, body = _unwrap(text)
    return [(body, exception, None)]


def _refused(text: str) -> Iterator[tuple[str, str]]:
    """Yield address and reply of each recipient of a dictionary that Python printed."""
    for start, end in _pairs(text, _REFUSED, 4, _REFUSED_END):
        yield start[2], text[start.start(3) : end.end()]


def _pairs(
    text: str, start: re.Pattern, group: int, ends: dict[str, re.Pattern]
) -> Iterator[tuple[re.Match, re.Match]]:
    """Yield beginnings with their ends. A quote without an end has none further on either: no text is read twice."""
    without: set[str] = set()
    position = 0
    while len(without) < len(ends) and (begun := start.search(text, position)):
        quote = begun[group]
        ended = None if quote in without else ends[quote].search(text, begun.end())
        if ended:
            yield begun, ended
        else:
            without.add(quote)
        position = ended.end() if ended else begun.start() + 1


def _bounded(text: str) -> str:
    """Return at most ``HEAD + TAIL`` characters of a text."""
    if not isinstance(text, str):
        text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text or "")
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    return text


def _unwrap(text: str) -> tuple[str | None, str]:
    """Return the name of the exception and what it says, without the sentence that Odoo puts before them."""
    match = _EXCEPTION.search(text, 0, 400) if any(map(text.__contains__, _EXCEPTION_HINTS)) else None
    if not match:
        return None, text
    before, rest = text[: match.start(1)], text[match.end() :]
    if not rest.strip() or (len(before) > 200 and "\n" not in before) or _CODE_AND_ENHANCED.search(before):
        return match[1], text
    return match[1], rest


def _reply(body: str, exception: str | None, recipient: str | None, server: bool = False) -> ParsedReply:
    """Return the reply that one piece of text is; host and provider are looked for where they are wanted."""
    code, body = _from_python(body)
    code, enhanced = _codes(body, code)
    lower = body.lower()
    host = provider = None
    if server:
        match = _HOST.search(lower)
        host = match[1] if match else None
        provider = provider_of(lower, host)
    if recipient is None and "@" in body and "sender" not in lower:
        recipient = _recipient(lower)
    return ParsedReply(code, enhanced, _text(body, lower), host, provider, exception, recipient)


def _codes(body: str, code: int | None) -> tuple[int | None, str | None]:
    """Return reply code and enhanced code. A code that Python printed is the reply's, whatever stands in the text."""
    enhanced = None
    if "." in body and (match := _CODE_AND_ENHANCED.search(body)):
        code, enhanced = code or int(match[0][:3]), match[1]
    elif code is None:
        code = _code(body)
    if "." in body and (enhanced is None or _VAGUE.match(enhanced)):
        enhanced = _better_enhanced(body, enhanced)
    return code, enhanced


def _code(body: str) -> int | None:
    for match in _CODE.finditer(body):
        start = match.start()
        if not start or _BEFORE_CODE.search(body, max(0, start - 12), start):
            return int(match[0])
    return None


def _from_python(body: str) -> tuple[int | None, str]:
    """Return reply code and text of what Python printed of an ``SMTPResponseException``."""
    code = None
    if "(" in body and (pair := next(_pairs(body, _TUPLE, 2, _TUPLE_END), None)):
        start, end = pair
        code, body = int(start[1]), body[start.end() : end.start()] if start.start() < 40 else body
    elif match := _CODE_LINE.match(body):
        code, body = int(match[1]), match[3].removesuffix(match[2]) if match[2] else match[3]
    if "\\" in body:
        body = _BYTES.sub(_decode, body)
        body = _ESCAPE.sub(lambda match: _ESCAPES[match[0]], body)
    return code if code is None or code >= 200 else None, body


def _decode(match: re.Match) -> str:
    data = bytes.fromhex(match[0].replace("\\x", ""))
    for charset in ("utf-8", "cp1252"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _better_enhanced(body: str, enhanced: str | None) -> str | None:
    """Return the first enhanced code that tells something, or else the first."""
    for match in _ENHANCED_ALONE.finditer(body):
        if not _VAGUE.match(match[0]):
            return match[0]
        enhanced = enhanced or match[0]
    return enhanced


def _recipient(body: str) -> str | None:
    """Return the first address that stands where replies name a recipient: in angles, or before a colon or dots."""
    for match in islice(_DOMAIN.finditer(body), MAX_RECIPIENTS):
        start = match.start()
        local = _LOCAL.search(body, max(0, start - 80), start)
        if not local:
            continue
        after = body[match.end() : match.end() + 2]
        domain, dots, _rest = match[0].partition("...")
        is_named = after[:1] == ">" if local[1] else dots or (after[:1] == ":" and after[1:].isspace())
        if is_named:
            return (body[local.end(1) if local[1] else local.start() : start].strip() + domain).strip(".")
    return None


def _text(body: str, lower: str) -> str:
    """Return what the server said on one line, without reply codes and without the words that only introduce it."""
    body = " ".join(body.split())
    if any(map(lower.__contains__, _INTRODUCED)):
        for introduction in _INTRODUCTION.finditer(body):
            body = introduction.string[introduction.end() :].rstrip("'")
    if noise := _NOISE.match(body):
        body = body[noise.end() :]
    said = _CONTINUATION.sub("", body)
    if start := _LINE_START.match(said):
        said = said[start.end() :] or said
    return said if said is body else " ".join(said.split())
