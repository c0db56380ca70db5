"""The check that tells what Odoo does differently from a mailbox."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ....tools.monitoring.finding import Severity
from ...support.check_case import CheckCase


@tagged("post_install", "-at_install")
class TestNotAMailbox(CheckCase):
    name = "not.a.mailbox"

    def setUp(self):
        super().setUp()
        self.Attempt = self.env["mail.troubleshooting.attempt"]
        self.Attempt.search([]).unlink()

    def _accepted(self, mail_id, message_id="<1@lab.example>", **values):
        self.Attempt.create(
            {
                "date": fields.Datetime.now(),
                "outcome": "accepted",
                "mail_mail_id": mail_id,
                "message_id": message_id,
                **values,
            }
        )

    def test_where_nothing_is_sent_there_is_nothing_to_tell(self):
        self._accepted(1, date=fields.Datetime.now() - timedelta(days=8))
        self._accepted(1, outcome="refused")
        self.assertEqual(self._found(self.name), [])

    def test_kept_and_deleted_emails_are_counted(self):
        kept, deleted = self.env["mail.mail"].create([{"email_to": "a@lab.example"}] * 2)
        for mail in (kept, kept, deleted):
            self._accepted(mail.id, message_id=mail.message_id)
        deleted.unlink()
        found = self._standing("not_a_mailbox")
        self.assertEqual((found.problem_id.code, found.severity), ("odoo_is_not_a_mailbox", Severity.INFO))
        self.assertEqual(
            {name: found.values[name] for name in ("emails", "kept", "deleted", "share", "copies", "messages")},
            {"emails": "2", "kept": "1", "deleted": "1", "share": "50 %", "copies": "3", "messages": "2"},
        )

    def test_the_buttons_open_attempts_and_the_choice_of_a_document(self):
        self._accepted(1)
        found = self._standing("not_a_mailbox")
        self.assertEqual(found.apply("attempts")["res_model"], "mail.troubleshooting.attempt")
        self.assertEqual(found.apply("audience")["tag"], "mail_troubleshooting.audience")

    def test_its_number_of_queries_does_not_depend_on_the_number_of_emails(self):
        self._accepted(1)
        before = self._queries(self.name)
        for number in range(2, 20):
            self._accepted(number)
        self.assertEqual(self._queries(self.name), before)
