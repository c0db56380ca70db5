"""The machine-readable part of a delivery status notification, field by field (RFC 3464, RFC 6533).

Broken forms are read too: no blank line between two recipients, per-message fields among those of a recipient, a block
cut in two, missing Action or Final-Recipient, a status with words around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from ...values import RecipientReport
from ..parts import address, text
from ..parts.mime import fields
from .layouts import REMOTE

STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
MAX_RECIPIENTS = 500

_ACTIONS = {
    "failed": "failed",
    "failure": "failed",
    "delayed": "delayed",
    "delay": "delayed",
    "delivered": "delivered",
    "deliverable": "delivered",
    "relayed": "relayed",
    "expanded": "expanded",
    "error": "failed",
    "undeliverable": "failed",
    "bounced": "failed",
    "transient-failure": "delayed",
}
_STATUS = re.compile(r"[245](?<![\d.].)\.\d{1,3}\.\d{1,3}(?!\d|\.\d)")
_SHORT_STATUS = re.compile(r"^\s*#?([245])\.(\d{1,3})\.?\s*$")
_TYPE = re.compile(r"^\s*[A-Za-z][\w.+-]{0,40}\s*;\s*")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_IDENTITY = ("final-recipient", "original-recipient", "x-actual-recipient", "recipient")
_PER_RECIPIENT = frozenset(
    {
        *_IDENTITY,
        "action",
        "status",
        "diagnostic-code",
        "remote-mta",
        "last-attempt-date",
        "will-retry-until",
        "final-log-id",
        "x-supplementary-info",
        "x-display-name",
    }
)
_FIRST_FIELD = re.compile(
    r"^[ \t]{0,8}(?:reporting-mta|final-recipient|original-recipient|original-envelope-id)[ \t]*:[^\n]*\S", re.M | re.I
)
_INDENT = re.compile(r"^[ \t]{1,8}(?=[A-Za-z-]{4,30}:)", re.M)
_BLOCKS = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Status:
    """What a delivery-status part says."""

    recipients: list[RecipientReport] = field(default_factory=list)
    reporting_mta: str | None = None
    arrival: datetime | None = None
    message_id: str = ""
    #: fields of blocks that name no recipient although they tell of one
    nameless: list[dict[str, str]] = field(default_factory=list)


def find_inline(body: str) -> str:
    """Yield the fields of a report that stands in an ordinary text part, ``""`` where there are none."""
    start = _FIRST_FIELD.search(body)
    if not start:
        return ""
    block = _INDENT.sub("", body[start.start() :])
    named = {name for name, _ in fields(block[:8000])}
    return block if {"final-recipient", "original-recipient"} & named and {"action", "status"} & named else ""


def parse(body: str) -> Status:
    """Yield every recipient and the per-message fields of a delivery-status part that was decoded already."""
    message: dict[str, str] = {}
    groups: list[dict[str, str]] = []
    for number, block in enumerate(_BLOCKS.split(body.strip("\n"))):
        if len(groups) > MAX_RECIPIENTS or number > 4 * MAX_RECIPIENTS:
            break
        _read_block(fields(block), message, groups)
    groups = _joined(groups)
    named = [group for group in groups if any(name in group for name in _IDENTITY)]
    return Status(
        [recipient for group in named if (recipient := _recipient(group))],
        _host(message.get("reporting-mta", "")),
        _date(message.get("arrival-date", "")),
        message.get("x-original-message-id", "") or message.get("original-message-id", ""),
        [group for group in groups if group not in named],
    )


def _read_block(block: list[tuple[str, str]], message: dict[str, str], groups: list[dict[str, str]]) -> None:
    """Sort one block's fields; a recipient field that comes again starts the next recipient."""
    group: dict[str, str] = {}
    for name, value in block:
        if name not in _PER_RECIPIENT:
            message.setdefault(name, value)
            continue
        again = name in group and name in ("final-recipient", "action", "original-recipient")
        if again or (name == "original-recipient" and "final-recipient" in group and "action" in group):
            groups.append(group)
            group = {}
        group.setdefault(name, value)
    if group:
        groups.append(group)


