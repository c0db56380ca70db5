"""Which outgoing server Odoo takes for a sender, and by which of its rules (``ir.mail_server._find_mail_server``).

Addresses are normalized by who asks, as Odoo does it: this compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Rules, in the order in which Odoo tries them.
OF_ADDRESS, OF_DOMAIN = "server_of_address", "server_of_domain"
OF_NOTIFICATION, OF_NOTIFICATION_DOMAIN = "server_of_notification", "server_of_notification_domain"
WITHOUT_FILTER, FIRST, DEFAULT = "server_without_filter", "server_first", "server_default"
#: The sender is nobody that a server is made for: Odoo takes the notification address instead.
REPLACING = frozenset({OF_NOTIFICATION, OF_NOTIFICATION_DOMAIN, WITHOUT_FILTER, FIRST})


@dataclass(frozen=True)
class Server:
    """What counts of an outgoing server.

    :param addresses: whole addresses in its FROM filter, normalized
    :param domains: domains in it, normalized
    :param has_filter: whether it says anything at all
    :param is_personal: whether it has an owner
    """

    id: int
    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    has_filter: bool = False
    is_personal: bool = False

    def covers(self, address: str | None) -> bool:
        """Whether the filter lets emails of this normalized address pass; none lets everything pass."""
        if not self.has_filter:
            return True
        return bool(address) and (address in self.addresses or address.rpartition("@")[2] in self.domains)


@dataclass(frozen=True)
class Choice:
    """
    :param server: None: the default server of the configuration file
    :param rule: by which it was taken
    :param others: servers that the same rule would have taken as well, had they come first
    """

    server: Server | None
    rule: str
    others: tuple[Server, ...] = ()


def choose(servers: Iterable[Server], address: str | None, notification: str | None) -> Choice:
    """What Odoo takes of these servers, which are in its order.

    :param address: of the sender, normalized; empty where it has none
    :param notification: the notification address as it is configured, which Odoo does not normalize; empty where there is none
    """
    servers = list(servers)
    for rule, taken in _of(servers, address, OF_ADDRESS, OF_DOMAIN):
        if taken:
            return Choice(taken[0], rule, tuple(taken[1:]))
    servers = [server for server in servers if not server.is_personal]
    for rule, taken in _of(servers, notification, OF_NOTIFICATION, OF_NOTIFICATION_DOMAIN):
        if taken:
            return Choice(taken[0], rule, tuple(taken[1:]))
    for rule, taken in ((WITHOUT_FILTER, [one for one in servers if not one.has_filter]), (FIRST, servers)):
        if taken:
            return Choice(taken[0], rule, tuple(taken[1:]))
    return Choice(None, DEFAULT)


def _of(servers: list[Server], address: str | None, by_address: str, by_domain: str):
    domain = (address or "").rpartition("@")[2].lower()
    yield by_address, [server for server in servers if address and address in server.addresses]
    yield by_domain, [server for server in servers if domain and domain in server.domains]
