"""One email is put together once, whatever happens to the connection over which it goes."""

import time
from dataclasses import replace
from email import message_from_bytes
from unittest.mock import patch

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ....services.sending.attempts.rows import inserting
from ....services.sending.journal import AttemptJournal
from ...lab import BEHAVIOURS
from ...lab.behaviours import RCPT
from ...support.addons.neighbours import breaking, tracking
from ...support.addons.other_addon import load
from ...support.committed_case import CONNECTION
from ...support.common import LabCase
from ...support.queue_case import QueueCase

NOISY = "odoo.addons.mail.models.mail_mail"


class Members(LabCase):
    """Emails as an email group writes them, over a server that takes two a connection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.active = False
        cls.few = cls._server("few_messages")

    def _mails(self, *names: str, **values):
        return self.env["mail.mail"].create(
            [
                {"body_html": "<p>Hello</p>", "auto_delete": False, "email_to": f"{name}@lab.example", **values}
                for name in names
            ]
        )

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
        self.assertEqual(
            {name: self._headers(name, "To") for name in names},
            {name: ['"The list" <list@lab.example>'] for name in names},
        )
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
class TestAnIdleServerHangsUp(Members):
    """Without a word, as a firewall or a restart does, after each email."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.few.active = False
        cls.server.active = True
        cls.seen = []
        load(cls, *tracking(cls.seen, cls._hang_up), before=True)

    @classmethod
    def _hang_up(cls) -> None:
        """End every connection of the lab, and wait until they are ended."""
        for protocol in list(cls.lab._protocols):
            if protocol.transport:
                cls.lab._loop.call_soon_threadsafe(protocol.transport.abort)
        while any(session.is_open for session in cls.lab.mailbox.sessions):
            time.sleep(0.01)

    def test_each_email_goes_out_once_and_as_it_is(self):
        names = ["anna", "bert", "cora", "dora", "emil"]
        mails = self._mails(*names, headers="{'X-Forge-To': '\"The list\" <list@lab.example>'}")
        mails.send()
        self.assertEqual(self.seen, ["sent"] * 5)
        self.assertEqual([self._headers(name, "To") for name in names], [['"The list" <list@lab.example>']] * 5)
        self.assertEqual(set(mails.mapped("state")), {"sent"})


@tagged("post_install", "-at_install")
class TestSomebodyElseIsFaster(QueueCase):
    """Another process reaches one of two recipients while the email is being handed over."""

    def setUp(self):
        super().setUp()
        self.mail = self.env["mail.mail"].create(
            {
                "body_html": "<p>Hello</p>",
                "auto_delete": False,
                "email_to": "ada@lab.example, bea@lab.example",
                "headers": "{'X-Forge-To': '\"The list\" <list@lab.example>'}",
            }
        )
        self.other = self._fresh_cursor()
        self.addCleanup(self._forget)
        self.lab.plan(self._reach)

    def _reach(self, one):
        """What the other process keeps of ada when the server is told of bea."""
        if one.stage == RCPT and one.recipient == "bea@lab.example" and one.number == 1:
            message = self.mail.mail_message_id
            row = {"date": "2026-11-25", "message_id": message.message_id, "mail_message_id": message.id}
            attempt = {**row, "recipient": "ada@lab.example", "outcome": "accepted"}
            self.other.execute(inserting(self.env, [attempt]))
            self.other.commit()

    def _forget(self) -> None:
        self.other.execute("DELETE FROM mail_troubleshooting_attempt WHERE recipient LIKE '%@lab.example'")
        self.other.commit()

    def test_the_rest_gets_the_email_as_it_was_put_together(self):
        with self._real_connections(CONNECTION):
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


@tagged("post_install", "-at_install")
class TestNoServerRefused(LabCase):
    """Refused is what a server refused."""

    def _outcomes(self, message) -> dict:
        """Outcome and cause by recipient."""
        found = self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)])
        return {a.recipient.split("@")[0]: (a.outcome, a.failure_cause_id.code) for a in found}

    def test_an_error_of_the_database_before_the_last_dot_is_raised_as_what_it_is(self):
        mail = self.env["mail.mail"].create({"body_html": "<p>Hello</p>", "email_to": "ada@lab.example"})
        error = psycopg2.errors.DiskFull("could not extend file")
        raises = self.assertRaises(psycopg2.errors.DiskFull)
        with patch.object(AttemptJournal, "intend", side_effect=error), mute_logger(NOISY), raises as caught:
            mail.send()
        self.assertIs(caught.exception, error)
        self.assertEqual(self.lab.mailbox.accepted, [])

    @mute_logger(NOISY)
    def test_an_address_that_the_server_offers_no_way_to_write_to_is_the_fault_of_the_address(self):
        connect = type(self.server)._connect__

        def without_smtputf8(*args, **kwargs):
            session = connect(*args, **kwargs)
            del session.esmtp_features["smtputf8"]
            return session

        with patch.object(type(self.server), "_connect__", without_smtputf8):
            message = self._post("ada", "j\u00f6rg", "zoe")
        self.assertEqual(
            self._outcomes(message),
            {"ada": ("accepted", False), "j\u00f6rg": ("not_tried", "address_not_ascii"), "zoe": ("accepted", False)},
        )
        failed = self._by_address(message)["j\u00f6rg"]
        self.assertEqual((failed.failure_type, failed.failure_cause_id.code), ("unknown", "address_not_ascii"))

    @mute_logger(NOISY)
    def test_a_reply_that_is_none_refuses_nothing(self):
        garbled = replace(BEHAVIOURS["refused_sender"], reply="what did you say?")
        self.lab.behave(self.author.email, garbled)
        self.server.from_filter = self.author.email
        message = self._post("ada")
        self.assertEqual([outcome for outcome, _cause in self._outcomes(message).values()], ["not_tried"])


@tagged("post_install", "-at_install")
class TestWhatCannotBeBuilt(LabCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load(cls, *breaking("odd"), before=True)

    @mute_logger(NOISY)
    def test_an_email_that_cannot_be_put_together_was_refused_by_nobody(self):
        message = self._post("ada", "odd", "zoe")
        found = self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(
            {a.recipient.split("@")[0]: (a.outcome, a.failure_cause_id.code) for a in found},
            {"ada": ("accepted", False), "odd": ("not_tried", "email_not_built"), "zoe": ("accepted", False)},
        )
        self.assertEqual(self._by_address(message)["odd"].failure_cause_id.code, "email_not_built")
        self.assertFalse(self._by_address(message)["odd"].mail_mail_id.retry_date)
