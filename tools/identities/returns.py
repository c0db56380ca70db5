"""What becomes of a bounce: it goes back to the envelope sender (RFC 5321, 3.6.3 and 4.5.5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

DATABASE, MAILBOX, NOWHERE, UNKNOWN = "database", "mailbox", "nowhere", "unknown"


@dataclass(frozen=True)
class Reading:
    """Which addresses this database reads; all normalized.

    :param bounce_addresses: bounce addresses of the email domains
    :param read: logins of active incoming servers
    :param arrived: bounce addresses at which a bounce came in lately
    """

    bounce_addresses: Collection[str] = field(default_factory=frozenset)
    read: Collection[str] = field(default_factory=frozenset)
    arrived: Collection[str] = field(default_factory=frozenset)


def returns(envelope_sender: str, reading: Reading) -> tuple[str, str]:
    """Where a bounce arrives, and the code of the reason.

    A bounce address may be read through a mailbox of another name, to which the provider forwards: without a bounce that
    did arrive nobody knows.
    """
    if not envelope_sender:
        return NOWHERE, "return_none"
    if envelope_sender in reading.read:
        return DATABASE, "return_read"
    if envelope_sender in reading.arrived:
        return DATABASE, "return_arrived"
    if envelope_sender not in reading.bounce_addresses:
        return MAILBOX, "return_mailbox"
    domain = envelope_sender.rpartition("@")[2]
    if any(address.rpartition("@")[2] == domain for address in reading.read):
        return UNKNOWN, "return_forwarded"
    return UNKNOWN, "return_unread"
