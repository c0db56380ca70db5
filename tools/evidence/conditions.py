"""Conditions of steps, and how replies, servers and addresses show that they hold.

A condition has one meaning and no opposite: what is not known to hold may hold all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..addresses.near_miss import KNOWN, near_miss, suggest
from ..addresses.sender_address import belongs_to
from ..replies.provider import provider_of_domain
from .steps import NOTHING, Facts

#: Every condition, with what it means.
CONDITIONS = {
    # How the outgoing server logs in, and where it is set up.
    "password": "The server logs in with a username and a password",
    "no_login": "The server has no username",
    "oauth": "The server logs in to a connected Gmail or Outlook account",
    "personal": "The server belongs to one user",
    "odoo_conf": "The server is set in odoo.conf",
    "not_microsoft": "The server is none of Microsoft's",
    # Its port and encryption.
    "not_port_25": "The port is not 25",
    "ssl_port_with_starttls": "The port expects SSL/TLS, the server is set to STARTTLS",
    "ssl_port_without_encryption": "The port expects SSL/TLS, the server is set to no encryption",
    "starttls_port_with_ssl": "The port expects STARTTLS, the server is set to SSL/TLS",
    "wrong_mode": "One of these three",
    # What was said.
    "smtp_auth_disabled": "Microsoft accepts no login with a password here",
    "app_password": "The provider asks for an app password",
    "certificate_expired": "The certificate has expired",
    "certificate_name": "The certificate was issued for another name",
    "certificate_untrusted": "The certificate is self-signed, or its issuer is unknown",
    "no_starttls": "The server does not offer STARTTLS",
    "name_unknown": "The name of the server was not found",
    "port_closed": "The server rejects connections on this port",
    "spf_failed": "SPF failed, and nothing else is named",
    "dkim_failed": "DKIM failed, and nothing else is named",
    "send_as_denied": "Microsoft does not let this account send as the sender",
    # The address of the sender.
    "free_sender": "The sender's address is at a provider of free mailboxes, over somebody else's server",
    # The address of the recipient.
    "misspelled": "The address of the recipient is probably a typo",
    "near_miss": "The domain of the recipient is probably a typo",
}

#: Ports that begin with TLS (RFC 8314 3.3; 2465 is that of Amazon SES), and ports that do not (RFC 6409, 5321).
_SSL_PORTS, _STARTTLS_PORTS = frozenset((465, 2465)), frozenset((25, 587, 2525, 2587))

#: Words of servers, of Python's ssl and of the operating system.
_REPLIES = {
    "smtp_auth_disabled": r"smtpclientauthentication is disabled|basic authentication is (?:disabled|not supported)|security defaults|5\.7\.30\b",
    "app_password": r"application-specific password|app password|invalidsecondfactor",
    "certificate_expired": r"certificate (?:has |is )?expired|certificate_expired",
    "certificate_name": r"hostname mismatch|ip address mismatch|certificate is not valid for|doesn't match",
    "certificate_untrusted": r"self.signed certificate|unable to get (?:local )?issuer|unknown[ _]ca\b",
    "no_starttls": r"starttls extension not supported|(?:not support|does not offer|no support for) starttls",
    "name_unknown": r"name or service not known|nodename nor servname|no address associated with hostname|getaddrinfo failed|no such host",
    "port_closed": r"connection refused|actively refused",
    "spf_failed": r"\bspf\b(?:(?!dkim).){0,80}(?:fail|did not pass|not pass|not authori[sz]ed|not permitted)|fail\w{0,4} spf\b",
    "dkim_failed": r"\bdkim\b(?:(?!spf).){0,80}(?:fail|did not pass|not pass|invalid|missing|bad)|fail\w{0,4} dkim\b",
    "send_as_denied": r"sendasdenied|not have permissions to send as|send as this sender",
}
#: Characters of a text that are looked at: replies are short, what strangers write may not be.
_LONGEST = 8000
#: Where both are said, neither is the one to look at.
_EITHER = frozenset(("spf_failed", "dkim_failed"))
_PATTERNS = {condition: re.compile(pattern) for condition, pattern in _REPLIES.items()}
#: OpenSSL where the other side does not speak TLS.
_NOT_TLS = re.compile(r"wrong.version.number|record.layer.failure|unknown protocol")


@dataclass(frozen=True, slots=True)
class Server:
    """An outgoing server, as far as steps depend on it.

    :param login: ``password``, ``no_login``, ``oauth``, or empty for another way
    :param owner: name of the user whose personal server it is
    :param encryption: ``none``, ``starttls`` or ``ssl``
    """

    host: str
    port: int
    login: str
    encryption: str
    owner: str = ""
    is_in_file: bool = False


def of_reply(text: str) -> Facts:
    """Return what the words of a failure show."""
    text = text[:_LONGEST].lower()
    found = frozenset(condition for condition, pattern in _PATTERNS.items() if pattern.search(text))
    return Facts(found - _EITHER if found >= _EITHER else found)


def of_server(server: Server, reply: str = "") -> Facts:
    """Return what is known of a server.

    :param reply: what was said when it failed
    """
    holds = {server.login} - {""}
    if provider_of_domain(server.host) != "microsoft":
        holds |= {"not_microsoft"}
    if server.owner:
        holds = (holds - {"oauth"}) | {"personal"}
    if server.is_in_file:
        holds |= {"odoo_conf"}
    if server.port != 25:
        holds |= {"not_port_25"}
    if mode := _wrong_mode(server, reply):
        holds |= {mode, "wrong_mode"}
    return Facts(frozenset(holds), {"host": server.host, "port": str(server.port), "owner": server.owner})


def _wrong_mode(server: Server, reply: str) -> str:
    if server.encryption == "ssl":
        is_wrong = server.port in _STARTTLS_PORTS or _NOT_TLS.search(reply.lower())
        return "starttls_port_with_ssl" if is_wrong else ""
    if server.port not in _SSL_PORTS:
        return ""
    return "ssl_port_with_starttls" if server.encryption == "starttls" else "ssl_port_without_encryption"


def of_sender(address: str, host: str = "") -> Facts:
    """Return what the address of the sender, or its domain alone, shows.

    :param host: the outgoing server, if it is known: that of the provider itself may send for the address
    """
    domain = address.rpartition("@")[2].lower()
    if domain not in KNOWN or (host and belongs_to(host, domain)):
        return NOTHING
    return Facts(frozenset(("free_sender",)), {"sender_domain": domain})


def of_recipient(address: str, used: tuple[str, ...] = ()) -> Facts:
    """Return what the address of the recipient, or its domain alone, shows.

    :param used: domains that are known to be real
    """
    _local, at, domain = address.rpartition("@")
    meant = (suggest(address, used) if at else near_miss(domain, used)) or ""
    if not meant:
        return NOTHING
    holds = frozenset(("misspelled",) if at else ())
    meant_domain = meant.rpartition("@")[2]
    if meant_domain != domain.lower():
        holds |= {"near_miss"}
    return Facts(holds, {"meant": meant, "domain": domain, "meant_domain": meant_domain})
