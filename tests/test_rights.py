"""Who may read what, by the records of security."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRights(TransactionCase):
    def test_internal_users_read_the_knowledge_base_and_do_not_write_it(self):
        user = new_test_user(self.env, "ulla")
        cause = self.env["mail.troubleshooting.cause"].with_user(user).search([], limit=1)
        self.assertTrue(cause.name)
        with self.assertRaises(AccessError):
            cause.name = "Mine"

    def test_portal_users_read_nothing(self):
        user = new_test_user(self.env, "paula", groups="base.group_portal")
        for model in ("mail.troubleshooting.cause", "mail.troubleshooting.remedy", "mail.troubleshooting.attempt"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(user).search([])

    def test_attempts_are_for_support_and_administrators(self):
        self.env["mail.troubleshooting.attempt"].with_user(
            new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        ).search([])
        with self.assertRaises(AccessError):
            self.env["mail.troubleshooting.attempt"].with_user(new_test_user(self.env, "ulla")).search([])
