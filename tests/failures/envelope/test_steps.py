"""The steps on both cards, the wizard's and the dashboard's, follow the evidence: server, reply and recipient."""

import os
import smtplib
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ....services.dashboard.findings.keeping import keep
from ....services.dashboard.findings.shown import show
from ....services.failures.causes import first_step, id_by_code
from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence
from ...support.check_case import standing
from ...support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestSteps(LabCase):
    def _sent_over(self, service: str, *names: str, port: int = 0, **values):
        """The only outgoing server from now on: one of the lab's, which Odoo takes for this port."""
        self.server.active = False
        self.server = self._server(service, **values)
        if port:
            real, self.server.smtp_port = self.server.smtp_port, port
            whole = smtplib.socket.create_connection

            def connect(address, *args, **kwargs):
                return whole((address[0], real if address[1] == port else address[1]), *args, **kwargs)

            self.enterContext(patch.object(smtplib.socket, "create_connection", connect))
        return self._post(*(names or ("ada",)))

    def _cause(self, message) -> dict:
        [card] = self.env["mail.troubleshooting.wizard"].with_user(self.author).open_message(message.id)["failures"]
        return card["cause"]

    def _on_the_dashboard(self, about, cause: str, reply: str = "", **values) -> list[str]:
        """Steps of a finding about the failing cause of a server."""
        self.env["mail.troubleshooting.finding"].search([]).unlink()
        values = {"cause_code": cause, "server": about.name or "", "count": "1", **values}
        evidence = (Evidence("reply.text", reply),) if reply else ()
        target = (about._name, about.id) if about else ("", 0)
        found = Finding("emails_fail_at_a_server", Severity.ERROR, *target, values, evidence)
        keep(self.env, "failing_cause", [found], 1)
        return [step["text"] for step in show(standing(self.env))["steps"]]

    @mute_logger(NOISY)
    def test_a_login_with_a_password_that_microsoft_has_ended(self):
        login = {"smtp_user": "user@lab.example", "smtp_pass": "secret"}
        cause = self._cause(self._sent_over("auth_disabled", **login))
        reply = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the tenant"
        shown = self._on_the_dashboard(self.server, "smtp_auth_failed", reply)
        for steps in (cause["administrator_steps"], shown):
            self.assertEqual(
                [step[:32] for step in steps[:2]],
                ["Microsoft accepts no login with ", "If you cannot use OAuth yet, all"],
            )
            self.assertEqual([step for step in steps if "enter the password" in step], [])

    @mute_logger(NOISY)
    def test_a_password_that_is_wrong_is_entered_again(self):
        cause = self._cause(self._sent_over("auth_fails", smtp_user="u", smtp_pass="wrong"))
        for steps in (cause["administrator_steps"], self._on_the_dashboard(self.server, "smtp_auth_failed")):
            self.assertIn("enter the password again", steps[0])
            self.assertEqual([step for step in steps if "Connect your" in step], [])
        self.assertEqual(cause["sender_steps"][1], "Send again when your administrator says that the login works.")

    @mute_logger(NOISY)
    def test_a_personal_server_that_rejects_the_login(self):
        message = self._sent_over("auth_fails", smtp_user="u", smtp_pass="wrong")
        self.server.write({"owner_user_id": self.author.id, "from_filter": self.author.email})
        cause = self._cause(message)
        for steps in (cause["administrator_steps"], self._on_the_dashboard(self.server, "smtp_auth_failed")):
            self.assertTrue(steps[0].startswith("This is the personal mail server of Aldo Author."), steps[0])
            self.assertEqual([step for step in steps if "enter the password" in step], [])

    @mute_logger(NOISY)
    def test_certificates_over_real_connections(self):
        first = {}
        for service in ("starttls_expired", "starttls_self_signed"):
            with patch.dict(os.environ, {"SSL_CERT_FILE": str(self.lab.ca_file)}):
                message = self._sent_over(service, smtp_encryption="starttls_strict")
            first[service] = self._cause(message)["administrator_steps"][0].partition(".")[0]
        self.assertEqual(
            first,
            {
                "starttls_expired": "The server's certificate has expired",
                "starttls_self_signed": "The server's certificate is self-signed, or its issuer is unknown",
            },
        )

    @mute_logger(NOISY)
    def test_a_server_without_starttls(self):
        cause = self._cause(self._sent_over("plain", smtp_encryption="starttls"))
        self.assertTrue(cause["administrator_steps"][0].startswith("The server does not offer STARTTLS on this port."))

    @mute_logger(NOISY)
    def test_a_port_of_the_other_mode_is_named_over_real_connections(self):
        first = {}
        for port, service, encryption in (
            (465, "tls", "starttls"),
            (465, "tls", "none"),
            (587, "plain", "ssl"),
            (0, "plain", "ssl"),
        ):
            with patch("odoo.addons.base.models.ir_mail_server.SMTP_TIMEOUT", 1):
                cause = self._cause(self._sent_over(service, port=port, smtp_encryption=encryption))
            steps = cause["administrator_steps"]
            first[port, encryption] = (
                cause["code"],
                steps[0].partition(". ")[0].replace(str(self.server.smtp_port), "#"),
            )
            self.assertEqual(self._on_the_dashboard(self.server, cause["code"], "wrong version number")[0], steps[0])
        self.assertEqual(
            first,
            {
                (465, "starttls"): (
                    "connection_or_timeout",
                    "Port # expects SSL/TLS; this server is set to TLS (STARTTLS)",
                ),
                (465, "none"): ("connection_or_timeout", "Port # expects SSL/TLS; this server is set to no encryption"),
                (587, "ssl"): ("tls_failure", "Port # expects TLS (STARTTLS); this server is set to SSL/TLS"),
                (0, "ssl"): ("tls_failure", "Port # expects TLS (STARTTLS); this server is set to SSL/TLS"),
            },
        )

    @mute_logger(NOISY)
    def test_the_default_server_is_changed_in_its_file(self):
        message = self._post("unknown")
        notification = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        notification.write({"failure_reason": "535 5.7.8 Error: authentication failed", "failure_type": "mail_smtp"})
        self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)]).mail_server_id = False
        none = self.env["ir.mail_server"]
        shown = self._on_the_dashboard(none, "smtp_auth_failed", server="default server (odoo.conf)")
        for steps in (self._cause(message)["administrator_steps"], shown):
            self.assertTrue(steps[0].startswith("This is the default server (odoo.conf)."), steps[0])

    @mute_logger(NOISY)
    def test_a_sender_at_a_provider_of_free_mailboxes_publishes_no_records(self):
        message = self._post("unknown")
        message.email_from = '"Ada" <ada@gmail.com>'
        notification = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        reply = "550 5.7.26 Unauthenticated email from gmail.com is not accepted due to domain's DMARC policy."
        notification.write({"failure_reason": reply, "failure_type": "mail_smtp"})
        shown = self._on_the_dashboard(self.server, "auth_spf_dkim_dmarc", reply, address="gmail.com")
        for steps in (self._cause(message)["administrator_steps"], shown):
            self.assertTrue(steps[0].startswith("The sender's address is at gmail.com, which lets only"), steps[0])
            self.assertEqual([step for step in steps if "Publish" in step], [])

    def test_the_address_that_was_meant_is_named(self):
        message = self._post("unknown")
        notification = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        notification.res_partner_id.email = "joe@gmial.com"
        notification.write({"failure_reason": "550 5.1.2 Host or domain name not found", "failure_type": "mail_smtp"})
        first = "The address is probably a typo: correct it to joe@gmail.com, then send again."
        self.assertEqual(self._cause(message)["sender_steps"][0], first)
        none = self.env["ir.mail_server"]
        shown = self._on_the_dashboard(none, "recipient_domain_unknown", receiver="gmial.com")
        self.assertTrue(shown[0].startswith("gmial.com is probably a typo of gmail.com."), shown[0])

    def test_who_may_not_read_servers_gets_the_same_steps(self):
        self.server.write({"smtp_user": "u", "smtp_pass": "wrong"})
        steps = self._on_the_dashboard(self.server, "smtp_auth_failed")
        support = new_test_user(self.env, "sue", "base.group_user,mail_troubleshooting.group_mail_support")
        self.assertFalse(self.server.with_user(support).has_access("read"))
        shown = show(standing(self.env).with_user(support))
        self.assertEqual([step["text"] for step in shown["steps"]], steps)
        self.assertEqual([step for step in steps if "Connect your" in step], [])

    def test_where_nothing_is_known_a_step_that_needs_evidence_is_not_the_first(self):
        cause = self.env["mail.troubleshooting.cause"].browse(id_by_code(self.env, "recipient_domain_unknown"))
        self.assertTrue(first_step(cause).startswith("Look at the part after the @"))

    def test_a_step_has_conditions_that_exist(self):
        step = self.env["mail.troubleshooting.remedy"].search([], limit=1)
        step.unless = "oauth personal"
        with self.assertRaisesRegex(ValidationError, "Unknown conditions: full_moon"):
            step.only_when = "oauth full_moon"
