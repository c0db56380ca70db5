"""The bounce of a message that was accepted first (RFC 3464): what a server makes that finds out later."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from .mailbox import Accepted

DAEMON = "MAILER-DAEMON@mx.customer.example"


def returned(accepted: Accepted, diagnostic: str = "550 5.1.1 User unknown") -> bytes | None:
    """The bounce to the envelope sender about all recipients; None where there is none to return it to.

    :param diagnostic: with an enhanced status code (RFC 3463) in its second place
    """
    if not accepted.sender:
        return None
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"], report["To"] = f"Mail Delivery System <{DAEMON}>", accepted.sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-Id"] = f"<{accepted.queue_id}.returned@mx.customer.example>"
    report.attach(MIMEText("Your message could not be delivered."))
    report.attach(_status(accepted.recipients, diagnostic))
    report.attach(MIMEMessage(_headers(accepted)))
    return report.as_bytes()


def _status(recipients, diagnostic: str) -> Message:
    """The machine's part (RFC 3464, section 2.1)."""
    part = Message()
    part["Content-Type"] = "message/delivery-status"
    part.attach(_block({"Reporting-MTA": "dns; mx.customer.example"}))
    for recipient in recipients:
        fields = {"Final-Recipient": f"rfc822; {recipient}", "Action": "failed", "Status": diagnostic.split()[1]}
        part.attach(_block({**fields, "Diagnostic-Code": f"smtp; {diagnostic}"}))
    return part


def _block(fields: dict[str, str]) -> Message:
    block = Message()
    for name, value in fields.items():
        block[name] = value
    return block


def _headers(accepted: Accepted) -> EmailMessage:
    original, parsed = EmailMessage(), accepted.parsed()
    for name in ("From", "To", "Subject", "Message-Id"):
        if parsed[name]:
            original[name] = str(parsed[name])
    original.set_content("")
    return original
