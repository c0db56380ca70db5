"""The check of providers that reject most of what they are sent."""

from odoo import fields
from odoo.tests import tagged

from ....services.dashboard.findings.shown import show
from .contacts_case import ContactsCase


@tagged("post_install", "-at_install")
class TestReceivingProvider(ContactsCase):
    name = "receiving.provider"

    def _fail_at(
        self, domain, number=5, reason="554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org"
    ):
        self._fail(*self._partners(*(f"p{n}" for n in range(number)), domain=domain), reason=reason)

    def _accepted(self, number, domain):
        values = {"date": fields.Datetime.now(), "outcome": "accepted", "recipient_domain": domain}
        self.env["mail.troubleshooting.attempt"].create([values] * number)

    def test_a_few_refusals_are_healthy(self):
        self._fail_at("gmail.com", 4)
        self.assertEqual(self._found(self.name), [])

    def test_a_provider_that_takes_most_is_healthy(self):
        self._fail_at("gmail.com")
        self._accepted(30, "googlemail.com")
        self.assertEqual(self._found(self.name), [])

    def test_domains_of_one_provider_are_counted_together(self):
        self._fail_at("gmail.com", 3)
        self._fail_at("googlemail.com", 2)
        self._accepted(3, "gmail.com")
        self._accepted(99, "far.lab.example")
        found = self._standing("receiving_provider")
        self.assertEqual(
            (found.problem_id.code, found.values["provider"], found.values["count"], found.values["tried"]),
            ("provider_turns_us_away", "gmail.com, googlemail.com", "5", "8"),
        )
        shown = show(found)
        self.assertIn(self._cause("ip_blocklisted").name, shown["explanation"])
        self.assertFalse([step for step in shown["steps"] if step["button"] not in ("", "failures")])
        self.assertEqual(self.env["mail.notification"].search_count(found.apply("failures")["domain"]), 5)

    def test_addresses_that_do_not_exist_are_not_the_provider_s(self):
        self._fail_at("gmail.com", 9, reason="550 5.1.1 User unknown")
        self.assertEqual(self._found(self.name), [])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_domains(self):
        self._fail_at("gmail.com")
        before = self._queries(self.name)
        for domain in ("a.example", "b.example", "c.example"):
            self._fail_at(domain)
        self.assertEqual(self._queries(self.name), before)
