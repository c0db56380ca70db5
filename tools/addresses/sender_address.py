"""What can be said of a sender's address by looking at it."""

from __future__ import annotations

from .near_miss import KNOWN

#: Domains that stand in documentation and in Odoo's own data (RFC 2606, RFC 6761), and never on the internet.
_RESERVED = ("example.com", "example.net", "example.org", "localhost", "localdomain", "invalid")
#: Written into new databases, and never meant.
_SHIPPED = ("yourcompany.com", "mycompany.com")
_FREE = frozenset(KNOWN)


def domain_of(address: str | None) -> str:
    """What stands behind the @ sign, in lower case."""
    return (address or "").rpartition("@")[2].strip().lower() if "@" in (address or "") else ""


def is_placeholder(address: str | None) -> bool:
    """Whether the address was put there until somebody writes a real one."""
    domain = domain_of(address)
    return domain in _SHIPPED or any(domain == end or domain.endswith(f".{end}") for end in _RESERVED)


def free_provider(address: str | None) -> str:
    """The domain of the provider of mailboxes that the address is at, empty where it is somebody's own domain."""
    domain = domain_of(address)
    return domain if domain in _FREE else ""


def belongs_to(host: str | None, domain: str) -> bool:
    """Whether an outgoing server looks like one of the provider's own, as smtp.gmail.com for gmail.com.

    The names of families of domains are compared: smtp-mail.outlook.com serves hotmail.com too.
    """
    family = next((group for group in _SERVERS if domain.partition(".")[0] in group[0]), ((), (domain,)))
    return any((host or "").lower().rstrip(".").endswith(end) for end in (*family[1], domain))


#: First words of domains, and the ends of the host names of the servers that may send for them.
_SERVERS = (
    (("gmail", "googlemail"), ("gmail.com", "google.com", "googlemail.com")),
    (("outlook", "hotmail", "live", "msn"), ("outlook.com", "office365.com", "hotmail.com", "live.com")),
    (("yahoo", "ymail", "rocketmail", "aol"), ("yahoo.com", "aol.com", "yahoodns.net", "yahoo.co.jp")),
    (("icloud", "me", "mac"), ("me.com", "icloud.com")),
    (("gmx", "web", "mail"), ("gmx.net", "gmx.com", "web.de", "mail.com", "mail.ru")),
    (("qq", "foxmail"), ("qq.com",)),
)
