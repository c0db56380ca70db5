"""Whole messages made to hurt a gateway, each with the bounce address of the database and the id of a message of it."""

from __future__ import annotations

from collections.abc import Callable

_HEAD = "From: {sender}\nTo: {to}\nSubject: failure notice\nMessage-Id: <report.{name}@x.example>\nMIME-Version: 1.0\n"
_REPORT = (
    _HEAD + "{more}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n{notice}\n--b\n"
)
_STATUS = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n{blocks}\n--b\n"
_ORIGINAL = "Content-Type: message/rfc822\n\nMessage-Id: {id}\nFrom: a@shop.example\nTo: {to}\n{more}\nHello\n--b--\n"
_BLOCK = (
    "Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 {said}\n\n"
)


_DAEMON = "MAILER-DAEMON@x.example"


def _bounce(name, to, message_id, blocks="", notice="Sorry.", more="", sent="", end="", sender=_DAEMON) -> str:
    blocks = blocks or _BLOCK.format(address="ada@customer.example", said="User unknown")
    return (
        _REPORT.format(sender=sender, to=to, name=name, notice=notice, more=more)
        + _STATUS.format(blocks=blocks)
        + end
        + _ORIGINAL.format(id=message_id, to="ada@customer.example", more=sent)
    )


def mails() -> dict[str, Callable[[str, str], bytes]]:
    """What makes each message of the bounce address and the id of the message that it is about."""
    found = {
        "a header of 3 MB": {"more": f"X-Long: {'a ' * 1_500_000}\n"},
        "vertical tabs in a field": {"blocks": _BLOCK.format(address="ada@customer.example", said="\x0b" * 1_000_000)},
        "50,000 Received lines": {"more": "Received: from x by y for <ada@customer.example>; now\n" * 50_000},
        "50,000 Received lines of the original": {"sent": "Received: from x by y for <a@x.example>; now\n" * 50_000},
        "8,000 recipients": {
            "blocks": "".join(_BLOCK.format(address=f"u{n}@customer.example", said="Unknown") for n in range(8_000))
        },
        "the same recipient 8,000 times": {
            "blocks": "".join(_BLOCK.format(address="ada@customer.example", said=f"Unknown {n}") for n in range(8_000))
        },
        "2,000 parts": {"end": "Content-Type: text/plain\n\na\n--b\n" * 2_000},
        "4 MB of body": {"notice": "failed ada@customer.example 550 5.1.1\n" * 100_000},
        "a bomb of base64": {
            "end": "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + "QUFBQUFB" * 500_000 + "\n--b\n"
        },
        "a charset of 1 MB": {"end": f"Content-Type: text/plain; charset={'x' * 1_000_000}\n\né\n--b\n"},
        "an address of 3,000 characters": {
            "blocks": _BLOCK.format(address=f"{'a' * 3000}@{'b' * 3000}.example", said="Unknown")
        },
        "a status of 1 MB": {
            "blocks": f"Final-Recipient: rfc822; ada@customer.example\nAction: failed\nStatus: {'5.1.' * 250_000}\n\n"
        },
        "dashes of a person": {"notice": "-" * 1_000_000, "sender": "Ann <ann@x.example>"},
        "line feeds of a person": {"notice": "a\n" * 500_000, "sender": "Ann <ann@x.example>"},
    }
    makers = {name: _maker(name, values) for name, values in found.items()}
    makers["20,000 references"] = lambda to, message_id: (
        _HEAD.format(sender=_DAEMON, to=to, name="references")
        + f"References: {'<a@x.example> ' * 20_000}\nContent-Type: text/plain\n\nfailed ada@customer.example\n"
    ).encode()
    makers["300 messages in each other"] = lambda to, message_id: (
        _HEAD.format(sender=_DAEMON, to=to, name="nested")
        + "Content-Type: message/rfc822\n\n" * 300
        + f"Message-Id: {message_id}\n\nHello\n"
    ).encode()
    makers["60 multiparts in each other"] = lambda to, message_id: (
        _HEAD.format(sender=_DAEMON, to=to, name="nested parts")
        + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(60))
        + "\nHello\n"
    ).encode()
    return makers


def _maker(name: str, values: dict) -> Callable[[str, str], bytes]:
    return lambda to, message_id: _bounce(name.replace(" ", ""), to, message_id, **values).encode()
