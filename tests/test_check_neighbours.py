"""Checks of other addons, of the volume of a day, and of contacts that are not reached."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..tools.finding import Severity
from ..tools.volume import projected, stated_limit
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
class TestVolume(CheckCase):
    name = "volume"

    def _judged(self, count, limit, hours=12):
        facts = {"elapsed": timedelta(hours=hours), "limit": limit, "hours": {"10:00": count}}
        return [(f.problem, f.severity) for f in self.env[CHECK + self.name]._judge(facts)]

    def test_without_a_limit_and_far_from_it_is_healthy(self):
        self.assertEqual(self._judged(9999, 0), [])
        self.assertEqual(self._judged(40, 100), [])

    def test_near_the_limit_and_on_the_way_to_it(self):
        self.assertEqual(self._judged(80, 100, hours=1), [("daily_limit_is_near", Severity.WARNING)])
        self.assertEqual(self._judged(60, 100, hours=6), [("daily_limit_is_near", Severity.WARNING)])

    def test_the_first_hours_say_nothing_about_the_day(self):
        self.assertEqual(self._judged(60, 100, hours=1), [])

    def test_the_limit_is_what_was_entered_or_what_the_server_said(self):
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        quota = self.env["mail.troubleshooting.cause"].search([("code", "=", "provider_quota")])
        self.env["mail.troubleshooting.attempt"].create({
            "date": fields.Datetime.now(), "outcome": "refused", "failure_cause_id": quota.id,
            "reply": "550 5.4.5 Daily sending limit of 300 emails exceeded",
        })  # fmt: skip
        check = self.env[CHECK + self.name]
        self.assertEqual(check._collect()["limit"], 300)
        self.env["ir.config_parameter"].set_param("mail_troubleshooting.daily_limit", "50")
        self.assertEqual(check._collect()["limit"], 50)

    def test_limits_are_read_from_replies(self):
        for reply, limit in (
            ("550 5.4.5 Daily user sending limit exceeded", 0),
            ("You have reached your quota: 10,000 messages", 10000),
            ("452 4.5.3 at most 200 emails per day", 200),
            ("", 0),
        ):
            with self.subTest(reply):
                self.assertEqual(stated_limit(reply), limit)
        self.assertEqual(projected(100, 21600), 400)

    def test_the_button_shows_todays_emails(self):
        action = self.env[CHECK + self.name]._apply("sent_today", None)
        self.assertEqual(action["res_model"], "mail.troubleshooting.attempt")
        self.env[action["res_model"]].search(action["domain"])

    def test_its_number_of_queries(self):
        self.assertLessEqual(self._queries(self.name), 4)


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
