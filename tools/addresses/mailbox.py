"""When two ways to write an address mean the same mailbox."""

from __future__ import annotations

from contextlib import suppress

import idna


def in_ascii(address: str) -> str:
    """An address as it stands in an envelope: the domain in Punycode (RFC 5891), in lower case."""
    local, at, domain = address.rpartition("@")
    if not domain.isascii():
        with suppress(idna.IDNAError):  # no domain at all: two of them are the same where they are written the same
            domain = idna.encode(domain.lower()).decode()
    return f"{local.lower() if local.isascii() else local}{at}{domain.lower()}"
