"""The email that a report is about: attached, quoted, cut down to its headers, or absent (RFC 3462, RFC 6522 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import address, text
from .mime import ORIGINAL_TYPES, Headers, Mail, first, split_headers

_ID = re.compile(r"<[^<>\s]{1,500}>")
_BARE_ID = re.compile(r"^[^<>\s@]{1,250}@[^<>\s@]{1,250}$")
_INLINE_ID = re.compile(
    r"^[ \t>|]{0,20}Message-ID[ \t]{0,20}:[ \t]{0,20}\n?[ \t>]{0,20}<?([^<>\s]{3,400}@[^<>\s]{1,250})>?", re.M | re.I
)
_FOR = re.compile(r"\sfor\s+<?([^\s<>;@]{1,200}@[^\s<>;@]{1,255})>?")
#: Of a quoted original its headers are read, which stand at the beginning.
_QUOTED = 24 * 1024
_QUOTE = re.compile(r"^[ \t]{0,20}[>|][ \t]?", re.M)
_HEADERISH = re.compile(
    r"^(?:(?:Return-Path|Received|From|To|Subject|Date|Message-ID|MIME-Version|DKIM-Signature|X-[\w-]{1,60})[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n){0,30}){3}",
    re.I,
)

#: Lines after which a text part quotes the original. What stands before is the notice.
_MARKER = re.compile(
    r"^[ \t>|*#=_-]{0,80}(?:"
    r"below (?:this|the next) line is a copy|this is a copy of (?:the|your) |start of returned m|begin(?:ning)? of (?:the )?(?:original|returned)|"
    r"(?:the )?(?:headers? of the )?original (?:message|mail|e-?mail)(?:'s)? ?(?:text |body |headers? )?(?:follows|as received|attached below|is (?:attached|included|below))|"
    r"(?:your )?original (?:message|mail)s?[ \t]*[-=*:.]{2,}|original message (?:follows|headers|header|text)|"
    r"(?:unsent|undelivered|returned|failed|rejected|bounced) (?:message|mail|e-?mail)(?: headers?)?(?: (?:follows|below|text|is attached|to sender))?[ \t:.*=-]{0,80}$|"
    r"message (?:header|text|body|contents?)s? (?:follows?|suppressed|removed)|(?:old|text of your|copy of your) message\b|"
    r"(?:here is|following is|a copy of|included is) (?:a copy of )?(?:the |your )?(?:first part of |beginning of |headers? of )?(?:the |your )?(?:original |returned |undelivered |unsent )?(?:message|mail|headers?)\b|"
    r"returned (?:mail|message) follows|the (?:header|text|body|first \d+ lines) of (?:the|your) (?:original |)message|"
    r"header of (?:the )?(?:original|message)|message header|returned message headers?|"
    r"ursprüngliche nachricht|originalnachricht|der originaltext|der header der ursprünglichen|es folgt (?:der|die)|"
    r"message d'origine|message original|en-têtes de message d'origine|mensaje original|messaggio originale|mensagem original|"
    r"originele bericht|исходное сообщение|исходного письма|заголовки исходного|原始邮件|原邮件(?!信息)|原始郵件|元のメッセージ|オリジナルメッセージ|원본 메시지|thư gốc"
    r")[^\n]*$",
    re.M | re.I,
)
_RAW_HEADERS = re.compile(r"^(?:>? ?Received: (?:from|by|\(|\[)|>?Return-Path: ?<)", re.M)


@dataclass(frozen=True, slots=True)
class Original:
    """What is known of the email that was sent. Every field may be empty."""

    headers: Headers
    quoted: str = ""

    def envelope_recipients(self) -> list[str]:
        """Yield the recipient that the newest ``Received: … for <user@example.com>`` names (RFC 5321 4.4)."""
        for value in self.headers.get("received", ())[:10]:
            match = _FOR.search(value[:2000])
            if match and (found := address.clean(match[1])):
                return [found]
        return []

    def addresses(self, *names: str) -> list[str]:
        """Yield the addresses in the named headers."""
        values = (value for name in names for value in self.headers.get(name, ())[:20])
        return address.find_all(" ".join(text.header(value) for value in values))


def find(mail: Mail, quoted: str) -> Original:
    """Yield the original: the attached message, a mislabelled part that begins with headers, or quoted text.

    :param quoted: what ``cut`` found behind the notice
    """
    for part in mail.parts:
        if part.type in ORIGINAL_TYPES or part.type == "message/partial":
            body = text.decode(part, 64 * 1024) if part.encoding in ("base64", "quoted-printable") else part.body
            headers, _body = split_headers(body.lstrip("\n \t"))
            if headers:
                return Original(headers)
    for part in mail.parts[1:]:
        if not part.type.startswith(("message/", "image/")) and _HEADERISH.match(part.body):
            return Original(split_headers(part.body)[0])
    quoted = _QUOTE.sub("", quoted[:_QUOTED])
    start = _RAW_HEADERS.search(quoted)
    headers, _body = split_headers(quoted[start.start() if start else 0 :].lstrip("\n"))
    if not start and not {"from", "to", "subject", "message-id"} & set(headers):
        headers = _first_headers(quoted)
    return Original(headers, quoted)


def _first_headers(quoted: str) -> Headers:
    """Yield the headers of the first paragraph that looks like some; the line that announces them stands before."""
    for paragraph in quoted.split("\n\n", 6)[:6]:
        lines = "\n".join(line.strip(" ") if ":" in line[:40] else line for line in paragraph.strip("\n").split("\n"))
        headers, _body = split_headers(lines[lines.find("\n") + 1 :] if _MARKER.match(lines) else lines)
        if len({"from", "to", "subject", "message-id", "date"} & set(headers)) >= 2:
            return headers
    return {}


def is_headers(body: str) -> bool:
    """Tell whether a part begins with the headers of a message, whatever its type says."""
    return bool(_HEADERISH.match(body))


def cut(notice: str) -> tuple[str, str]:
    """Yield the notice itself and the original that it quotes."""
    marks = [match.start() for match in (_MARKER.search(notice), _RAW_HEADERS.search(notice)) if match]
    if not marks:
        return notice, ""
    if not notice[: min(marks)].strip():
        marks = [max(marks)]
    return notice[: min(marks)], notice[min(marks) :]


def message_id(mail: Mail, original: Original, notice: str, *reported: str) -> str | None:
    """Yield the Message-Id of the original with its brackets; what the bounce itself answers is the last resort."""
    for value in (*original.headers.get("message-id", ())[:1], *reported):
        if found := _bracketed(value):
            return found
    inline = _INLINE_ID.search(original.quoted) or _INLINE_ID.search(notice)
    if inline:
        return f"<{inline[1]}>"
    references = _ID.findall(first(mail.headers, "in-reply-to")) or _ID.findall(first(mail.headers, "references"))[-1:]
    return references[0] if references else None


def _bracketed(value: str) -> str | None:
    match = _ID.search(value)
    if match:
        return match[0]
    value = value.strip().strip("<>")
    return f"<{value}>" if _BARE_ID.match(value) else None
