"""One email is put together once, whatever happens to the connection over which it goes."""

from email import message_from_bytes

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LabCase
from .lab.behaviours import RCPT
from .neighbours import tracking
from .other_addon import load
from .queue_case import QueueCase

NOISY = "odoo.addons.mail.models.mail_mail"


class Members(LabCase):
    """Emails as an email group writes them, over a server that takes two a connection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.active = False
        cls.few = cls._server("few_messages")

    def _mails(self, *names: str, **values):
        return self.env["mail.mail"].create([
            {"body_html": "<p>Hello</p>", "auto_delete": False, "email_to": f"{name}@lab.example", **values}
            for name in names
        ])  # fmt: skip

    def _headers(self, name: str, header: str) -> list[str]:
        """What a header says in the copies that somebody got."""
        return [
            message_from_bytes(entry.content)[header]
            for entry in self.lab.mailbox.accepted
            if f"{name}@lab.example" in entry.recipients
        ]


@tagged("post_install", "-at_install")
class TestOverAnotherConnection(Members):
    @mute_logger(NOISY)
    def test_every_member_of_a_list_gets_its_email_and_none_sees_the_address_of_another(self):
        names = [f"member{number}" for number in range(1, 9)]
        mails = self._mails(*names, headers="{'X-Forge-To': '\"The list\" <list@lab.example>'}")
        mails.send()
        self.assertEqual({name: self._headers(name, "To") for name in names}, {
            name: ['"The list" <list@lab.example>'] for name in names
        })  # fmt: skip
        self.assertEqual(set(mails.mapped("state")), {"sent"})
        self.assertFalse(any(mails.mapped("failure_reason")))

    def test_the_name_of_the_author_stays(self):
        self.few.from_filter = "lab.example"
        domain = self.env["mail.alias.domain"].create({"name": "lab.example", "default_from": "notifications"})
        names = ["anna", "bert", "cora", "dora", "emil"]
        sender = {"email_from": '"Aldo Author" <aldo@elsewhere.example>', "record_alias_domain_id": domain.id}
        self._mails(*names, **sender).send()
        self.assertEqual(
            [self._headers(name, "From") for name in names], [['"Aldo Author" <notifications@lab.example>']] * 5
        )


@tagged("post_install", "-at_install")
class TestOthersSeeOneSending(Members):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen = []
        load(cls, *tracking(cls.seen), before=True)

    def test_an_addon_that_watches_sees_each_email_once_and_no_failure(self):
        self._mails("anna", "bert", "cora", "dora", "emil").send()
        self.assertEqual(self.seen, ["sent"] * 5)


@tagged("post_install", "-at_install")
class TestSomebodyElseIsFaster(QueueCase):
    """Another process reaches one of two recipients while the email is being handed over."""

    def setUp(self):
        super().setUp()
        self.mail = self.env["mail.mail"].create({
            "body_html": "<p>Hello</p>",
            "auto_delete": False,
            "email_to": "ada@lab.example, bea@lab.example",
            "headers": "{'X-Forge-To': '\"The list\" <list@lab.example>'}",
        })  # fmt: skip
        self.other = self._fresh_cursor()
        self.addCleanup(self._forget)
        self.lab.plan(self._reach)

    def _reach(self, one):
        """What the other process keeps of ada when the server is told of bea."""
        if one.stage == RCPT and one.recipient == "bea@lab.example" and one.number == 1:
            message = self.mail.mail_message_id
            row = {"date": "2026-11-25", "message_id": message.message_id, "mail_message_id": message.id}
            attempt = {**row, "recipient": "ada@lab.example", "outcome": "accepted"}
            self.other.execute(self.env["mail.troubleshooting.attempt"]._insert([attempt]))
            self.other.commit()

    def _forget(self) -> None:
        self.other.execute("DELETE FROM mail_troubleshooting_attempt WHERE recipient LIKE '%@lab.example'")
        self.other.commit()

    def test_the_rest_gets_the_email_as_it_was_put_together(self):
        with self._real_connections("odoo.addons.mail_troubleshooting.models.attempt_journal"):
            self.mail.send()
        self.assertEqual(
            [(entry.recipients, message_from_bytes(entry.content)["To"]) for entry in self.lab.mailbox.accepted],
            [(("bea@lab.example",), '"The list" <list@lab.example>')],
        )
        self.assertEqual((self.mail.state, self.mail.failure_reason), ("sent", False))


@tagged("post_install", "-at_install")
class TestInternationalisedAddresses(LabCase):
    #: The same domain on a contact and in an envelope.
    DOMAIN, ENVELOPE = "b\u00fccher.example", "xn--bcher-kva.example"

    def _to(self, name: str):
        """What was kept of a message to somebody at that domain."""
        partner = self.env["res.partner"].create({"name": "Ada", "email": f"{name}@{self.DOMAIN}"})
        message = self.record.with_user(self.author).message_post(body="Hello", partner_ids=partner.ids)
        return self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)])

    def test_who_has_an_internationalised_domain_gets_the_email(self):
        attempt = self._to("ada")
        self.assertEqual((attempt.recipient, attempt.outcome), (f"ada@{self.DOMAIN}", "accepted"))
        self.assertEqual(self.lab.mailbox.count(f"ada@{self.ENVELOPE}"), 1)

    @mute_logger(NOISY)
    def test_a_refusal_of_an_internationalised_address_is_kept_as_such(self):
        attempt = self._to("unknown")
        self.assertEqual((attempt.recipient, attempt.outcome), (f"unknown@{self.DOMAIN}", "refused"))
        self.assertEqual(attempt.failure_cause_id.code, "recipient_unknown")
