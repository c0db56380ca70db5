"""The migration that makes incidents of findings that were about a cause alone."""

from datetime import timedelta

from odoo import fields
from odoo.modules.migration import load_script
from odoo.tests import tagged

from ....services.failures.causes import id_by_code
from ...support.code.repository import ROOT
from .test_incidents import IncidentCase


@tagged("post_install", "-at_install")
class TestMigration(IncidentCase):
    def setUp(self):
        super().setUp()
        self.script = load_script(str(ROOT / "migrations/19.0.1.2.0/post-incidents.py"), "incidents")
        self.env["ir.config_parameter"].set_param("mail_troubleshooting.alert_way", "activity")
        problem = self.env["mail.troubleshooting.problem"].search([("code", "=", "emails_fail_at_a_server")])
        self.old = self.env["mail.troubleshooting.finding"].create(
            {
                "check_code": "failing_cause",
                "problem_id": problem.id,
                "severity": "error",
                "res_model": "mail.troubleshooting.cause",
                "res_id": id_by_code(self.env, "smtp_auth_failed"),
                "shown": True,
                "snoozed_until": fields.Date.today() + timedelta(days=5),
                "snooze_reason": "The provider knows",
            }
        )
        self.alert = self.env["mail.troubleshooting.alert"].create(
            {"finding_id": self.old.id, "event": "raised", "date": self.now, "told": True}
        )

    def test_one_finding_becomes_one_incident_for_each_server_and_nobody_is_told_anew(self):
        self._fails(30)
        third = self.server.copy({"name": "Third"})
        self._fails(25, server=self.other)
        self._fails(20, server=third)
        self.script.migrate(self.env.cr, "19.0.1.1.0")
        found = self._standing("failing_cause")
        self.assertEqual(set(found.mapped("res_id")), {self.server.id, self.other.id, third.id})
        self.assertIn(self.old, found)
        self.assertEqual(set(found.mapped("snooze_reason")), {"The provider knows"})
        alerts = self.env["mail.troubleshooting.alert"].search([("finding_id", "in", found.ids)])
        self.assertEqual((len(alerts), set(alerts.mapped("told"))), (3, {True}))

    def test_what_is_over_is_closed_by_the_next_check(self):
        self.script.migrate(self.env.cr, "19.0.1.1.0")
        self.assertFalse(self._standing("failing_cause"))
        self.assertTrue(self.old.closed_date)

    def test_a_new_database_has_none(self):
        self.script.migrate(self.env.cr, None)
        self.assertFalse(self.old.key)
