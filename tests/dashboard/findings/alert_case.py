"""What the tests of alerts share: findings that come and go."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ....services.dashboard.alerts.noting import note_begun, note_ends
from ....services.dashboard.findings.keeping import keep
from ....tools.monitoring.finding import Finding, Severity

PREFIX = "mail_troubleshooting."
SUPPORT = "mail_troubleshooting.group_mail_support"


class AlertMixin(CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.troubleshooting.finding"].search([]).unlink()
        cls.alerts = cls.env["mail.troubleshooting.alert"]
        cls.findings = cls.env["mail.troubleshooting.finding"]
        # One reads notifications by email, the other in Odoo.
        cls.by_email = new_test_user(cls.env, "emil", f"base.group_system,{SUPPORT}", notification_type="email")
        cls.in_odoo = new_test_user(cls.env, "ines", "base.group_system", notification_type="inbox")
        cls.people = cls.by_email | cls.in_odoo
        cls.set("alert_user_ids", ",".join(map(str, cls.people.ids)))

    @classmethod
    def set(cls, name, value):
        cls.env["ir.config_parameter"].set_param(PREFIX + name, value)

    def find(self, problem="email_queue_late", severity=Severity.ERROR, repeats=1, **values):
        """Let a check find this and nothing else; gives the finding."""
        keep(self.env, "some", [Finding(problem, severity, values=values)], repeats)
        note_begun(self.env)
        return self.findings.search([("check_code", "=", "some"), ("closed_date", "=", False)])

    def find_nothing(self, hours=2):
        """Let the check find nothing, and so many hours pass."""
        keep(self.env, "some", [], 1)
        for finding in self.findings.search([("check_code", "=", "some"), ("closed_date", "!=", False)]):
            finding.closed_date -= timedelta(hours=hours)
        note_begun(self.env)
        note_ends(self.env)

    def run_job(self, name):
        """Let the scheduler run one of the addon's scheduled actions; one that breaks breaks the test."""
        # Odoo tells by its log alone whether an action broke: a logger that is muted would hide it.
        with self.enter_registry_test_mode(), self.assertNoLogs("odoo.addons.base.models.ir_cron", "ERROR"):
            self.env.ref(PREFIX + name).method_direct_trigger()
        self.env.invalidate_all()

    def snooze(self, finding):
        finding.snoozed_until = fields.Date.add(fields.Date.today(), days=3)

    def events(self):
        return self.alerts.search([("event", "!=", "test")], order="id").mapped("event")


class AlertCase(AlertMixin, TransactionCase):
    """Alerts, told by running the scheduled actions."""
