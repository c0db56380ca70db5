"""Checks of contacts that are not reached, of providers that turn us away, and of who gets no mailings."""

from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user, tagged

from ....checks.failures import suppression
from ....services.dashboard.findings.shown import show
from ....services.failures import suppression as suppression_facts
from ....services.failures.complaints import keep_complaint
from ....tools.monitoring.finding import Severity
from ...support.check_case import CheckCase
from ...support.code.repository import ROOT

SCRIPT = ROOT / "migrations/19.0.1.1.0/post-checks_of_contacts.py"


class ContactsCase(CheckCase):
    def setUp(self):
        super().setUp()
        self.env["mail.blacklist"].search([]).unlink()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.env["mail.notification"].search([("failure_date", "!=", False)]).unlink()

    def _fail(self, *partners, reason="550 5.1.1 User unknown"):
        for partner in partners:
            message = self.env["mail.message"].create({"body": "x", "message_type": "comment"})
            self.env["mail.notification"].create(
                {
                    "mail_message_id": message.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                    "notification_status": "exception",
                    "failure_type": "unknown",
                    "failure_reason": reason,
                }
            )

    def _cause(self, code):
        return self.env["mail.troubleshooting.cause"].search([("code", "=", code)])

    def _partners(self, *names, domain="far.lab.example"):
        return self.env["res.partner"].create([{"name": n, "email": f"{n}@{domain}"} for n in names])


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
        found = self._standing("no_address")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.values["count"]),
            ("recipients_without_address", "warning", "3"),
        )
        shown = self.env["mail.notification"].search(found.apply("unusable")["domain"])
        self.assertEqual(sorted(shown.res_partner_id.mapped("name")), ["bea", "cleo", "dora"])


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


