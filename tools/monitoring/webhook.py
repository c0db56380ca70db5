"""What a webhook is sent, signed and tried again with: plain values, without Odoo and without a network."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlsplit

#: Waits before the second, third … try; after the last one it is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
TIMESTAMP = "X-Mail-Troubleshooting-Timestamp"
SIGNATURE = "X-Mail-Troubleshooting-Signature"
LONGEST_URL = 1000


def is_url(text: str) -> bool:
    """Whether this is an address of http or https that can be called."""
    if len(text) > LONGEST_URL or any(character.isspace() or not character.isprintable() for character in text):
        return False
    try:
        parts = urlsplit(text)
        (parts.hostname or "").encode("idna")
        f"{parts.username}{parts.password}".encode("latin-1")
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        # A port that is none, a bracket that is not closed, a host with a part that DNS cannot have, a password that
        # HTTP cannot carry.
        return False


def body(event: dict) -> bytes:
    """An event as it travels: JSON, the same bytes for the same event."""
    return json.dumps(event, sort_keys=True, ensure_ascii=False).encode()


def headers(secret: str, timestamp: int, content: bytes) -> dict[str, str]:
    """What a receiver needs to know that it comes from here, and is not an old one sent again by somebody else.

    The signature is the HMAC-SHA256, in hexadecimal, of the timestamp in seconds, a dot, and the body.
    """
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + content, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        TIMESTAMP: str(timestamp),
        SIGNATURE: f"sha256={digest}",
    }


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None: it is given up."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None


def without_personal_data(values: dict[str, str]) -> dict[str, str]:
    """Numbers as they are; names and addresses as an ellipsis."""
    return {name: value if str(value).isdecimal() else "…" for name, value in values.items()}
