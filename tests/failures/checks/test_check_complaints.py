"""The check of complaints that a person has to decide."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ....services.dashboard.findings.shown import show
from ....services.failures.complaints import keep_complaint
from .contacts_case import ContactsCase


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
