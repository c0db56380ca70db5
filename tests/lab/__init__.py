"""A mail server on loopback that misbehaves on request.

    with MailLab() as lab:
        smtplib.SMTP(*lab.smtp).sendmail("me@lab.example", ["unknown@lab.example"], "…")  # 550 5.1.1
        lab.mailbox.copies("<id@lab.example>", "you@lab.example")  # 1: exactly once

What an address does stands in ``behaviours.py``, what a port does in ``services.py``: a row each.
"""

from .behaviours import BEHAVIOURS, Behaviour
from .loopback import PortTaken
from .mail_lab import MailLab
from .mailbox import Accepted, Mailbox, Refused, Session
from .rules import Try
from .services import SERVICES, Service
from .smtp_server import Event

__all__ = [
    "BEHAVIOURS",
    "SERVICES",
    "Accepted",
    "Behaviour",
    "Event",
    "MailLab",
    "Mailbox",
    "PortTaken",
    "Refused",
    "Service",
    "Session",
    "Try",
]
