"""The addon after installation: it is where people look for it."""

from odoo.tests import TransactionCase, tagged

from ...tools.causes import CAUSES


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    def test_every_cause_of_the_code_has_its_record(self):
        codes = self.env["mail.troubleshooting.cause"].search([]).mapped("code")
        self.assertEqual(sorted(codes), sorted(CAUSES))

    def test_the_dashboard_has_a_menu_under_settings_and_a_path(self):
        menu = self.env.ref("mail_troubleshooting.menu_email_troubleshooting")
        self.assertEqual(menu.parent_id, self.env.ref("base.menu_administration"))
        self.assertEqual(menu.action.path, "email-troubleshooting")
