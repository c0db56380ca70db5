"""What the tests of checks share."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase

from ...services.dashboard.findings.shown import by_themselves
from ...services.dashboard.findings.standing import FINDING, standing_rows
from ...tools.monitoring.finding import Severity

CHECK = "mail.troubleshooting.check."


def standing(env):
    """Findings that stand and are shown, worst first."""
    return env[FINDING].browse([row["id"] for row in by_themselves(standing_rows(env))[0]])


class Checks:
    """Running one check and looking at what it finds."""

    def _found(self, name: str) -> list[tuple[str, Severity]]:
        """Codes and severities of what a check finds."""
        self.env.flush_all()
        self.env.invalidate_all()
        return [(finding.problem, finding.severity) for finding in self.env[CHECK + name].sudo()._run()]

    def _standing(self, code: str):
        """What stands after the check with this code has run."""
        self.env["mail.troubleshooting.checkup"].run(code)
        return standing(self.env).filtered(lambda f: f.check_code == code)

    def _queries(self, name: str) -> int:
        """How many queries a check takes the second time."""
        self._found(name)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env[CHECK + name].sudo()._run()
        return self.env.cr.sql_log_count - before


def make_healthy(env) -> None:
    """Real addresses for everybody, one email domain, and scheduled actions that run."""
    env[FINDING].search([]).unlink()
    for user in env["res.users"].search([("share", "=", False)]):
        user.email = f"user{user.id}@firm.lab.example"
    companies = env["res.company"].search([])
    companies.email = "office@firm.lab.example"
    companies.alias_domain_id = False
    env["mail.alias.domain"].search([]).unlink()
    companies.alias_domain_id = env["mail.alias.domain"].create({"name": "firm.lab.example"})
    env["ir.mail_server"].search([]).active = False
    env["fetchmail.server"].search([]).state = "draft"
    now = fields.Datetime.now()
    actions = env[CHECK + "scheduled.action"]._actions()
    actions.write({"active": True, "failure_count": 0, "first_failure_date": False})
    env["ir.cron"].search([]).write({"nextcall": now + timedelta(minutes=15), "lastcall": now})


class CheckCase(Checks, TransactionCase):
    """A healthy database with an outgoing server that is never called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_healthy(cls.env)
        cls.administrator = cls.env.ref("base.user_admin")
        cls.administrator.email = "ada@firm.lab.example"
        cls.company = cls.env.company
        cls.domain = cls.company.alias_domain_id
        cls.server = cls.env["ir.mail_server"].create({"name": "Firm", "smtp_host": "smtp.firm.lab.example"})
