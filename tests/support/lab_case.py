"""What the tests of the mail lab share."""

import re
import smtplib

from ..lab import MailLab
from .pure import PureCase

TIMEOUT = 30
ME = "me@lab.example"
YOU = "you@lab.example"


def mail(message_id="<1@lab.example>", size=10):
    return f"Message-Id: {message_id}\r\nSubject: Offer\r\n\r\n{'x' * 70}\r\n" + "y" * size + "\r\n"


def connect(address, factory=smtplib.SMTP, **options):
    return factory(*address, local_hostname="client.example", timeout=TIMEOUT, **options)


def send(lab, *recipients, message_id="<1@lab.example>", sender=ME, server="plain", size=10):
    """Give what smtplib gives: the refused recipients, or its exception."""
    with connect(lab.server(server)) as client:
        return client.sendmail(sender, recipients, mail(message_id, size))


class LabCase(PureCase):
    """A lab of its own for each test, with the plain server alone."""

    #: What ``MailLab`` takes.
    options = {}

    def setUp(self):
        super().setUp()
        self.lab = MailLab(services=("plain",), **self.options)
        self.lab.__enter__()
        self.addCleanup(self.lab.close)

    def refused(self, recipient):
        """Give the reply that refuses this recipient, after comparing the client's view with the mailbox."""
        with self.assertRaises((smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)) as caught:
            send(self.lab, recipient)
        error = caught.exception
        code, words = error.recipients[recipient] if hasattr(error, "recipients") else error.args
        recorded = self.lab.mailbox.refusals(recipient)[-1].reply
        spoken = re.sub(r"^(\d{3})[ -]", "", recorded, flags=re.MULTILINE)
        self.assertEqual((code, words.decode()), (int(recorded[:3]), spoken))
        self.assertEqual(self.lab.mailbox.count(recipient), 0)
        return f"{code} {words.decode()}"
