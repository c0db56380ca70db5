"""What a bounce says about the recipient, and in which words it is kept."""

from __future__ import annotations

from email.message import Message

from ..causes import UNEXPLAINED
from ..values import DeliveryReport, RecipientReport
from .parts.flat import raw_header

#: The address itself is at fault: only these may lead to an address that gets no mailings any more.
ABOUT_ADDRESS = frozenset(
    (
        "recipient_unknown",
        "recipient_address_malformed",
        "recipient_inactive",
        "recipient_moved",
        "recipient_domain_unknown",
    )
)
#: Counted on the contact: the address, its mailbox, or nothing that tells otherwise. Never what is our own doing.
COUNTED = ABOUT_ADDRESS | UNEXPLAINED | {"mailbox_full", "recipient_restricted", "odoo_placeholder_no_reason"}

#: Longest diagnostic and longest notice that are kept. Both are written by strangers.
MAX_DIAGNOSTIC, MAX_NOTICE = 2000, 4000
#: Of a longer sender the beginning is read.
_MAX_SENDER = 2000
#: Who sends bounces, before the @ sign. Core knows the first one.
_DAEMONS = ("mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon", "maildaemon", "mdaemon")


def clean(text: str) -> str:
    """Yield a foreign text as PostgreSQL takes it: no NUL, no half characters."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def reason(recipient: RecipientReport, report: DeliveryReport) -> str:
    """Yield the words that are kept for a recipient: the diagnostic, and what people are told where it is about this one."""
    said = recipient.diagnostic.strip()[:MAX_DIAGNOSTIC]
    if recipient.status and recipient.status not in said:
        said = f"{recipient.status} {said}".strip()
    told = report.text.strip()[:MAX_NOTICE]
    # The notice of several recipients speaks of all of them: it would explain one by the reply to another.
    if recipient.diagnostic.strip() and len(report.recipients) > 1:
        told = ""
    return clean("\n\n".join(text for text in (said, told) if text))


def is_from_machine(message: Message) -> bool:
    """Tell by the headers alone whether a program wrote a message because of another one (RFC 3834 2 and 5)."""
    if raw_header(message, "X-Failed-Recipients").strip():
        return True
    if raw_header(message, "Return-Path").strip() == "<>":
        return True
    submitted = raw_header(message, "Auto-Submitted").strip().lower()
    sender = raw_header(message, "From")[:_MAX_SENDER].rpartition("<")[2]
    return submitted.startswith("auto-") or sender.partition("@")[0].strip("> \t\r\n").lower() in _DAEMONS
