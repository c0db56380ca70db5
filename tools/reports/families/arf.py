"""Complaints: "this recipient says it is spam" (RFC 5965, RFC 6650), and the forms that providers used before it."""

from __future__ import annotations

from ..parts import address, text
from ..parts.mime import Mail, Part, fields, first
from ..parts.original import Original
from . import signs

_TYPES = frozenset({"message/feedback-report", "application/feedback-report"})
#: Reports of these types are not a recipient's complaint (RFC 6591, RFC 6430).
_NO_COMPLAINT = frozenset({"auth-failure", "not-spam", "dmarc"})
_RECIPIENT_FIELDS = ("original-rcpt-to", "removal-recipient", "redacted-address", "x-original-rcpt-to")
#: Where providers keep the recipient in the original, most reliable first.
_ORIGINAL_FIELDS = ("x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "x-rcpt-to", "envelope-to", "to")


def find(mail: Mail, notice: str, original: Original) -> tuple[str, list[str], str] | None:
    """Yield feedback type, complaining recipients and Message-Id; None where the message is no feedback report."""
    for part in mail.parts:
        if part.type in _TYPES:
            return _read(part, original)
    if mail.type == "multipart/report" and mail.params.get("report-type", "").lower() == "feedback-report":
        for part in mail.parts:
            if "feedback-type" in text.decode(part, 4000).lower():
                return _read(part, original)
        return "abuse", _recipients(original), ""
    if "x-hmxmroriginalrecipient" in mail.headers:
        reporter = address.find_all(first(mail.headers, "x-hmxmroriginalrecipient"))
        return "abuse", reporter, first(mail.headers, "message-id")
    if mail.type == "multipart/report":
        return None
    said = _says_complaint(mail, notice)
    return (said, _recipients(original), "") if said else None


def _read(part: Part, original: Original) -> tuple[str, list[str], str]:
    report: dict[str, list[str]] = {}
    for name, value in fields(text.decode(part)):
        report.setdefault(name, []).append(value)
    named = [
        one
        for name in _RECIPIENT_FIELDS
        for value in report.get(name, ())[:200]
        if address.ADDRESS.fullmatch(one := address.from_field(value))
    ]
    kind = text.one_line(first(report, "feedback-type"), 60).lower() or "abuse"
    return kind, list(dict.fromkeys(named)) or _recipients(original), first(report, "x-original-message-id")


def is_complaint(kind: str) -> bool:
    """Tell whether a feedback report of this type is a recipient's complaint."""
    return kind not in _NO_COMPLAINT


def _recipients(original: Original) -> list[str]:
    for name in _ORIGINAL_FIELDS:
        found = original.addresses(name)
        if found:
            return found if len(found) == 1 or name != "to" else found[:50]
    return []


def _says_complaint(mail: Mail, notice: str) -> str:
    """Yield the words of a complaint without a report part; the original has to be with it (Hotmail, old AOL)."""
    attached = any(part.type == "message/rfc822" for part in mail.parts)
    subject = text.header(first(mail.headers, "subject")).lower()
    words = signs.any_of(signs.COMPLAINT_SUBJECT, subject)
    if words and not subject.startswith(("re:", "aw:", "fwd:")) and (attached or "feedback-type:" in notice.lower()):
        return words
    return signs.any_of(signs.COMPLAINT_PHRASES, text.one_line(notice, 4000).lower()) if attached else ""
