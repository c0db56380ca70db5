"""Checks of other addons."""

from odoo.tests import tagged

from ....checks.sending import interference
from ....services.sending.canary.flight import fly
from ....tools.monitoring.finding import Severity
from ...support.check_case import CHECK, Checks
from ...support.common import LabCase


@tagged("post_install", "-at_install")
class TestInterference(Checks, LabCase):
    name = "interference"

    def test_what_odoo_ships_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def _judged(self, overrides, canary="", trouble=False, rules=()):
        facts = {"overrides": overrides, "canary": canary, "trouble": trouble, "rules": rules}
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
        self.patch(interference, "fly", lambda _env: flights.append(1) or "")
        self.env[CHECK + self.name]._apply("addons", None)
        self.assertEqual(flights, [])

    def test_a_failure_that_is_not_recorded_is_an_error(self):
        self.assertEqual(self._judged([], "sent: "), [("failures_are_swallowed", Severity.ERROR)])

    def test_an_automation_rule_is_named_where_the_trial_failed(self):
        rule = {"id": 7, "name": "Hold emails"}
        self.assertEqual(self._judged([], "cancel: ", rules=[rule]), [("automation_rule_disturbs", Severity.ERROR)])
        one = {"module": "loud_mail", "method": "mail.mail.send", "is_sending": True, "calls_super": True}
        self.assertEqual(
            [code for code, _severity in self._judged([one], "cancel: ", rules=[rule])],
            ["automation_rule_disturbs", "failures_are_swallowed"],
        )

    def test_where_nothing_is_sent_nothing_is_tried(self):
        server = type(self.env["ir.mail_server"])
        self.patch(server, "_disable_send", classmethod(lambda cls: True))
        self.assertEqual(fly(self.env), "")

    def test_a_healthy_way_of_sending_keeps_the_failure_and_leaves_nothing(self):
        self.env.cr.flush()
        before = self.env["mail.message"].search_count([]), self.env["mail.troubleshooting.attempt"].search_count([])
        self.assertEqual(fly(self.env), "")
        after = self.env["mail.message"].search_count([]), self.env["mail.troubleshooting.attempt"].search_count([])
        self.assertEqual((after, self.lab.mailbox.accepted), (before, []))

    def test_its_number_of_queries(self):
        self.assertLess(self._queries(self.name), 40)
