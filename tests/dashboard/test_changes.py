"""What was changed, and when failures began, on one line of time."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, new_test_user, tagged

from ...services.dashboard.changes import before


@tagged("post_install", "-at_install")
class TestChanges(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.attempt"].search([("id", ">", 0)]).unlink()
        self.env["mail.notification"].search([("failure_date", "!=", False)]).failure_date = False
        self.timeline = self.env["mail.troubleshooting.dashboard"].timeline

    def _rows(self, days=1, user=None) -> list[dict]:
        self.env.flush_all()
        changes = self.env["mail.troubleshooting.dashboard"]
        return changes.with_user(user or self.env.user).timeline({"days": days})["rows"]

    def _age_modules(self):
        """No module was written lately."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE ir_module_module SET write_date = now() at time zone 'utc' - interval '99 days'")
        self.env.invalidate_all()

    def _attempt(self, code: str, **ago):
        return self.env["mail.troubleshooting.attempt"].create(
            {
                "date": fields.Datetime.now() - timedelta(**ago),
                "outcome": "refused",
                "recipient": "ada@lab.example",
                "failure_cause_id": self.env.ref(f"mail_troubleshooting.cause_{code}").id,
            }
        )

    def test_a_server_is_named_with_who_changed_it_and_leads_to_it(self):
        server = self.env["ir.mail_server"].create({"name": "Firm", "smtp_host": "smtp.firm.lab.example"})
        row = next(row for row in self._rows() if row["model"] == "ir.mail_server" and row["id"] == server.id)
        self.assertEqual((row["name"], row["user"], row["is_failure"]), ("Firm", self.env.user.name, False))

    def test_passwords_and_values_of_parameters_are_not_told(self):
        self.env["ir.mail_server"].create({"name": "Firm", "smtp_host": "smtp.firm.lab.example", "smtp_pass": "s3cret"})
        self.env["ir.config_parameter"].set_param("mail.relay_token", "s3cret")
        rows = self._rows()
        self.assertIn("mail.relay_token", [row["name"] for row in rows])
        self.assertNotIn("s3cret", str(rows))

    def test_a_change_says_what_it_was_before_and_after(self):
        server = self.env["ir.mail_server"].create(
            {"name": "Firm", "smtp_host": "old.lab.example", "smtp_pass": "s3cret"}
        )
        self.env["mail.troubleshooting.change"].search([]).unlink()
        server.write({"smtp_host": "new.lab.example", "smtp_port": server.smtp_port, "smtp_pass": "n3w"})
        administrator = new_test_user(self.env, "adam", "base.group_system")
        rows = [
            row for row in self._rows(user=administrator) if row["model"] == "ir.mail_server" and row["id"] == server.id
        ]
        self.assertEqual(
            sorted((row["name"], row["before"], row["after"]) for row in rows),
            [("Firm: Password", "", ""), ("Firm: SMTP Server", "old.lab.example", "new.lab.example")],
        )
        words = [one.excerpt for one in before(self.env, fields.Datetime.now())]
        self.assertIn(f"Firm: SMTP Server changed ({self.env.user.name})", words, "Support reads it, too.")
        self.assertIn(f"Firm: Password changed ({self.env.user.name})", words)
        self.assertNotIn("n3w", str(rows) + str(words))

    def test_what_support_sees_of_a_change_has_no_values(self):
        server = self.env["ir.mail_server"].create({"name": "Firm", "smtp_host": "old.lab.example"})
        server.smtp_host = "new.lab.example"
        support = new_test_user(self.env, "sue", "base.group_user,mail_troubleshooting.group_mail_support")
        self.assertNotIn("new.lab.example", str(self._rows(user=support)))

    def test_a_later_change_does_not_hide_the_one_before(self):
        server = self.env["ir.mail_server"].create({"name": "Firm", "smtp_host": "old.lab.example"})
        server.smtp_host = "new.lab.example"
        began = fields.Datetime.now()
        self.env["mail.troubleshooting.change"].search([]).date = began - timedelta(minutes=5)
        server.sequence = 99
        self.env["mail.troubleshooting.change"].search([("field", "=", "sequence")]).date = began + timedelta(minutes=5)
        words = [one.excerpt for one in before(self.env, began)]
        self.assertTrue(any("Firm: SMTP Server changed" in one for one in words), words)

    def test_values_of_parameters_that_may_be_secret_are_never_noted(self):
        set_param = self.env["ir.config_parameter"].set_param
        for value in ("a", "b"):
            set_param("mail.relay_token", f"s3cret{value}")
            set_param("mail.default.from", f"sales{value}")
        noted = self.env["mail.troubleshooting.change"].search([("res_model", "=", "ir.config_parameter")])
        self.assertEqual(
            sorted((one.name, one.before or "", one.after or "") for one in noted),
            [("mail.default.from", "salesa", "salesb"), ("mail.relay_token", "", "")],
        )

    def test_what_was_not_changed_is_not_noted(self):
        server = self.env["ir.mail_server"].create({"name": "Firm", "smtp_host": "old.lab.example"})
        self.env["mail.troubleshooting.change"].search([]).unlink()
        server.write({"smtp_host": "old.lab.example", "smtp_debug": True})
        self.assertFalse(self.env["mail.troubleshooting.change"].search([]))

    def test_settings_of_this_addon_are_no_change_that_makes_emails_fail(self):
        self.env["ir.config_parameter"].set_param("mail_troubleshooting.alert_way", "inbox")
        self.env["ir.config_parameter"].set_param("mail.default.from", "sales")
        names = [row["name"] for row in self._rows() if row["model"] == "ir.config_parameter"]
        self.assertIn("mail.default.from", names)
        self.assertFalse([name for name in names if name.startswith("mail_troubleshooting.")])

    def test_modules_have_their_version(self):
        module = self.env["ir.module.module"].search([("name", "=", "mail_troubleshooting")])
        self._age_modules()
        module.write({"sequence": module.sequence})
        row = next(row for row in self._rows() if row["id"] == module.id and row["model"] == "ir.module.module")
        self.assertEqual(row["name"], f"Email Troubleshooting {module.latest_version}")

    def test_the_modules_of_one_update_make_one_line_that_leads_to_all_of_them(self):
        self._age_modules()
        updated = self.env["ir.module.module"].search([("state", "=", "installed")], limit=9)
        updated |= self.env["ir.module.module"].search([("name", "=", "mail")])
        now = fields.Datetime.now()
        for number, module in enumerate(updated):
            moment = now - timedelta(minutes=2 * number)
            self.env.cr.execute("UPDATE ir_module_module SET write_date = %s WHERE id = %s", [moment, module.id])
        self.env.invalidate_all()
        (row,) = [row for row in self._rows() if row["model"] == "ir.module.module"]
        self.assertEqual((set(row["ids"]), row["id"], row["kind"]), (set(updated.ids), False, ""))
        self.assertRegex(row["name"], rf"^{len(updated)} modules installed or updated: .* and {len(updated) - 3} more$")
        self.assertIn(updated.filtered(lambda module: module.name == "mail").shortdesc, row["name"])
        found = before(self.env, now + timedelta(minutes=1))
        self.assertEqual([one.source for one in found].count("ir.module.module.write_date"), 1)

    def test_the_address_of_a_user_is_told_before_and_after_to_administrators_alone(self):
        user = new_test_user(self.env, "ulla", email="ulla@old.example")
        self.env.flush_all()
        self.env.cr.precommit.run()
        user.partner_id.email = "ulla@new.example"
        self.env.flush_all()
        self.env.cr.precommit.run()
        row = next(row for row in self._rows() if row["model"] == "res.users" and row["id"] == user.id)
        self.assertEqual((row["before"], row["after"]), ("ulla@old.example", "ulla@new.example"))
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        self.assertNotIn("ulla@", str(self._rows(user=support)))

    def test_support_gets_no_links_to_what_it_may_not_read(self):
        self.env["ir.mail_server"].create({"name": "Firm", "smtp_host": "smtp.firm.lab.example"})
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        rows = [row for row in self._rows(user=support) if row["model"] == "ir.mail_server"]
        self.assertTrue(rows)
        self.assertEqual({row["id"] for row in rows}, {False})

    def test_the_first_failure_of_a_cause_is_marked(self):
        attempts = self._attempt("mailbox_full", hours=2), self._attempt("mailbox_full", hours=1)
        marked = [row for row in self._rows() if row["is_failure"]]
        self.assertEqual(
            [(row["name"], row["date"]) for row in marked],
            [(attempts[0].failure_cause_id.name, fields.Datetime.to_string(attempts[0].date))],
        )

    def test_a_cause_that_was_there_before_the_period_is_not_marked(self):
        self._attempt("mailbox_full", days=3), self._attempt("mailbox_full", hours=1)
        self.assertFalse([row for row in self._rows() if row["is_failure"]])
        self.assertTrue([row for row in self._rows(7) if row["is_failure"]])

    def test_a_cause_that_a_notification_had_before_is_not_marked(self):
        cause = self._attempt("mailbox_full", hours=1).failure_cause_id
        self.assertTrue([row for row in self._rows() if row["is_failure"]])
        message = self.env["mail.message"].create({"body": "x"})
        self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": self.env.user.partner_id.id,
                "notification_type": "email",
                "failure_cause_id": cause.id,
                "failure_date": fields.Datetime.now() - timedelta(days=9),
            }
        )
        self.assertFalse([row for row in self._rows() if row["is_failure"]])

    def test_the_newest_stands_first_and_the_list_is_bounded(self):
        parameters = [{"key": f"mail.test.{number}", "value": "1"} for number in range(120)]
        self.env["ir.config_parameter"].create(parameters)
        self.env.flush_all()
        found = self.timeline({"days": 1})
        dates = [row["date"] for row in found["rows"]]
        self.assertEqual((len(dates), found["is_more"], dates), (100, True, sorted(dates, reverse=True)))