def _joined(groups: list[dict[str, str]]) -> list[dict[str, str]]:
    """Yield the groups with the halves of a recipient that a stray blank line cut in two put together again."""
    joined: list[dict[str, str]] = []
    for group in groups:
        identified = any(name in group for name in _IDENTITY)
        rest = joined and not identified and not set(group) & set(joined[-1])
        start = joined and set(joined[-1]) <= {"original-recipient"} and "final-recipient" in group
        if rest or start:
            joined[-1].update(group)
        else:
            joined.append(group)
    return joined


def _recipient(group: dict[str, str]) -> RecipientReport | None:
    final = address.from_field(group.get("final-recipient", ""))
    original = address.from_field(group.get("original-recipient", ""))
    actual = address.from_field(group.get("x-actual-recipient", "") or group.get("recipient", ""))
    named = next((name for name in (final, original, actual) if "@" in name), final or original or actual)
    if not named:
        return None
    gateway = group.get("final-recipient", "").lstrip()[:5].lower() == "x400;"
    if original and (gateway or is_internal(named, original)):
        named = original
    diagnostic = diagnosis(group)
    status = read_status(group.get("status", ""))
    if status is None or status.endswith(".0.0"):
        status = read_status(diagnostic) or status
    return RecipientReport(
        address=named,
        original_address=original if original and original != named else None,
        action=action(group.get("action", ""), status),
        status=status,
        diagnostic=diagnostic,
        remote_mta=_host(group.get("remote-mta", "")) or said_by(diagnostic),
        last_attempt=_date(group.get("last-attempt-date", "")),
    )


def is_internal(final: str, original: str) -> bool:
    """Tell whether the final recipient is a name that only the reporting system knows, unlike the original one."""
    domain, known = final.rpartition("@")[2], original.rpartition("@")[2]
    if not address.ADDRESS.fullmatch(original) or "." not in known:
        return False
    return "." not in domain or domain.endswith(
        ("." + known, ".local", ".internal", ".lan", ".localdomain", ".intranet")
    )


def diagnosis(group: dict[str, str]) -> str:
    """Yield the diagnostic text of a recipient's fields, on one line and without its type."""
    value = text.header(group.get("diagnostic-code", "")) or text.header(group.get("x-supplementary-info", ""))
    said = _TYPE.sub("", value, count=1)
    if not said:
        said = text.header(group.get("status", "")) if len(group.get("status", "").split()) > 1 else ""
    return text.one_line(said)


def read_status(value: str) -> str | None:
    """Yield the first enhanced status code (RFC 3463) in a text such as ``#5.1.1 (bad destination)``."""
    match = _STATUS.search(value[:4000])
    if match:
        return match[0]
    short = _SHORT_STATUS.match(value[:40])
    return f"{short[1]}.{short[2]}.0" if short else None


def action(value: str, status: str | None) -> str:
    """Yield the action; one that is missing or unknown is told from the class of the status (RFC 3463 3.1)."""
    word = _WORD.search(value.lower())
    known = _ACTIONS.get(word[0]) if word else None
    if known:
        return known
    return {"2": "delivered", "4": "delayed"}.get((status or "5")[0], "failed")


def _host(value: str) -> str | None:
    name = _TYPE.sub("", text.one_line(value, 300), count=1).split(" ")[0].strip("<>()[];,. ")
    return name.lower() or None


def said_by(said: str) -> str | None:
    """Yield the server that a diagnostic text quotes."""
    lower = said.lower()
    found = [match for word, pattern in REMOTE if word in lower and (match := pattern.search(said))]
    first = min(found, key=re.Match.start, default=None)
    return first[1].lower().strip(".,;:") if first else None


def _date(value: str) -> datetime | None:
    if not value:
        return None
    try:
        return parsedate_to_datetime(text.one_line(value, 80))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
