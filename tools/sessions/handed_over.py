"""What tells one hand-over of a message from another, and how long what strangers choose may be."""

from __future__ import annotations

#: Id of the ``mail.message``, address, id of the contact or 0. Not the Message-Id: Odoo gives one to several messages.
Key = tuple[int, str, int]

#: RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.2: 64 octets before the @ sign, 255 behind it.
LONGEST_ADDRESS, LONGEST_DOMAIN = 320, 255
#: Characters of a Message-Id that are kept: in UTF-8 they fit into one row of an index (2,704 bytes).
MESSAGE_ID_LENGTH = 600
#: What is left of an attempt of which PostgreSQL could not keep everything: enough to prevent a second copy.
ESSENTIAL = ("date", "mail_message_id", "mail_mail_id", "partner_id", "recipient", "outcome", "code", "round")


def bounded(text: str | None, length: int) -> str | None:
    """The beginning of a text, as PostgreSQL takes it."""
    return text and text[:length].replace("\0", "").encode(errors="replace").decode()


def is_too_long(address: str) -> bool:
    """Whether something that looks like an address is longer than any address can be."""
    domain = address.rpartition("@")[2]
    return (
        len(address.encode(errors="replace")) > LONGEST_ADDRESS or len(domain.encode(errors="replace")) > LONGEST_DOMAIN
    )
