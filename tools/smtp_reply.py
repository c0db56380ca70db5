"""Takes SMTP replies apart, in every form in which Odoo, smtplib and mail servers write them down.

``parse`` reads what Odoo keeps in ``failure_reason`` (its own wrapper, translated or not, around the text of a Python
exception), log lines and diagnostic texts of bounces. Codes: RFC 5321 4.2 and RFC 3463.
"""

from __future__ import annotations

import re

from .provider import provider_of
from .values import Reply

#: Longest reply that is read. Of a longer one the beginning and the end are: servers put the reason there.
HEAD, TAIL = 4096, 2048

#: Most recipients that one exception is taken apart into.
MAX_RECIPIENTS = 200

_ENHANCED = r"[45]\.[0-7]\.\d{1,3}(?![\d.]*\d|\.\w)"
_ADDRESS = r"[^\s<>@,;:'\"()\[\]{}]{1,64}@[A-Za-z0-9\-.\u0080-\uffff]{1,255}"

#: ``SMTPDataError: …`` behind Odoo's translated sentence, ``smtplib.SMTPDataError(550, …)`` in a log.
_EXCEPTION = re.compile(
    r"(?:^|[\s.'\"])((?:SMTP|SSL)[A-Z]\w{2,30}|[A-Z]\w{0,30}(?:Error|Exception|Refused|Disconnected|Timeout)"
    r"|gaierror|herror|timeout)(?:\s?[:：]\s*|(?=\())"
)
_EXCEPTION_HINTS = ("SMTP", "Error", "Exception", "error", "SSL", "imeout", "Refused", "Disconnected")
#: ``(550, b'5.1.1 …')``, ``(553, b'…', 'from@x')``; the code on a line of its own before ``b'…'``.
_TUPLE = re.compile(r"\(\s*([2-5]\d\d)\s*,\s*b?(['\"])(.*?)\2\s*(?:,\s*'[^'\n]{0,320}'\s*)?\)", re.S)
_CODE_LINE = re.compile(r"^\s*([245]\d\d)\s*\n\s*(?:b(['\"]))?(.*?)\s*(?:\n[^\n@]{0,64}@[^\n]{0,255})?$", re.S)
_REFUSED = re.compile(r"(['\"])([^'\"\n]{1,320})\1:\s*(\(\s*[245]\d\d\s*,\s*b?(['\"]).*?\4\s*\))", re.S)
_BYTES = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")
_ESCAPES = {"\\r": " ", "\\n": "\n", "\\t": " ", "\\'": "'", '\\"': '"', "\\\\": "\\"}
_ESCAPE = re.compile(r"\\[rnt'\"\\]")

_CODE_AND_ENHANCED = re.compile(rf"(?<![\w.@/=])([245][0-7]\d)[ \-:,;]{{1,3}}[#(\[]{{0,2}}({_ENHANCED})[)\]:]{{0,2}}")
#: A reply code stands at the start of a line, or behind something that announces one.
_CODE = re.compile(
    r"(?:^|\n\s*|<<<\s?|[;'\"(>|#]\s?|:\s|\b(?:smtp|said|returned|error|code|reply|response|status|with|erreur|fehler):? )"
    r"([245][0-7]\d)(?=$|[ \-:;,)'\"\n]|\.(?!\d))(?!\s?(?:%|[kmgKMG]i?[bB]\b|bytes|seconds|minutes|messages))"
)
_ENHANCED_ALONE = re.compile(rf"(?<![\w.\-])({_ENHANCED})")
_CONTINUATION = re.compile(rf"(?:(?<=\s)|^)[245][0-7]\d(?:-(?:{_ENHANCED}(?=\s|$))?| {_ENHANCED}(?=\s|$))")
_LINE_START = re.compile(rf"^(?:[\"'(#:\s]*[245][0-7]\d(?![\d.\w])[\s:\-]*)?(?:#?{_ENHANCED}[:\s]+)?[\s:]*")

_HOST = re.compile(
    r"(?:\bhost|\bserver(?: at)?|\bfrom|\bto|\bwith|\brelay=|\bdns;|\bat)\s?['\"(<]?"
    r"((?:[a-z0-9_\-]{1,63}\.){1,8}[a-z]{2,24})['\")>]?\.?(?=[\s\[(:,]|$)"
)
_RECIPIENT = re.compile(rf"(?:rcpt to:\s*|to=|recipient:?\s*|^|\s)<({_ADDRESS})>|(?:^|\s)({_ADDRESS})(?=\.\.\.|:\s)")
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
#: Enhanced codes that say no more than "failed": another one in the same text tells more.
_VAGUE = re.compile(r"\d\.(?:0\.\d+|3\.0|5\.0|4\.0|7\.0)$")


def parse(text: str) -> tuple[Reply, ...]:
    """Return the replies that a text holds, one for each recipient that it names with a reply; always at least one."""
    text = _bounded(text)
    if "{" in text and (refused := _REFUSED.findall(text)):
        return tuple(
            _reply(reply, "SMTPRecipientsRefused", address) for _quote, address, reply, _q in refused[:MAX_RECIPIENTS]
        )
    exception, body = _unwrap(text)
    return (_reply(body, exception, None),)


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


def _reply(body: str, exception: str | None, recipient: str | None) -> Reply:
    """Return the reply that one piece of text is."""
    code, body = _from_python(body)
    enhanced = None
    if match := _CODE_AND_ENHANCED.search(body):
        code, enhanced = code or int(match[1]), match[2]
    elif code is None and (match := _CODE.search(body)):
        code = int(match[1])
    if enhanced is None or _VAGUE.match(enhanced):
        enhanced = _better_enhanced(body, enhanced)
    lower = body.lower()
    match = _HOST.search(lower)
    host = match[1] if match else None
    if recipient is None and "@" in body and "sender" not in lower:
        recipient = _recipient(lower)
    return Reply(code, enhanced, _text(body), host, provider_of(lower, host), exception, recipient)


def _from_python(body: str) -> tuple[int | None, str]:
    """Return reply code and text of what Python printed of an ``SMTPResponseException``."""
    code = None
    if "(" in body and (match := _TUPLE.search(body)):
        code, body = int(match[1]), match[3] if match.start() < 40 else body
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
        if not _VAGUE.match(match[1]):
            return match[1]
        enhanced = enhanced or match[1]
    return enhanced


def _recipient(body: str) -> str | None:
    match = _RECIPIENT.search(body)
    return (match[1] or match[2]).strip(".") if match else None


def _text(body: str) -> str:
    """Return what the server said on one line, without reply codes and without the words that only introduce it."""
    body = " ".join(body.split())
    for introduction in _INTRODUCTION.finditer(body):
        body = introduction.string[introduction.end() :].rstrip("'")
    body = _NOISE.sub("", body)
    body = _CONTINUATION.sub("", body)
    body = _LINE_START.sub("", body, count=1) or body
    return " ".join(body.split())
