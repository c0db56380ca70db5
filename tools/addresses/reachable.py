"""Whether a web address can be opened by somebody outside one's own network, as far as its text tells."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from ..values import Text

#: Ends of names that only one's own network knows (RFC 6761, RFC 6762, RFC 8375, and what routers are shipped with).
_OWN = (
    "localhost",
    "local",
    "localdomain",
    "lan",
    "home",
    "home.arpa",
    "intranet",
    "internal",
    "corp",
    "test",
    "invalid",
)


class Unreachable(Text):
    """Why nobody outside can open it."""

    NO_URL = "no_url"
    THIS_MACHINE = "this_machine"
    OWN_NETWORK = "own_network"


def unreachable(url: str) -> Unreachable | None:
    """Return why nobody outside can open a web address, None where nothing says so. Asks no network."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return Unreachable.NO_URL
    if parts.scheme not in ("http", "https") or not host:
        return Unreachable.NO_URL
    try:
        address = ip_address(host)
    except ValueError:
        if host == "localhost" or host.endswith(".localhost"):
            return Unreachable.THIS_MACHINE
        is_own = "." not in host or any(host.endswith(f".{end}") for end in _OWN)
        return Unreachable.OWN_NETWORK if is_own else None
    if address.is_loopback or address.is_unspecified:
        return Unreachable.THIS_MACHINE
    return None if address.is_global else Unreachable.OWN_NETWORK
