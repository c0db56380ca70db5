"""Checks of what emails carry: links that outsiders can open, files that are there, and the recipients they are for."""

from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import config

from ....tools.monitoring.finding import Severity
from ...support.check_case import CheckCase


class ContentsCase(CheckCase):
    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.env["mail.mail"].search([]).unlink()
        if "mailing.mailing" in self.env:
            self.env["mailing.mailing"].search([]).unlink()


@tagged("post_install", "-at_install")
class TestLinks(ContentsCase):
    name = "links"

    def _url(self, url: str):
        self.env["ir.config_parameter"].set_param("web.base.url", url)
        self.env.flush_all()
        # Written after it was created, as by the first login.
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET write_date = create_date + interval '1 hour' WHERE key = 'web.base.url'"
        )
        self.env.invalidate_all()

    def _email(self, url: str):
        self.env["mail.mail"].create(
            {"email_to": "bob@lab.example", "body_html": f'<a href="{url}/mail/view">View</a>'}
        )

    def test_a_public_address_is_healthy(self):
        self._url("https://odoo.firm.example")
        self._email("https://odoo.firm.example")
        self.assertEqual(self._found(self.name), [])

    def test_links_to_this_machine_and_to_the_own_network_are_found(self):
        for url, problem in (
            ("http://localhost:8069", "links_lead_to_this_machine"),
            ("http://192.168.1.5:8069", "links_lead_to_own_network"),
            ("odoo.firm.example", "links_lead_nowhere"),
        ):
            with self.subTest(url):
                self._url(url)
                self._email(url)
                self.assertEqual(self._found(self.name), [(problem, Severity.WARNING)])

    def test_where_no_email_has_a_link_it_matters_to_nobody(self):
        self._url("http://localhost:8069")
        self.env["mail.mail"].create({"email_to": "bob@lab.example", "body_html": "<p>Hello</p>"})
        self.assertEqual(self._found(self.name), [])

    def test_a_database_that_nobody_logged_in_to_is_left_alone(self):
        self._url("http://localhost:8069")
        self._email("http://localhost:8069")
        self.env.cr.execute("UPDATE ir_config_parameter SET write_date = create_date WHERE key = 'web.base.url'")
        self.assertEqual(self._found(self.name), [])

    def test_http_behind_a_proxy_is_found(self):
        self._url("http://odoo.firm.example")
        self._email("http://odoo.firm.example")
        self.assertEqual(self._found(self.name), [])
        with patch.dict(config.options, {"proxy_mode": True}):
            self.assertEqual(self._found(self.name), [("links_are_not_encrypted", Severity.WARNING)])

    def test_the_button_opens_the_parameter(self):
        self._url("http://localhost:8069")
        self._email("http://localhost:8069")
        action = self._standing("links").apply("open")
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).key, "web.base.url")

    def test_its_number_of_queries_does_not_depend_on_the_number_of_emails(self):
        self._url("http://localhost:8069")
        self._email("http://localhost:8069")
        before = self._queries(self.name)
        for _number in range(3):
            self._email("http://localhost:8069")
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestAttachmentFiles(ContentsCase):
    name = "attachment.files"

    def setUp(self):
        super().setUp()
        self.env["mail.template"].search([("attachment_ids", "!=", False)]).attachment_ids = False

    def _attachment(self, number: int = 0):
        words = f"a plan of its own, {self.id()} {number}".encode() * 99
        return self.env["ir.attachment"].create({"name": f"plan{number}.txt", "raw": words})

    def _lose(self, attachment):
        Path(attachment._full_path(attachment.store_fname)).unlink()

    def test_files_that_are_there_are_healthy(self):
        self.env["mail.mail"].create({"email_to": "b@lab.example", "attachment_ids": self._attachment().ids})
        self.assertEqual(self._found(self.name), [])

    def test_a_waiting_email_whose_file_is_missing(self):
        attachment = self._attachment()
        self.env["mail.mail"].create({"email_to": "b@lab.example", "attachment_ids": attachment.ids})
        self._lose(attachment)
        found = self._standing("attachment_files")
        self.assertEqual((found.severity, found.values["names"]), ("warning", "plan0.txt"))
        self.assertEqual(found.apply("attachments")["domain"], [("id", "in", attachment.ids)])

    def test_an_email_that_was_sent_without_its_file(self):
        attachment = self._attachment()
        message = self.env["mail.message"].create({"body": "x", "attachment_ids": attachment.ids})
        attempt = {"date": fields.Datetime.now(), "outcome": "accepted", "mail_message_id": message.id}
        self.env["mail.troubleshooting.attempt"].create(attempt)
        self._lose(attachment)
        self.assertEqual(self._found(self.name), [("attachment_files_missing", Severity.WARNING)])

    def test_a_template_whose_file_is_missing(self):
        attachment = self._attachment()
        template = self.env["mail.template"].search([], limit=1)
        template.attachment_ids = attachment
        self._lose(attachment)
        self.assertEqual(self._found(self.name), [("attachment_files_missing", Severity.WARNING)])
        template.attachment_ids = False
        self.assertEqual(self._found(self.name), [])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_emails(self):
        def send(number):
            self.env["mail.mail"].create({"email_to": "b@lab.example", "attachment_ids": self._attachment(number).ids})

        send(0)
        before = self._queries(self.name)
        for number in range(1, 4):
            send(number)
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestRedirected(ContentsCase):
    name = "redirected"

    def _sent(self, meant: str, recipient: str):
        contact = self.env["res.partner"].create({"name": meant, "email": meant})
        self.env["mail.troubleshooting.attempt"].create(
            {
                "date": fields.Datetime.now(),
                "outcome": "accepted",
                "recipient": recipient,
                "partner_id": contact.id,
            }
        )

    def test_everybody_gets_their_own(self):
        for number in range(5):
            self._sent(f"b{number}@lab.example", f"b{number}@lab.example")
        self.assertEqual(self._found(self.name), [])

    def test_everything_goes_to_one_address(self):
        for number in range(5):
            self._sent(f"b{number}@lab.example", "test@firm.example")
        found = self._standing("redirected")
        self.assertEqual(
            (found.severity, found.values["receiver"], found.values["count"]), ("error", "test@firm.example", "5")
        )
        action = found.apply("attempts")
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 5)

    def test_many_emails_for_one_contact_whose_address_was_corrected_are_not_redirected(self):
        for _number in range(5):
            self._sent("new@lab.example", "old@lab.example")
        self.assertEqual(self._found(self.name), [])

    def test_one_redirected_email_of_many_is_no_finding(self):
        for number in range(5):
            self._sent(f"b{number}@lab.example", f"b{number}@lab.example")
        for number in range(3):
            self._sent(f"c{number}@lab.example", "test@firm.example")
        self.assertEqual(self._found(self.name), [])
