"""Checks of other addons and of contacts that are not reached."""

from odoo import fields
from odoo.tests import tagged

from ..tools.finding import Severity
from .check_case import CHECK, CheckCase, Checks
from .common import LabCase


@tagged("post_install", "-at_install")
class TestInterference(Checks, LabCase):
    name = "interference"

    def test_what_odoo_ships_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def _judged(self, overrides, canary=""):
        facts = {"overrides": overrides, "canary": canary}
        return [(f.problem, f.severity) for f in self.env[CHECK + self.name]._judge(facts)]

    def test_addons_that_take_part_are_named(self):
        one = {"module": "loud_mail", "method": "mail.mail.send", "is_sending": True, "calls_super": True}
        self.assertEqual(self._judged([one]), [("addons_change_email", Severity.INFO)])

    def test_an_addon_that_calls_nothing_is_a_warning(self):
        one = {"module": "loud_mail", "method": "mail.mail.send", "is_sending": True, "calls_super": False}
        self.assertEqual(self._judged([one]), [("sending_is_replaced", Severity.WARNING)])

    def test_the_community_association_is_not_odoo(self):
        base = self.env.ref("base.module_base")
        check = self.env[CHECK + self.name]
        for author, shipped in (
            ("Odoo S.A.", True),
            ("Odoo", True),
            ("Vauxoo, Odoo S.A.", True),
            ("Savoir-faire Linux; Odoo SA", True),
            ("Odoo Community Association (OCA)", False),
            ("Camptocamp, Odoo Community Association (OCA)", False),
            (False, False),
        ):
            with self.subTest(author):
                base.author = author
                self.assertEqual("base" in check._shipped(), shipped)

    def test_showing_the_addons_tries_nothing(self):
        flights = []
        self.patch(type(self.env["mail.troubleshooting.canary"]), "_fly", lambda canary: flights.append(1) or "")
        self.env[CHECK + self.name]._apply("addons", None)
        self.assertEqual(flights, [])

    def test_a_failure_that_is_not_recorded_is_an_error(self):
        self.assertEqual(self._judged([], "sent: "), [("failures_are_swallowed", Severity.ERROR)])

    def test_where_nothing_is_sent_nothing_is_tried(self):
        server = type(self.env["ir.mail_server"])
        self.patch(server, "_disable_send", classmethod(lambda cls: True))
        self.assertEqual(self.env["mail.troubleshooting.canary"]._fly(), "")

    def test_a_healthy_way_of_sending_keeps_the_failure_and_leaves_nothing(self):
        self.env.cr.flush()
        before = self.env["mail.message"].search_count([]), self.env["mail.troubleshooting.attempt"].search_count([])
        self.assertEqual(self.env["mail.troubleshooting.canary"]._fly(), "")
        after = self.env["mail.message"].search_count([]), self.env["mail.troubleshooting.attempt"].search_count([])
        self.assertEqual((after, self.lab.mailbox.accepted), (before, []))

    def test_its_number_of_queries(self):
        self.assertLess(self._queries(self.name), 40)


@tagged("post_install", "-at_install")
class TestContacts(CheckCase):
    name = "contacts"

    def setUp(self):
        super().setUp()
        self.env["mail.blacklist"].search([]).unlink()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.env["mail.notification"].search([("failure_date", "!=", False)]).unlink()

    def _fail(self, *partners, reason="550 5.1.1 User unknown"):
        for partner in partners:
            message = self.env["mail.message"].create({"body": "x", "message_type": "comment"})
            self.env["mail.notification"].create({
                "mail_message_id": message.id, "res_partner_id": partner.id, "notification_type": "email",
                "notification_status": "exception", "failure_type": "unknown", "failure_reason": reason,
            })  # fmt: skip

    def _partners(self, *names):
        return self.env["res.partner"].create([{"name": n, "email": f"{n}@far.lab.example"} for n in names])

    def test_failures_once_in_a_while_are_healthy(self):
        self._fail(*self._partners("ada", "bea"))
        self.assertEqual(self._found(self.name), [])

    def test_contacts_that_fail_again_and_again_are_named(self):
        ada = self._partners("ada")
        self._fail(ada, ada, ada)
        found = self._standing("contacts")
        self.assertEqual((found.problem_id.code, found.values["names"]), ("contacts_fail_again", "ada"))
        self.assertEqual(self.env["mail.notification"].search_count(found.apply("failures")["domain"]), 3)

    def test_our_own_troubles_are_not_the_contacts(self):
        ada = self._partners("ada")
        self._fail(ada, ada, ada, reason="535 5.7.8 Username and password not accepted")
        self.assertEqual(self._found(self.name), [])

    def test_a_domain_where_nobody_is_reached(self):
        self._fail(*self._partners("a", "b", "c", "d", "e"))
        self.assertEqual(self._found(self.name), [("domains_fail", Severity.WARNING)])
        self.env["mail.troubleshooting.attempt"].create(
            {"date": fields.Datetime.now(), "outcome": "accepted", "recipient_domain": "far.lab.example"}
        )
        self.assertEqual(self._found(self.name), [])

    def test_many_wrong_addresses_of_one_day(self):
        unknown = self.env["mail.troubleshooting.cause"].search([("code", "=", "recipient_unknown")])
        refused = {"date": fields.Datetime.now(), "outcome": "refused", "failure_cause_id": unknown.id}
        self.env["mail.troubleshooting.attempt"].create([refused] * 3)
        self.assertEqual(self._found(self.name), [("many_addresses_are_wrong", Severity.WARNING)])
        accepted = {"date": fields.Datetime.now(), "outcome": "accepted"}
        self.env["mail.troubleshooting.attempt"].create([accepted] * 30)
        self.assertEqual(self._found(self.name), [])

    def test_suppressed_addresses_are_shown_by_the_button(self):
        self.env["mail.blacklist"].create({"email": "no@lab.example"})
        found = self._standing("contacts")
        self.assertEqual((found.problem_id.code, found.severity), ("addresses_are_suppressed", "info"))
        self.assertEqual(found.apply("suppressed")["res_model"], "mail.blacklist")

    def test_its_number_of_queries_does_not_depend_on_the_number_of_failures(self):
        ada = self._partners("ada")
        self._fail(ada, ada, ada)
        before = self._queries(self.name)
        for bea in self._partners("bea", "cleo", "dora"):
            self._fail(bea, bea, bea)
        self.assertEqual(self._queries(self.name), before)
