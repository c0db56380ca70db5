"""The passwords of mail servers stand on the servers and nowhere else, whatever goes wrong while they are used."""

import smtplib
from base64 import b64encode
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, config, mute_logger

from ...services.dashboard.findings.keeping import keep
from ...services.sending.queue.interruptions import isolated
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence
from ..support.queue_case import NOISY, QueueCase
from ..support.receiver import Receiver

#: Its letters in the middle are the same in every spelling.
CORE = "q9Hunter7Lumber"
PASSWORD = f"₫ä{CORE}ß"
SPOKEN = f"!{CORE}%"
MIDDLES = tuple(b64encode(b"." * before + CORE.encode())[4 - (before == 0) * 4 : -4].decode() for before in range(3))
HINTS = (CORE, *MIDDLES)
SUPPORT = "mail_troubleshooting.group_mail_support"
#: The columns in which passwords stand.
OWN = ("smtp_pass", "password", "google_gmail_refresh_token")


class SecretCase(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.active = False
        cls.admin = new_test_user(cls.env, "adam", "base.group_system", email="adam@lab.example")
        cls.support = new_test_user(cls.env, "sia", SUPPORT, email="sia@lab.example")
        cls.readers = cls.author | cls.support | cls.admin

    def _login(self, service, password, **values):
        return self._server(
            service, smtp_authentication="login", smtp_user="odoo@lab.example", smtp_pass=password, **values
        )

    def _nowhere(self, *texts):
        """The password is in none of these, and in no column of the database but its own."""
        for text in texts:
            for hint in HINTS:
                self.assertNotIn(hint, str(text))
        self.env.flush_all()
        tables = SQL("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace")
        queries = [
            SQL(
                "SELECT %s, (to_jsonb(t) - %s::text[])::text FROM %s t WHERE t::text ~ %s",
                table,
                list(OWN),
                SQL.identifier(table),
                "|".join(HINTS),
            )
            for (table,) in self.env.execute_query(tables)
        ]
        found = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        self.assertEqual([row for row in found if any(hint in row[1] for hint in HINTS)], [])

    def _read_by(self, user) -> str:
        """All that somebody reads of the models of email, computed fields too."""
        found = []
        for name, model in self.env(user=user).items():
            told = name.startswith(("mail.", "discuss.", "ir.logging", "ir.cron", "fetchmail"))
            if told and not model._abstract and not model._transient and model.has_access("read"):
                fields = [
                    f
                    for f, field in model._fields.items()
                    if field.type in ("char", "text", "html", "json") and model._has_field_access(field, "read")
                ]
                found += model.search([]).read(fields)
        return str(found)


@tagged("post_install", "-at_install")
class TestSecrets(SecretCase):
    def _shown(self, message) -> str:
        """What the failure wizard, the list of one's own failures and the dashboard say."""
        shown = [self._read_by(user) for user in self.readers]
        for user in self.readers:
            own = self.env(user=user)
            shown.append(own["mail.troubleshooting.wizard"].open_message(message.id))
            shown.append(own["mail.troubleshooting.my.failures"].payload({"everyone": True}))
        self.env["mail.troubleshooting.checkup"].run()
        for user in (self.admin, self.support):
            shown.append(self.env(user=user)["mail.troubleshooting.dashboard"].payload())
        return str(shown)

    @mute_logger(*NOISY)
    def test_a_password_that_is_not_ascii_is_a_cause_of_its_own_and_shown_to_nobody(self):
        for service in ("auth", "auth_login"):
            with self.subTest(service):
                server = self._login(service, PASSWORD)
                message = self._post("ada")
                notification = self._by_address(message)["ada"]
                mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
                attempt = self.env["mail.troubleshooting.attempt"].search([("message_id", "=", message.message_id)])
                reason = (
                    "The password of the outgoing mail server contains a character that cannot be sent at login."
                    " (login not ASCII)"
                )
                self.assertEqual(
                    [(r.failure_type, r.failure_reason, r.failure_cause_id.code) for r in (mail, notification)],
                    [("mail_smtp", reason, "login_not_ascii")] * 2,
                )
                self.assertEqual(
                    (attempt.outcome, attempt.reply, attempt.failure_cause_id.code),
                    ("not_tried", reason, "login_not_ascii"),
                )
                self._nowhere(self._shown(message))
                server.active = False

    @mute_logger(*NOISY)
    def test_a_user_name_that_is_not_ascii_is_told_from_a_password(self):
        server = self._login("auth", SPOKEN)
        server.smtp_user = "ödoo@lab.example"
        reason = self._by_address(self._post("ada"))["ada"].failure_reason
        self.assertTrue(reason.startswith("The username of the outgoing mail server contains"), reason)
        self._nowhere()

    def test_the_queue_goes_on_and_keeps_the_words_alone(self):
        self._login("auth", PASSWORD)
        mails = self._waiting("ada", "bea")
        self._run()
        self.assertEqual(mails.mapped("state"), ["exception"] * 2)
        self.assertEqual(mails.failure_cause_id.mapped("code"), ["login_not_ascii"])
        self.assertFalse(self._interruptions())
        self._nowhere()

    @mute_logger(*NOISY)
    def test_who_sends_at_once_and_who_tests_the_server_get_the_words_alone(self):
        server = self._login("auth", PASSWORD)
        with self.assertRaises(Exception) as sent:
            self._waiting("ada").send(raise_exception=True)
        with self.assertRaisesRegex(UserError, "cannot be sent at login") as tested:
            server.with_user(self.admin).test_smtp_connection()
        self.assertEqual((tested.exception.__context__, tested.exception.__cause__), (None, None))
        self._nowhere(sent.exception, repr(sent.exception.args), tested.exception)

    @mute_logger(*NOISY)
    def test_a_server_that_repeats_the_login_tells_nobody(self):
        server = self._login("auth_repeats", SPOKEN)
        message = self._post("ada")
        notification = self._by_address(message)["ada"]
        self.assertEqual(notification.failure_reason, "535\nb'5.7.8 No such login here: AUTH PLAIN ***'")
        self.assertEqual(notification.failure_cause_id.code, "smtp_auth_failed")
        with self.assertRaises(UserError) as tested:
            server.test_smtp_connection()
        self._waiting("bea")
        self._run()
        self._nowhere(self._shown(message), tested.exception)

    @mute_logger(*NOISY)
    def test_the_password_of_the_configuration_file_is_hidden_too(self):
        host, port = self.lab.server("auth_repeats")
        for name, value in (
            ("smtp_server", host),
            ("smtp_port", port),
            ("smtp_user", "odoo"),
            ("smtp_password", SPOKEN),
        ):
            self.addCleanup(config.__setitem__, name, config[name])
            config[name] = value
        reason = self._by_address(self._post("ada"))["ada"].failure_reason
        self.assertEqual(reason, "535\nb'5.7.8 No such login here: AUTH PLAIN ***'")
        self._nowhere()

    @mute_logger(*NOISY)
    def test_a_login_that_no_server_has_is_hidden_too(self):
        host, port = self.lab.server("auth_repeats")
        servers = self.env["ir.mail_server"]
        with self.assertRaises(smtplib.SMTPAuthenticationError) as refused:
            servers._connect__(host=host, port=port, user="odoo", password=SPOKEN, encryption="none")
        self._nowhere(refused.exception, repr(refused.exception), refused.exception.__dict__)

    @mute_logger(*NOISY)
    def test_sending_again_in_bulk_shows_and_keeps_the_words_alone(self):
        self._login("auth", PASSWORD)
        message = self._post("ada", "bea")
        notifications = self.env["mail.notification"].union(*self._by_address(message).values())
        action = notifications.with_user(self.admin).action_send_again()
        resend = self.env[action["res_model"]].with_user(self.admin).browse(action["res_id"])
        resend.line_ids.sudo().state = "planned"
        resend.action_send_all()
        self._run(self.env.ref("mail_troubleshooting.ir_cron_resend"))
        self._run()
        self.assertEqual(set(self._statuses(message).values()), {"exception"})
        self._nowhere(resend.read(), resend.line_ids.read(), self._shown(message))

    def test_what_anybody_writes_as_a_reason_is_kept_without_secrets(self):
        self._login("auth", SPOKEN)
        self.env["fetchmail.server"].create({"name": "In", "server_type": "imap", "password": f"{SPOKEN}in"})
        for text in (SPOKEN, repr(f"{SPOKEN}in"), b64encode(f"\0me\0{SPOKEN}".encode()).decode(), f"\0a\0{SPOKEN}"):
            mail = self._waiting("ada")
            mail.write({"state": "exception", "failure_type": "unknown", "failure_reason": f"no: {text}"})
            self.assertIn("***", mail.failure_reason)
            created = self._waiting("ada", state="exception", failure_reason=f"no: {text}")
            self.assertIn("***", created.failure_reason)
        self._nowhere()

    @mute_logger(*NOISY)
    def test_a_reason_from_before_the_email_was_built_is_kept_without_secrets_at_every_try(self):
        self._login("auth", SPOKEN)
        broken = patch.object(self.registry["mail.mail"], "_prepare_outgoing_list", side_effect=LookupError(SPOKEN))
        self.server.active = True
        mail = self._waiting("ada", mail_server_id=self.server.id)
        for _try in range(2):
            with broken:
                mail.send()
            self.assertEqual((mail.state, mail.failure_reason), ("exception", "***"))
            mail.state = "outgoing"
        self._nowhere()

    def test_a_password_that_was_changed_a_moment_ago_is_hidden(self):
        server = self._login("auth", "something-else-1")
        mail = self._waiting("ada")
        mail.failure_reason = "no: something-else-1"
        server.smtp_pass = SPOKEN
        mail.failure_reason = f"{mail.failure_reason} {SPOKEN}"
        self.assertEqual(mail.failure_reason, "no: *** ***")

    @mute_logger(*NOISY)
    def test_a_token_in_the_address_that_was_called_for_a_new_one_is_hidden(self):
        self.parameter("mail.server.gmail.iap.endpoint", "http://127.0.0.1:9")  # where nobody listens
        self._server(
            "starttls_required",
            smtp_authentication="gmail",
            smtp_encryption="starttls",
            smtp_user="odoo@lab.example",
            google_gmail_refresh_token=f"1//{SPOKEN}",
        )
        reason = self._by_address(self._post("ada"))["ada"].failure_reason
        self.assertIn("/api/mail_oauth/1/gmail_access_token?refresh_token=***&db_uuid=", reason)
        self._nowhere()

    def test_tracebacks_are_kept_and_logged_without_secrets(self):
        self._login("auth", SPOKEN)
        with (
            self.assertLogs("odoo.addons.mail_troubleshooting") as logs,
            isolated(self.env, "queue", self.record),
        ):
            raise LookupError(f"{'x' * 12000} {SPOKEN} was wrong") from ValueError(SPOKEN)
        self.assertIn("*** was wrong", self._interruptions().traceback)
        self._nowhere(logs.output)

    def test_findings_hold_no_secrets(self):
        self._login("auth", SPOKEN)
        finding = Finding(
            "could_not_be_checked",
            Severity.UNKNOWN,
            values={"check_code": "some", "error": f"no {SPOKEN}"},
            evidence=(Evidence("ValueError", f"no {SPOKEN}"),),
        )
        findings = self.env["mail.troubleshooting.finding"]
        for _again in range(2):
            keep(self.env, "some", [finding], 1)
        kept = findings.search([("check_code", "=", "some")])
        self.assertEqual(kept.values["error"], "no ***")
        self.assertEqual(kept.evidence, [{"source": "ValueError", "excerpt": "no ***"}])
        self._nowhere(self.env(user=self.support)["mail.troubleshooting.dashboard"].payload())

    @mute_logger(*NOISY)
    def test_a_question_holds_no_secret(self):
        self._login("auth", SPOKEN)
        message = self._post("ada")
        cause = self._by_address(message)["ada"].failure_cause_id
        self.env["mail.troubleshooting.question"].with_user(self.author).ask(message.id, cause.id, f"Is it {SPOKEN}?")
        self.assertEqual(self.env["mail.troubleshooting.question"].search([], limit=1).sentence, "Is it ***?")
        self._nowhere()


@tagged("post_install", "-at_install")
class TestSecretsOutside(SecretCase, HttpCase):
    @mute_logger(*NOISY)
    def test_monitoring_and_the_webhook_are_told_of_the_cause_and_of_no_secret(self):
        self._login("auth", PASSWORD)
        receiver = self.enterContext(Receiver(200))
        for name, value in (
            ("webhook_url", receiver.url),
            ("webhook_secret", "shared"),
            ("health", "True"),
            ("health_token", "t0ken"),
            ("alert_way", "channel"),
        ):
            self.parameter(f"mail_troubleshooting.{name}", value)
        for _time in range(4):
            self._post("ada", "bea")
        self.env["mail.troubleshooting.checkup"].run()
        self.env["mail.troubleshooting.checkup"].run()
        self._run(self.env.ref("mail_troubleshooting.ir_cron_alert"))
        self._run(self.env.ref("mail_troubleshooting.ir_cron_webhook"))
        self.env.flush_all()
        asked = [
            self.opener.get(f"{self.base_url()}/mail_troubleshooting/health?token=t0ken&format={kind}", timeout=10).text
            for kind in ("json", "prometheus")
        ]
        told = [call.body.decode() for call in receiver.calls]
        self.assertIn("emails_fail_at_a_server", str(told) + str(asked))
        self._nowhere(asked, told)
