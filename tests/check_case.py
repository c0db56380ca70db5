"""What the tests of checks share."""

from odoo.tests import TransactionCase

from ..tools.finding import Severity

CHECK = "mail.troubleshooting.check."


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
        return self.env["mail.troubleshooting.finding"]._standing().filtered(lambda f: f.check_code == code)

    def _queries(self, name: str) -> int:
        """How many queries a check takes the second time."""
        self._found(name)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env[CHECK + name].sudo()._run()
        return self.env.cr.sql_log_count - before


class CheckCase(Checks, TransactionCase):
    """A healthy database: an administrator and a company with real addresses, an email domain, a server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.troubleshooting.finding"].search([]).unlink()
        cls.administrator = cls.env.ref("base.user_admin")
        cls.administrator.email = "ada@firm.lab.example"
        cls.company = cls.env.company
        cls.env["res.company"].search([]).email = "office@firm.lab.example"
        users = cls.env["res.users"].search([("share", "=", False), ("id", "!=", cls.administrator.id)])
        for user in users:
            user.email = f"user{user.id}@firm.lab.example"
        cls.env["ir.mail_server"].search([]).active = False
        cls.server = cls.env["ir.mail_server"].create({"name": "Firm", "smtp_host": "smtp.firm.lab.example"})
        cls.env["res.company"].search([]).alias_domain_id = False
        cls.env["mail.alias.domain"].search([]).unlink()
        cls.domain = cls.env["mail.alias.domain"].create({"name": "firm.lab.example"})
        cls.env["res.company"].search([]).alias_domain_id = cls.domain