@tagged("post_install", "-at_install")
class TestSuppression(ContactsCase):
    name = "suppression"

    def _bounced(self, address, reason, number=1):
        """An address that mailings have put on the blacklist after it bounced."""
        if "mailing.mailing" not in self.env:
            self.skipTest("mass_mailing is not installed")
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "done",
                "sent_date": fields.Datetime.now(),
            }
        )
        contact = self._partners(address.split("@")[0], domain=address.split("@")[1])
        contact.message_bounce = 5
        self.env["mailing.trace"].create(
            [
                {
                    "mass_mailing_id": mailing.id,
                    "model": "res.partner",
                    "res_id": contact.id,
                    "email": address,
                    "trace_status": "bounce",
                    "failure_type": "mail_bounce",
                    "failure_reason": reason,
                }
            ]
            * number
        )
        self.env["mail.blacklist"].sudo().with_user(SUPERUSER_ID)._add(address)
        return contact

    def test_an_empty_list_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_suppressed_addresses_are_shown_by_the_button(self):
        self.env["mail.blacklist"].with_user(self.administrator).create({"email": "no@lab.example"})
        found = self._standing("suppression")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.values["asked"], found.values["failed"]),
            ("addresses_are_suppressed", "info", "1", "0"),
        )
        self.assertEqual(found.apply("suppressed")["res_model"], "mail.blacklist")

    def test_who_failed_is_told_from_who_asked(self):
        self.env["mail.blacklist"].with_user(self.administrator).create({"email": "no@lab.example"})
        self._bounced("ada@far.lab.example", "550 5.1.1 User unknown")
        found = self._standing("suppression")
        self.assertEqual((found.values["asked"], found.values["failed"]), ("1", "1"))

    def test_where_counting_stopped_the_number_is_not_told_as_exact(self):
        self.env["mail.blacklist"].with_user(self.administrator).create(
            [{"email": f"{number}@lab.example"} for number in range(4)]
        )
        self._bounced("ada@far.lab.example", "550 5.1.1 User unknown")
        for most, title, people in (
            (5, "mailings: 5", "themselves: 4."),
            (3, "more than 3", "themselves: more than 3."),
        ):
            with patch.object(suppression_facts, "COUNTED_TO", most), patch.object(suppression, "COUNTED_TO", most):
                shown = show(self._standing("suppression"))
            self.assertIn(title, shown["title"])
            self.assertIn(people, shown["explanation"])
            self.assertIn("bounced: 1.", shown["explanation"])
            self.assertEqual(len(shown["evidence"]), most == 5)

    def test_whom_odoo_put_there_long_ago_did_not_ask_for_it(self):
        self._bounced("ada@far.lab.example", "550 5.1.1 User unknown")
        self.env["mailing.mailing"].search([]).sent_date = fields.Datetime.now() - timedelta(days=100)
        found = self._standing("suppression")
        self.assertEqual((found.values["asked"], found.values["failed"]), ("0", "1"))

    def test_the_button_releases_those_of_the_day_that_was_shown_and_nobody_else(self):
        Blacklist = self.env["mail.blacklist"].with_user(self.administrator)
        self.patch(suppression, "MANY", 2)
        self.patch(suppression, "SHARE", 0.0001)
        day, before, after = (
            Blacklist.create([{"email": f"{name}{number}@lab.example"} for number in range(count)])
            for name, count in (("day", 3), ("before", 1), ("after", 1))
        )
        # Visitors who unsubscribe on the page of a mailing, and have a right to stay there.
        visitor = self.env.ref("base.public_user")
        wished = Blacklist.with_user(visitor).sudo().create([{"email": f"no{n}@lab.example"} for n in range(9)])
        now = fields.Datetime.now().replace(hour=12)
        for entries, days in ((day, 5), (wished, 5), (before, 6), (after, 4)):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE mail_blacklist SET create_date = %s WHERE id IN %s",
                [now - timedelta(days=days), tuple(entries.ids)],
            )
        self.env.invalidate_all()
        found = self._standing("suppression").filtered(lambda f: f.problem_id.code == "many_suppressed_at_once")
        self.assertEqual(found.values["count"], "3")
        self.assertEqual(self.env["mail.blacklist"].search(found.apply("suppressed_at_once")["domain"]), day.sudo())
        found.apply("release")
        self.assertEqual(self.env["mail.blacklist"].search([]), (wished | before | after).sudo().sorted())

    def test_our_own_fault_is_taken_back_by_the_button(self):
        blocked = "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org"
        ada = self._bounced("ada@far.lab.example", blocked, number=2)
        bea = self._bounced("bea@far.lab.example", "550 5.1.1 User unknown")
        found = self._standing("suppression").filtered(lambda f: f.problem_id.code == "suppressed_for_our_fault")
        self.assertEqual((found.severity, found.values["names"]), ("warning", "ada@far.lab.example"))
        found.apply("reset")
        self.assertEqual(self.env["mail.blacklist"].search([]).mapped("email"), ["bea@far.lab.example"])
        self.assertEqual((ada.message_bounce, bea.message_bounce), (0, 5))
        self.assertTrue(found.closed_date)

    def test_one_bounce_about_the_address_is_enough_to_leave_it_there(self):
        ada = self._bounced("ada@far.lab.example", "554 5.7.1 Client host blocked using zen.spamhaus.org")
        trace = self.env["mailing.trace"].search([("res_id", "=", ada.id)])
        trace.copy({"failure_reason": "550 5.1.1 User unknown"})
        self.assertEqual([code for code, _severity in self._found(self.name)], ["addresses_are_suppressed"])

    def test_whom_a_person_put_there_stays_although_emails_bounced(self):
        self._bounced("ada@far.lab.example", "554 5.7.1 Client host blocked using zen.spamhaus.org")
        self.env["mail.blacklist"].search([]).unlink()
        self.env["mail.blacklist"].with_user(self.administrator).create({"email": "ada@far.lab.example"})
        self.assertEqual([code for code, _severity in self._found(self.name)], ["addresses_are_suppressed"])

    def test_who_unsubscribed_stays_although_emails_bounced(self):
        self._bounced("ada@far.lab.example", "554 5.7.1 Client host blocked using zen.spamhaus.org")
        entry = self.env["mail.blacklist"].search([])
        entry.opt_out_reason_id = self.env["mailing.subscription.optout"].create({"name": "Enough"})
        self.assertEqual([code for code, _severity in self._found(self.name)], ["addresses_are_suppressed"])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_addresses(self):
        self._bounced("ada@far.lab.example", "550 5.1.1 User unknown")
        before = self._queries(self.name)
        for name in ("bea", "cleo", "dora"):
            self._bounced(f"{name}@far.lab.example", "550 5.1.1 User unknown")
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestComplaints(ContactsCase):
    name = "complaints"

    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.complaint"].search([]).unlink()

    def _complained(self, *names, subject="Delivery", **values):
        """A complaint about one message from each of these."""
        message = self.env["mail.message"].create(
            {"body": "x", "subject": subject, "message_type": "comment", **values}
        )
        Complaint = self.env["mail.troubleshooting.complaint"]
        for name in names:
            keep_complaint(self.env, message, f"{name}@far.lab.example")
        return Complaint.search([("mail_message_id", "=", message.id)], order="id")

    def _blacklist(self) -> list[str]:
        return sorted(self.env["mail.blacklist"].search([]).mapped("email"))

    def test_without_complaints_it_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_complaints_to_review_are_shown_by_the_button(self):
        complaints = self._complained("ada", "bea")
        found = self._standing("complaints")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.area), ("complaints_to_review", "warning", "contacts")
        )
        self.assertEqual(show(found)["title"], "Spam complaints to review: 2")
        self.assertEqual(
            [(one["source"], one["excerpt"]) for one in found.evidence],
            [("bea@far.lab.example", "Delivery"), ("ada@far.lab.example", "Delivery")],
        )
        action = found.with_user(self.administrator).apply("complaints")
        self.assertEqual(action["res_model"], complaints._name)

    def test_an_administrator_blacklists_one_and_dismisses_the_other(self):
        ada, bea = self._complained("ada", "bea")
        again = self._complained("ada", subject="Invoice")
        found = self._standing("complaints")
        ada.with_user(self.administrator).action_blacklist()
        self.assertEqual([one.state for one in (ada, bea, again)], ["blacklisted", "open", "blacklisted"])
        self.assertFalse(found.closed_date)
        bea.with_user(self.administrator).action_dismiss()
        self.assertEqual(bea.state, "dismissed")
        self.assertEqual(self._blacklist(), ["ada@far.lab.example"])
        self.assertTrue(found.closed_date)

    def test_what_is_decided_stays_decided(self):
        ada, bea = self._complained("ada", "bea")
        ada.with_user(self.administrator).action_dismiss()
        bea.with_user(self.administrator).action_blacklist()
        (ada | bea).with_user(self.administrator).action_blacklist()
        (ada | bea).with_user(self.administrator).action_dismiss()
        self.assertEqual((ada.state, bea.state), ("dismissed", "blacklisted"))
        self.assertEqual(self._blacklist(), ["bea@far.lab.example"])

    def test_email_support_may_look_only(self):
        ada = self._complained("ada")
        support = new_test_user(self.env, "sara", "mail_troubleshooting.group_mail_support")
        own = ada.with_user(support)
        self.assertEqual(own.search([]).mapped("address"), ["ada@far.lab.example"])
        for action in (own.action_blacklist, own.action_dismiss, lambda: own.write({"state": "dismissed"})):
            with self.assertRaises(AccessError):
                action()
        self.assertEqual((ada.state, self._blacklist()), ("open", []))

    def test_a_complaint_of_another_company_is_not_the_administrators_business(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        ada = self._complained("ada", record_company_id=abroad.id)
        for action in ("action_blacklist", "action_dismiss"):
            with self.assertRaises(AccessError):
                getattr(ada.with_user(self.administrator), action)()
        self.assertEqual((ada.state, self._blacklist()), ("open", []))

    def test_complaints_are_forgotten_after_ninety_days(self):
        old, new = self._complained("ada", "bea")
        old.date = fields.Datetime.now() - timedelta(days=91)
        new.date = fields.Datetime.now() - timedelta(days=89)
        self.assertEqual(self.env["mail.troubleshooting.complaint"]._gc_complaints(), (1, False))
        self.assertEqual(self.env["mail.troubleshooting.complaint"].search([]), new)

    def test_its_number_of_queries_does_not_depend_on_the_number_of_complaints(self):
        self._complained("ada")
        before = self._queries(self.name)
        self._complained("bea", "cyd", "dan")
        self.assertEqual(self._queries(self.name), before)
