"""Email addresses in running text and in report fields (RFC 5321 4.1.2, RFC 3464 2.3, RFC 6533 3, RFC 3461 4)."""

from __future__ import annotations

import re

_LOCAL = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\u2000\u2070-\u2fff\u3040-\uff00\U00010000-\U0010ffff"
_DOMAIN = r"(?:[A-Za-z0-9\u00a1-\u2000\u3040-\uff00][\w.\-]{0,253}|\[[0-9A-Fa-f.:]{3,45}\])"
#: An address in text. The run before the ``@`` starts at a character that cannot belong to it: linear on any input.
ADDRESS = re.compile(rf'(?<![{_LOCAL}])(?:[{_LOCAL}]{{1,200}}|"[^"\n@]{{1,64}}")@{_DOMAIN}')

_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_UNITEXT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_HEX = re.compile(r"\+([0-9a-f]{2})")
_AT = re.compile(r"\(a\)", re.I)
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_X400 = re.compile(r"(?:RFC-?822|SMTP)[=:]([^;/\s]{1,200})", re.I)
_PREFIX = re.compile(
    r"^(?:smtp|rfc822|rfc-822|mailto|internet|to|for|email|e-mail|dda|recipient|rcpt|orcpt|address|addr)=", re.I
)
_ENCAPSULATED = re.compile(r"^IMCEASMTP-", re.I)

#: Mailboxes that answer for a server and are named in a bounce for help, hardly ever because they failed.
ROLES = frozenset(
    {
        "postmaster",
        "mailer-daemon",
        "mailerdaemon",
        "mail-daemon",
        "mdaemon",
        "hostmaster",
        "abuse",
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
        "mailmaster",
        "daemon",
        "amavis",
    }
)
_HELPERS = frozenset(
    {
        "support",
        "helpdesk",
        "help",
        "webmaster",
        "servicedesk",
        "itsupport",
        "it-support",
        "security",
        "spam",
        "antispam",
        "unblock",
        "delist",
        "soporte",
        "hilfe",
        "assistance",
    }
)
#: Envelope senders that carry a recipient or an id (VERP, BATV, SRS) and never are one.
_VERP = re.compile(
    r"^(?:bounces?[-+=.]|bounce-?return|returns?[-+=]|verp[-+=]|prvs=|btv1==|msprvs1=|srs[01][=+-]|"
    r"owner-|.{1,100}-(?:bounces?|return|owner|admin|request)(?:[-+].*)?$|.{1,60}\+bounce|.{1,60}[-+].{1,60}=.{1,60}\.[a-z]{2,}$)",
    re.I,
)
#: Right-hand sides of Message-Ids: ``@host`` without a dot, or a left-hand side no person has.
_ID_LOCAL = re.compile(
    r"^(?:[0-9a-f]{16,}|[0-9]{10,}[.-].*|.*\.javamail\..*|[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})$", re.I
)


def clean(found: str) -> str:
    """Yield an address found in text without the punctuation around it, in lower case; ``""`` where none is left."""
    found = found.strip("<>()[]{}\"';:, \t") if not found.startswith('"') else found.strip("<>;:, \t")
    local, separator, domain = found.rpartition("@")
    if not separator:
        return ""
    if not local.startswith('"'):
        local = _PREFIX.sub("", local.lstrip("'`*|{}/=.#&?!^~"))
    domain = domain.rstrip(".-_'")
    domain = domain if not domain.startswith("[") else domain.rstrip("]") + "]"
    if not local or not domain or ".." in domain:
        domain = domain.split("..")[0]
    return f"{local}@{domain}".lower() if local and domain else ""


def find_all(text: str) -> list[str]:
    """Yield every address in the text, cleaned, in order and once."""
    return list(dict.fromkeys(filter(None, (clean(match[0]) for match in ADDRESS.finditer(text)))))


def from_field(value: str) -> str:
    """Yield the address of a report field such as ``rfc822; <user@example.com> (comment)``.

    RFC 3464 2.3.2 (types), RFC 6533 3 (``utf-8`` with ``\\x{HEX}``), RFC 3461 4 (xtext of an original recipient).
    Unknown types and X.400 names are searched for an address; failing that the bare name is kept.
    """
    kind, separator, name = value.partition(";")
    if not separator or "@" in kind or "=" in kind:
        kind, name = "", value
    kind = kind.strip().lower()
    if kind == "utf-8":
        name = _UNITEXT.sub(_from_hex, name)
    if "@" not in name:
        name = _from_x400(name)
    found = ADDRESS.search(name.replace("\n", "")) or ADDRESS.search(_COMMENT.sub("", name))
    if found:
        return _decapsulate(clean(found[0]))
    bare = _COMMENT.sub("", name).strip().strip("<>\"' ")
    if _XTEXT.search(bare) and ADDRESS.fullmatch(decoded := _XTEXT.sub(lambda m: chr(int(m[1], 16)), bare)):
        return clean(decoded)
    return bare[:300].lower() if len(bare.split()) == 1 else bare[:300]


def _from_hex(match: re.Match) -> str:
    number = int(match[1], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "?"


def _from_x400(name: str) -> str:
    match = _X400.search(name)
    return _AT.sub("@", match[1]) if match else name


def _decapsulate(address: str) -> str:
    """Yield the address inside Exchange's encapsulated form ``IMCEASMTP-user+40example+2Ecom@host``."""
    if not _ENCAPSULATED.match(address):
        return address
    inner = _ENCAPSULATED.sub("", address.rpartition("@")[0])
    inner = _HEX.sub(lambda m: chr(int(m[1], 16)), inner)
    return clean(inner) or address


def is_role(address: str) -> bool:
    """Tell whether the address answers for a mail server."""
    return address.partition("@")[0] in ROLES


def is_helper(address: str) -> bool:
    """Tell whether the address is one that notices name for help."""
    return address.partition("@")[0] in _HELPERS


def is_technical(address: str) -> bool:
    """Tell whether the address is an envelope sender (VERP, BATV, SRS) or a Message-Id rather than a mailbox."""
    local = address.partition("@")[0]
    return bool(_VERP.match(local) or _ID_LOCAL.match(local))
