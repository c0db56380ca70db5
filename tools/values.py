"""The values that the pure part of the addon passes around.

Nothing in ``tools/`` imports Odoo: values go in, frozen dataclasses come out, and every sentence that a person
reads is a record of the knowledge base, found by ``Diagnosis.cause``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

#: Longest piece of foreign text kept as evidence. Replies and bounces are written by strangers.
EXCERPT_LENGTH = 500


class Text(str, Enum):
    """A text with a fixed set of values (``enum.StrEnum`` is Python 3.11, Odoo 19 runs on 3.10)."""

    def __str__(self) -> str:
        return self.value


class Owner(Text):
    """Who can do something about a cause."""

    SENDER = "sender"
    ADMINISTRATOR = "administrator"
    RECIPIENT = "recipient"
    RECIPIENT_POSTMASTER = "recipient_postmaster"
    DNS_OWNER = "dns_owner"
    SERVER_OWNER = "server_owner"
    PROVIDER = "provider"
    NOBODY = "nobody"


class Confidence(Text):
    """What a diagnosis rests on."""

    NONE = "none"  # nothing recognised: the cause is "unknown"
    CODE = "code"  # only the reply code or the enhanced status code
    TEXT = "text"  # only the words
    BOTH = "both"  # words and code agree


class Stage(Text):
    """How far the conversation with the outgoing server had come when it refused (RFC 5321 3)."""

    CONNECT = "connect"  # its greeting
    EHLO = "ehlo"
    AUTH = "auth"
    MAIL = "mail"  # the sender
    RCPT = "rcpt"  # a recipient
    DATA = "data"  # the email itself


class ReportKind(Text):
    """What an incoming message about an email that was sent really is."""

    BOUNCE = "bounce"  # at least one recipient failed for good
    DELAY = "delay"  # still being tried (RFC 3464, Action: delayed)
    SUCCESS = "success"  # delivered, relayed or expanded (RFC 3464)
    COMPLAINT = "complaint"  # abuse feedback (RFC 5965)
    AUTO_REPLY = "auto_reply"  # RFC 3834
    OTHER = "other"  # an ordinary message


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact was seen, and the words themselves.

    :param source: a stable path such as ``reply.text``, ``reply.enhanced_code``, ``dsn.diagnostic_code``,
        ``dsn.status``, ``body``, ``exception``
    :param excerpt: plain text of at most :data:`EXCERPT_LENGTH` characters
    """

    source: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class ParsedReply:
    """One SMTP reply, or one exception text that stands in its place, taken apart (RFC 5321 4.2, RFC 3463).

    :param code: three-digit reply code, None where there is none
    :param enhanced: enhanced status code such as ``5.1.1``, None where there is none
    :param text: what the server said, without codes, on one line
    :param host: the server that said it, where the text tells
    :param provider: a short code such as ``google`` where host or text give it away
    :param exception: name of the Python or Odoo exception, for instance ``SMTPDataError``
    :param recipient: the address that this reply is about, where the text tells
    """

    code: int | None = None
    enhanced: str | None = None
    text: str = ""
    host: str | None = None
    provider: str | None = None
    exception: str | None = None
    recipient: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A cause found in one concrete failure, with its evidence.

    :param cause: code of the cause, a key of ``causes.CAUSES``
    :param permanent: True: trying again cannot help; False: it can; None: cannot be told
    :param owner: who can act
    :param evidence: the very words and where they stood, most telling first
    :param confidence: what the diagnosis rests on
    :param rule: name of the rule that matched, ``""`` where none did
    :param recipient: the address it is about, where known
    :param retry_after: seconds to wait before trying again, from the reply on, where it says so
    """

    cause: str
    permanent: bool | None
    owner: Owner
    evidence: tuple[Evidence, ...] = ()
    confidence: Confidence = Confidence.NONE
    rule: str = ""
    recipient: str | None = None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class RecipientReport:
    """What a delivery report says about one recipient (RFC 3464 2.3).

    :param address: the final recipient, in lower case where it is an email address
    :param original_address: the original recipient, where it is given and differs
    :param action: failed, delayed, delivered, relayed or expanded
    :param status: enhanced status code
    :param diagnostic: the diagnostic text, on one line, without its type
    :param remote_mta: the server that said it
    """

    address: str
    original_address: str | None = None
    action: str = "failed"
    status: str | None = None
    diagnostic: str = ""
    remote_mta: str | None = None
    last_attempt: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """An incoming message about an email that was sent, taken apart. Never raises on any bytes.

    :param kind: what the message is
    :param recipients: one entry per recipient, in the order of the report
    :param message_id: Message-Id of the email that the report is about, with its angle brackets
    :param reporting_mta: the server that wrote the report
    :param text: the human-readable part, as plain text, bounded
    :param evidence: why the kind was chosen
    """

    kind: ReportKind
    recipients: tuple[RecipientReport, ...] = ()
    message_id: str | None = None
    reporting_mta: str | None = None
    arrival: datetime | None = None
    text: str = ""
    evidence: tuple[Evidence, ...] = field(default=())
