"""The servers of the mail lab: one row a port."""

from __future__ import annotations

from dataclasses import dataclass

# How a port speaks.
SMTP = "smtp"
GREETS = "greets"  # says the greeting and nothing else of use
SILENT = "silent"  # accepts TCP and never says a word
CLOSED = "closed"  # connection refused

# Certificates (see certificates.py).
TRUSTED = "trusted"
SELF_SIGNED = "self_signed"
EXPIRED = "expired"
WRONG_NAME = "wrong_name"


@dataclass(frozen=True)
class Service:
    """How one port of the lab behaves.

    :param offset: its place after the base port; permanent, as demos and notes name port numbers
    :param certificate: which certificate it shows; empty: no TLS at all
    :param implicit_tls: TLS from the first byte (RFC 8314, section 3.3) instead of STARTTLS
    :param starttls_required: 530 to everything before STARTTLS (RFC 3207, section 4)
    :param auth: AUTH is offered on every connection (elsewhere only inside TLS)
    :param auth_required: 530 at MAIL FROM without a login (RFC 4954, section 6)
    :param auth_reply: what every login gets, ``{given}`` being AUTH PLAIN as it came; empty: user and password are compared
    :param auth_without: mechanisms that are not offered
    :param greeting: what a GREETS port says; an empty one hangs up without a word
    :param size_limit: bytes, announced by EHLO (RFC 1870)
    :param max_recipients: accepted recipients a message (RFC 5321, section 4.5.3.1.10)
    :param max_messages: messages over one connection, then 421 at MAIL FROM
    """

    name: str
    offset: int
    description: str
    kind: str = SMTP
    certificate: str = ""
    implicit_tls: bool = False
    starttls_required: bool = False
    auth: bool = False
    auth_required: bool = False
    auth_reply: str = ""
    auth_without: tuple[str, ...] = ()
    greeting: str = ""
    size_limit: int = 32 * 1024 * 1024
    max_recipients: int = 0
    max_messages: int = 0


# fmt: off
_ROWS = (
    Service("plain", 0, "accepts without login and without TLS"),
    Service(
        "auth_fails", 1, "535 5.7.8: refuses every user and password", auth=True, auth_required=True,
        auth_reply="535-5.7.8 Username and password not accepted. For more, see\n"
        "535 5.7.8 https://help.lab.example/bad-credentials - smtp3.lab.example",
    ),
    Service("auth", 2, "530 without a login; accepts one user and password", auth=True, auth_required=True),
    Service(
        "auth_disabled", 3, "535 5.7.139: logins with a password are switched off", auth=True, auth_required=True,
        auth_reply="535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the tenant "
        "[ex07.lab.example]",
    ),
    Service("starttls_required", 4, "530 5.7.0 before STARTTLS", certificate=TRUSTED, starttls_required=True),
    Service("starttls_self_signed", 5, "STARTTLS with a self-signed certificate", certificate=SELF_SIGNED),
    Service("starttls_expired", 6, "STARTTLS with an expired certificate", certificate=EXPIRED),
    Service("starttls_wrong_name", 7, "STARTTLS with another host's certificate", certificate=WRONG_NAME),
    Service("tls", 8, "TLS from the first byte", certificate=TRUSTED, implicit_tls=True),
    Service("tls_self_signed", 9, "TLS, self-signed certificate", certificate=SELF_SIGNED, implicit_tls=True),
    Service("closed", 10, "connection refused", kind=CLOSED),
    Service("silent", 11, "accepts TCP, never greets", kind=SILENT),
    Service(
        "greets_554", 12, "greets with 554", kind=GREETS,
        greeting="554 5.7.1 mx1.lab.example No SMTP service here for [192.0.2.25], see https://bl.lab.example/",
    ),
    Service(
        "greets_421", 13, "greets with 421 and closes", kind=GREETS,
        greeting="421 4.3.2 mx1.lab.example Too many connections, try again later",
    ),
    Service("hangs_up", 14, "accepts TCP and closes without a word", kind=GREETS),
    Service("size_limited", 15, "accepts messages up to 20,000 bytes", size_limit=20_000),
    Service("few_recipients", 16, "452 4.5.3 from the third recipient on", max_recipients=2),
    Service(
        "auth_repeats", 18, "535: refuses every login, and repeats it", auth=True, auth_required=True,
        auth_reply="535 5.7.8 No such login here: AUTH PLAIN {given}",
    ),
    Service("auth_login", 19, "like auth, without AUTH PLAIN", auth=True, auth_required=True, auth_without=("PLAIN",)),
    Service("few_messages", 17, "421 4.7.0 at the third message of a connection", max_messages=2),
)
# fmt: on

#: Every server by its name.
SERVICES = {row.name: row for row in _ROWS}

#: The JSON control endpoint's place after the base port.
CONTROL_OFFSET = 99
