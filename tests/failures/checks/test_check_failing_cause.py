"""The check of what fails for one cause: which are errors, when they are over, and what is told of them."""

from odoo.tests import new_test_user, tagged

from ....services.dashboard.findings.shown import show
from ...support.check_case import Checks
from ...support.queue_case import QueueCase


@tagged("post_install", "-at_install")
class TestFailingCauses(Checks, QueueCase):
    name = "failing.cause"

    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.finding"].search([]).unlink()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.env["mail.notification"].search([("failure_date", "!=", False)]).unlink()
        self.env["mail.mail"].search([("failure_date", "!=", False)]).unlink()

    def _fails(self, *names, **values):
        """Causes and severities after these emails had their turn."""
        self._waiting(*names, **values)
        self._run()
        found = self._standing("failing_cause")
        return [(finding.values["cause_code"], finding.severity) for finding in found]

    def test_accepted_emails_are_healthy(self):
        self.assertEqual(self._fails("ada", "bea"), [])

    def test_what_only_recipients_can_mend_is_no_finding(self):
        self.assertEqual(self._fails("unknown", "full"), [])

    def test_a_wrong_password_is_named_with_its_server_and_steps(self):
        self.server.active = False
        server = self._server("auth_fails", smtp_user="u", smtp_pass="wrong")
        self.assertEqual(self._fails("ada", "bea"), [("smtp_auth_failed", "error")])
        shown = show(self._standing("failing_cause"))
        self.assertIn(server.name, shown["title"])
        cause = self.env.ref("mail_troubleshooting.cause_smtp_auth_failed")
        steps = [(step["text"], step["button"]) for step in shown["steps"]]
        known = set(cause.remedy_ids.mapped("name"))
        self.assertEqual(steps[0][1], "server", "What mends it first, with the button that leads there.")
        self.assertLessEqual({text for text, _button in steps[:-1]}, known)
        self.assertEqual(steps[-1][1], "failures")
        self.assertRegex(
            shown["explanation"],
            r" 2 recipients not reached through “auth_fails” since \d+:\d\d.* 0 of 2 emails were accepted in that time\.$",
        )

    def test_it_is_over_when_the_server_takes_something_again(self):
        self.server.active = False
        server = self._server("auth_fails", smtp_user="u", smtp_pass="wrong")
        self._fails("ada")
        self.env.cr.execute("UPDATE mail_troubleshooting_attempt SET date = date - interval '1 minute'")
        host, port = self.lab.server("plain")
        server.write({"smtp_host": host, "smtp_port": port, "smtp_user": False})
        self.assertEqual(self._fails("cleo"), [])

    def test_a_connection_that_the_server_takes_is_mended_whatever_it_said_before(self):
        self.server.active = False
        server = self._server("starttls_required")
        self.assertEqual(self._fails("ada", "bea"), [("tls_failure", "error")])
        self.env.cr.execute("UPDATE mail_troubleshooting_attempt SET date = date - interval '1 minute'")
        server.smtp_encryption = "starttls"
        self.assertEqual(self._fails("cleo"), [])

    def test_a_limit_is_over_when_something_is_accepted_again(self):
        self.assertEqual(self._fails("daily_limit+1", "daily_limit+2"), [("provider_quota", "error")])
        self.env.cr.execute("UPDATE mail_troubleshooting_attempt SET date = date - interval '1 minute'")
        self.assertEqual(self._fails("ada"), [])

    def test_a_server_that_is_gone(self):
        self.server.active = False
        self._server("closed")
        self.assertEqual(self._fails("ada"), [("connection_or_timeout", "error")])

    def test_one_recipient_is_told_in_the_singular(self):
        self.server.active = False
        self._server("closed")
        self._fails("ada")
        shown = show(self._standing("failing_cause"))
        self.assertRegex(
            shown["explanation"],
            r" One recipient not reached through “closed” since \d+:\d\d.* 0 of 1 emails were accepted in that time\.$",
        )

    def test_a_server_that_lets_nobody_in_is_ours_and_no_recipients(self):
        self.server.active = False
        self._server("greets_554")
        self.assertEqual(self._fails("ada"), [("relay_denied", "error")])

    def test_the_sender_is_named(self):
        self._fails("send_as", email_from="Sales <sales@old.lab.example>")
        self.assertIn("sales@old.lab.example", self._standing("failing_cause").title)

    def test_a_sender_that_may_not_send(self):
        self.assertEqual(self._fails("send_as"), [("sender_identity_rejected", "error")])

    def test_one_sender_of_many_is_a_warning(self):
        self._waiting("send_as", email_from="sales@lab.example")
        others = [f"other{number}" for number in range(4)]
        # Behind it: shares count since it began, and what was accepted in the second before may be left out.
        self.assertEqual(
            self._fails(*others, email_from="office@lab.example"), [("sender_identity_rejected", "warning")]
        )

    def test_a_daily_limit(self):
        self.assertEqual(self._fails("daily_limit"), [("provider_quota", "error")])
        shown = show(self._standing("failing_cause"))
        self.assertEqual((shown["code"], shown["steps"][0]["button"]), ("emails_are_refused", "failures"))
        self.assertEqual((shown["steps"][-1]["button"], shown["target"]), ("server", "Mail Server"))

    def test_buttons_open_the_server_and_the_failures(self):
        self.server.active = False
        server = self._server("closed")
        self._fails("ada")
        found = self._standing("failing_cause")
        self.assertEqual(found.apply("server")["res_id"], server.id)
        self.assertEqual(found.apply("failures")["res_model"], "mail.notification")

    def test_the_words_are_those_of_the_readers_language(self):
        self._fails("send_as")
        self.env["res.lang"]._activate_lang("vi_VN")
        cause = self.env["mail.troubleshooting.cause"].search([("code", "=", "sender_identity_rejected")])
        cause.with_context(lang="vi_VN").name = "Không được gửi"
        self.assertIn("Không được gửi", show(self._standing("failing_cause").with_context(lang="vi_VN"))["title"])

    def test_what_was_changed_before_is_evidence(self):
        self.server.name = "Renamed"
        self._fails("send_as")
        evidence = [e["excerpt"] for e in self._standing("failing_cause").evidence]
        self.assertTrue(any("Renamed" in words for words in evidence), evidence)

    def test_ordinary_users_read_nothing_of_it(self):
        self._fails("send_as")
        user = new_test_user(self.env, "ulla")
        self.assertFalse(self.env["mail.troubleshooting.finding"].with_user(user).has_access("read"))

    def test_its_number_of_queries_does_not_depend_on_the_number_of_emails(self):
        self._fails("send_as")
        before = self._queries(self.name)
        self._fails("send_as", "send_as", "send_as")
        self.assertEqual(self._queries(self.name), before)
