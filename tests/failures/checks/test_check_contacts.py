"""Checks of contacts, domains and addresses that are not reached."""

from datetime import timedelta

from odoo import fields
from odoo.modules.migration import load_script
from odoo.tests import tagged

from ....services.dashboard.findings.shown import show
from ....tools.monitoring.finding import Severity
from ...support.code.repository import ROOT
from .contacts_case import ContactsCase

SCRIPT = ROOT / "migrations/19.0.1.1.0/post-checks_of_contacts.py"


@tagged("post_install", "-at_install")
class TestContacts(ContactsCase):
    name = "contacts"

    def test_failures_once_in_a_while_are_healthy(self):
        self._fail(*self._partners("ada", "bea"))
        self.assertEqual(self._found(self.name), [])

    def test_contacts_that_fail_again_and_again_are_named(self):
        ada = self._partners("ada")
        self._fail(ada, ada, ada)
        found = self._standing("contacts")
        self.assertEqual((found.problem_id.code, found.values["names"]), ("contacts_have_wrong_addresses", "ada"))
        self.assertIn(self._cause("recipient_unknown").name, show(found)["explanation"])
        self._fail(*self._partners("bea"))
        action = found.apply("failures")
        self.assertEqual(self.env["mail.notification"].search_count(action["domain"]), 3)
        own = self.env.ref("mail_troubleshooting.mail_notification_view_list").id
        self.assertIn((own, "list"), action["views"], "the list with causes, not Odoo's technical one")

    def test_contacts_with_a_wrong_address_are_left_out_of_mailings_by_the_button(self):
        ada, bea = self._partners("ada", "bea")
        self._fail(ada, ada, ada)
        self._fail(bea, bea, bea, reason="552 5.2.2 Mailbox full")
        found = self._standing("contacts")
        self.assertEqual(
            {f.problem_id.code: f.values["names"] for f in found},
            {"contacts_have_wrong_addresses": "ada", "contacts_fail_again": "bea"},
        )
        found[0].apply("suppress")
        self.assertEqual(self.env["mail.blacklist"].search([]).mapped("email"), ["ada@far.lab.example"])
        self.assertFalse(found[1].problem_id.step_ids.filtered(lambda step: step.button == "suppress"))

    def test_an_address_to_which_nothing_failed_stays_in_mailings(self):
        ada, bea = self._partners("ada", "bea")
        ada.email = "typo@far.lab.example"
        self._fail(ada, ada, ada, bea, bea, bea)
        self.env["mail.troubleshooting.attempt"].create(
            [
                {
                    "date": fields.Datetime.now(),
                    "mail_message_id": failed.mail_message_id.id,
                    "outcome": "refused",
                    "partner_id": failed.res_partner_id.id,
                    "recipient": failed.res_partner_id.email_normalized,
                }
                for failed in self.env["mail.notification"].search([("res_partner_id", "in", (ada | bea).ids)])
            ]
        )
        found = self._standing("contacts")
        ada.email = "ada@far.lab.example"
        found.apply("suppress")
        self.assertEqual(self.env["mail.blacklist"].search([]).mapped("email"), ["bea@far.lab.example"])

    def test_our_own_troubles_are_not_the_contacts(self):
        ada = self._partners("ada")
        self._fail(ada, ada, ada, reason="535 5.7.8 Username and password not accepted")
        self.assertEqual(self._found(self.name), [])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_failures(self):
        ada = self._partners("ada")
        self._fail(ada, ada, ada)
        before = self._queries(self.name)
        for bea in self._partners("bea", "cleo", "dora"):
            self._fail(bea, bea, bea)
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestDomains(ContactsCase):
    name = "domains"

    def test_a_domain_where_nobody_is_reached(self):
        self._fail(*self._partners("a", "b", "c", "d", "e"))
        self.assertEqual(self._found(self.name), [("domains_fail", Severity.WARNING)])
        self.env["mail.troubleshooting.attempt"].create(
            {"date": fields.Datetime.now(), "outcome": "accepted", "recipient_domain": "far.lab.example"}
        )
        self.assertEqual(self._found(self.name), [])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_domains(self):
        self._fail(*self._partners("a", "b", "c", "d", "e"))
        before = self._queries(self.name)
        for domain in ("one.lab.example", "two.lab.example"):
            self._fail(*self._partners("a", "b", "c", "d", "e", domain=domain))
        self.assertEqual(self._queries(self.name), before)

    def test_their_recipients_are_shown_by_the_button(self):
        self._fail(*self._partners("a", "b", "c", "d", "e"))
        self._fail(*self._partners("ada", domain="near.lab.example"))
        action = self._standing("domains").apply("failures")
        names = self.env["mail.notification"].search(action["domain"]).res_partner_id.mapped("name")
        self.assertEqual(sorted(names), ["a", "b", "c", "d", "e"])


