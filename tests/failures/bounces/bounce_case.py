"""What tests of incoming bounces share: contacts, messages sent to them, and reports about these."""

from email.mime.text import MIMEText

from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from ...support.code.repository import SAMPLES

BOUNCES = SAMPLES / "bounces"
GATEWAY = "odoo.addons.mail.models.mail_thread"
UNKNOWN = "550 5.1.1 <{0}>: Recipient address rejected: User unknown in virtual mailbox table"
FULL = "552 5.2.2 <{0}>: Mailbox is full, quota exceeded"
LISTED = "550 5.7.1 Service unavailable; client [203.0.113.9] blocked using zen.spamhaus.org"


class BounceCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].search([], limit=1) or cls.env["mail.alias.domain"].create(
            {"name": "shop.example"}
        )
        cls.env.company.alias_domain_id = cls.domain
        cls.record = cls.env["res.partner"].create({"name": "Lumber Lane", "email": "lane@shop.example"})
        cls.ada, cls.bea, cls.cyd = cls.env["res.partner"].create(
            [{"name": name, "email": f"{name.title()}@Customer.example"} for name in ("ada", "bea", "cyd")]
        )
        cls.number = 0
        # Messages here are from before attempts were kept, unless a test keeps some.
        cls.env["mail.troubleshooting.attempt"].search([]).unlink()

    def _message(self, *partners, **values):
        """A message that was accepted by the server for these contacts."""
        message = self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": self.record.id,
                "body": "Delivery on Thursday.",
                "author_id": self.env.user.partner_id.id,
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "message_id": f"<{self._next()}.odoo@shop.example>",
                **values,
            }
        )
        self.env["mail.notification"].create(
            [
                {
                    "mail_message_id": message.id,
                    "author_id": message.author_id.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                    "notification_status": "sent",
                }
                for partner in partners
            ]
        )
        return message

    def _next(self) -> int:
        type(self).number += 1
        return self.number

    def _bounce(self, message_id, *blocks, notice="This is the mail system."):
        """A report of RFC 3464. Each block: final recipient, diagnostic, and what else stands in it."""
        status = ["Reporting-MTA: dns; mx.customer.example\n"]
        status += [self._block(*block) for block in blocks]
        parts = [("text/plain; charset=utf-8", notice), ("message/delivery-status", "\n".join(status))]
        if message_id:
            parts.append(("message/rfc822", self._original(message_id).as_string()))
        return self._report("delivery-status", "MAILER-DAEMON@mx.customer.example", parts)

    def _block(self, address, diagnostic, fields=None):
        fields = {"Action": "failed", "Status": diagnostic.split()[1] if diagnostic else "5.0.0", **(fields or {})}
        if diagnostic:
            fields["Diagnostic-Code"] = f"smtp; {diagnostic}"
        lines = [f"{name}: {value}" for name, value in fields.items()]
        return "\n".join([f"Final-Recipient: rfc822; {address}", *lines, ""])

    def _report(self, kind, sender, parts) -> bytes:
        lines = [
            f"From: {sender}",
            f"To: {self.domain.bounce_email}",
            "Subject: Undelivered Mail Returned to Sender",
            f"Message-Id: <report{self._next()}@mx.customer.example>",
            "Date: Mon, 01 Jun 2026 10:00:00 +0000",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/report; report-type={kind}; boundary="=="',
            "",
        ]
        for content_type, body in parts:
            lines += ["--==", f"Content-Type: {content_type}", "", body]
        return "\n".join([*lines, "--==--", ""]).encode()

    def _complaint(self, message_id, address="ada@customer.example") -> bytes:
        """A report of RFC 5965."""
        fields = f"Feedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1\nOriginal-Rcpt-To: <{address}>\n"
        parts = [
            ("text/plain", "This is an email abuse report."),
            ("message/feedback-report", fields),
            ("message/rfc822", self._original(message_id).as_string()),
        ]
        return self._report("feedback-report", "complaints@isp.example", parts)

    def _original(self, message_id):
        original = MIMEText("Delivery on Thursday.")
        original["Message-Id"] = message_id
        original["From"] = "aldo@shop.example"
        original["To"] = "somebody@customer.example"
        original["Subject"] = "Delivery"
        return original

    @mute_logger(GATEWAY)
    def _receive(self, raw: bytes):
        self.env["mail.thread"].message_process(None, raw)
        self.env.invalidate_all()

    def _states(self, message) -> dict:
        return {
            n.res_partner_id.name or n.mail_email_address: (n.notification_status, n.failure_cause_id.code)
            for n in self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        }
