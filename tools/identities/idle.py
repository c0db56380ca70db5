"""Which servers Odoo never chooses, since one before them takes whatever they could take."""

from __future__ import annotations

from collections.abc import Iterable

from .choice import Server


def idle(servers: Iterable[Server]) -> dict[int, int]:
    """By id of each such server, the id of the one that stands before it for all of its senders.

    :param servers: those that may be chosen for everybody, in Odoo's order
    """
    found: dict[int, int] = {}
    before: list[Server] = []
    for server in servers:
        shadow = next((one for one in before if _shadows(one, server)), None)
        if shadow:
            found[server.id] = shadow.id
        before.append(server)
    return found


def _shadows(first: Server, server: Server) -> bool:
    """Odoo asks for the whole address first, then for the domain, then for a server without filter."""
    if not server.has_filter:
        return not first.has_filter
    return first.has_filter and server.addresses <= first.addresses and server.domains <= first.domains