@tagged("post_install", "-at_install")
class TestWrongAddresses(ContactsCase):
    name = "wrong.addresses"

    def test_many_wrong_addresses_of_one_day(self):
        unknown = self._cause("recipient_unknown").id
        refused = {"date": fields.Datetime.now(), "outcome": "refused", "failure_cause_id": unknown}
        self.env["mail.troubleshooting.attempt"].create([{**refused, "recipient_domain": "gmial.lab.example"}] * 3)
        self.assertEqual(self._found(self.name), [("many_addresses_are_wrong", Severity.WARNING)])
        found = self._standing("wrong_addresses")
        self.assertIn("gmial.lab.example (3)", show(found)["explanation"])
        # Recipients of mailings have no notification.
        tried = found.apply("failures")
        self.assertEqual(self.env[tried["res_model"]].search_count(tried["domain"]), 3)
        self._fail(*self._partners("ada", "bea"))
        self._fail(*self._partners("cleo"), reason="452 4.2.2 Mailbox full")
        shown = self._standing("wrong_addresses").apply("failures")["domain"]
        names = self.env["mail.notification"].search(shown).res_partner_id.mapped("name")
        self.assertEqual(sorted(names), ["ada", "bea"])
        accepted = {"date": fields.Datetime.now(), "outcome": "accepted"}
        self.env["mail.troubleshooting.attempt"].create([accepted] * 30)
        self.assertEqual(self._found(self.name), [])


@tagged("post_install", "-at_install")
class TestNoAddress(ContactsCase):
    name = "no.address"

    def test_recipients_without_an_address_are_shown_by_the_button(self):
        self._fail(*self._partners("ada"))
        self.assertEqual(self._found(self.name), [])
        self._fail(*self._partners("bea", "cleo", "dora"))
        for failed in self.env["mail.notification"].search([("res_partner_id.name", "in", ("bea", "cleo", "dora"))]):
            failed.failure_type = "mail_email_missing"
            failed.res_partner_id.email = False
        found = self._standing("no_address")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.values["count"]),
            ("recipients_without_address", "warning", "3"),
        )
        shown = self.env["mail.notification"].search(found.apply("unusable")["domain"])
        self.assertEqual(sorted(shown.res_partner_id.mapped("name")), ["bea", "cleo", "dora"])

    def test_who_has_got_an_address_since_is_no_recipient_without_one(self):
        contacts = self._partners("ada", "bea", "cleo")
        self._fail(*contacts)
        self.env["mail.notification"].search([("failure_date", "!=", False)]).failure_type = "mail_email_missing"
        addresses = contacts.mapped("email")
        contacts.email = False
        self.assertEqual(self._found(self.name), [("recipients_without_address", Severity.WARNING)])
        contacts[0].active = False
        for contact, address in zip(contacts[1:], addresses[1:], strict=True):
            contact.email = address
        self.assertEqual(self._found(self.name), [])


@tagged("post_install", "-at_install")
class TestDivided(ContactsCase):
    def test_what_was_found_by_the_check_before_it_was_divided_stays_one_finding(self):
        """By an upgrade it gets a check of its own, and is neither closed nor found anew."""
        ada = self._partners("ada")
        self._fail(ada, ada, ada, *self._partners("b", "c", "d", "e"))
        found = self._standing("contacts") | self._standing("domains")
        self.assertEqual(sorted(found.mapped("problem_id.code")), ["contacts_have_wrong_addresses", "domains_fail"])
        found.check_code = "contacts"
        found.first_seen = old = fields.Datetime.now() - timedelta(days=3)
        self.env.flush_all()
        load_script(str(SCRIPT), "checks_of_contacts").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(self._standing("contacts") | self._standing("domains"), found)
        self.assertEqual((set(found.mapped("first_seen")), set(found.mapped("closed_date"))), ({old}, {False}))
