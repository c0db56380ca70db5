"""The address that a monitoring system asks."""

import json
import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from ...services.dashboard import health
from ...tools.monitoring.finding import Severity
from .findings.alert_case import AlertMixin

URL = "/mail_troubleshooting/health"
TOKEN = "t0ken-of-the-monitor"
LINE = re.compile(r'^(# (HELP|TYPE) odoo_mail_\w+ .+|odoo_mail_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? \d+(\.\d+)?)$')


@tagged("post_install", "-at_install")
class TestHealth(AlertMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set("health", "True")
        cls.set("health_token", TOKEN)
        states = cls.env["mail.troubleshooting.check.state"]
        states.search([]).unlink()
        cls.state = states.create({"code": "some", "last_run": fields.Datetime.now()})

    def ask(self, path="", token=TOKEN, **headers):
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.env.flush_all()
        return self.opener.get(self.base_url() + URL + path, headers=headers, timeout=10)

    def test_it_is_off_until_somebody_switches_it_on(self):
        self.set("health", "False")
        self.assertEqual(self.ask().status_code, 404)
        self.set("health", False)
        self.assertEqual(self.ask().status_code, 404)

    def test_it_is_off_without_a_token(self):
        self.set("health_token", False)
        for token in (TOKEN, "", "False"):
            self.assertEqual(self.ask(token=token).status_code, 404)

    def test_nobody_gets_in_without_the_token(self):
        for token in ("", "wrong", TOKEN[:-1], TOKEN + "x", "tökên".encode().decode("latin-1")):
            answer = self.ask(token=token)
            self.assertEqual((answer.status_code, answer.headers["WWW-Authenticate"]), (401, "Bearer"))
            self.assertNotIn("healthy", answer.text)

    def test_the_token_may_stand_in_the_address(self):
        self.assertEqual(self.ask(f"?token={TOKEN}", token="").status_code, 200)
        self.assertEqual(self.ask("?token=wr%C3%B6ng", token="").status_code, 401)

    def test_a_healthy_database_says_so(self):
        self.state.create({"code": "never ran"})
        answer = self.ask()
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(
            answer.json(),
            {"healthy": True, "findings": [], "snoozed": [], "checked_at": self.state.last_run.isoformat() + "Z"},
        )

    def test_an_error_is_not_healthy_and_named_by_its_code_alone(self):
        self.find("placeholder_sender", user="Ada Lovelace", address="ada@lab.example")
        answer = self.ask()
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(
            answer.json()["findings"],
            [{"code": "placeholder_sender", "area": "identity", "severity": "error", "count": 1}],
        )
        self.assertNotIn("ada", answer.text.lower().replace("placeholder", ""))

    def test_a_warning_is_healthy(self):
        self.find(severity=Severity.WARNING)
        answer = self.ask()
        self.assertEqual((answer.status_code, answer.json()["healthy"]), (200, True))

    def test_an_error_that_was_put_off_is_not_healthy_and_calls_nobody(self):
        self.snooze(self.find())
        answer = self.ask()
        found = {name: answer.json()[name] for name in ("healthy", "findings", "snoozed")}
        code = self.env["mail.troubleshooting.finding"].search([]).problem_id.code
        self.assertEqual((answer.status_code, found), (200, {"healthy": False, "findings": [], "snoozed": [code]}))
        self.assertIn("odoo_mail_healthy 1", self.ask("?format=prometheus").text.splitlines())
        self.find("placeholder_sender")
        self.assertEqual(self.ask().status_code, 503)

    def test_a_warning_that_was_put_off_is_healthy(self):
        self.snooze(self.find(severity=Severity.WARNING))
        answer = self.ask()
        self.assertEqual((answer.json()["healthy"], answer.json()["snoozed"]), (True, []))

    def test_where_nothing_was_checked_for_an_hour_nothing_is_healthy(self):
        self.state.last_run = fields.Datetime.now() - timedelta(minutes=61)
        self.assertEqual(self.ask().status_code, 503)
        self.state.unlink()
        answer = self.ask()
        self.assertEqual((answer.status_code, answer.json()["checked_at"]), (503, None))

    def test_no_session_is_kept(self):
        self.opener.cookies.clear()
        self.assertNotIn("session_id", self.ask().headers.get("Set-Cookie", ""))

    def test_prometheus_gets_figures(self):
        self.find()
        self.env["mail.mail"].create({"email_to": "ada@lab.example", "state": "outgoing"})
        for path, accept in (("?format=prometheus", "*/*"), ("", "text/plain;version=0.0.4,*/*;q=0.1")):
            answer = self.ask(path, Accept=accept)
            self.assertEqual(answer.status_code, 200)
            self.assertTrue(answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
            lines = answer.text.splitlines()
            self.assertEqual([line for line in lines if not LINE.match(line)], [])
            self.assertIn("odoo_mail_healthy 0", lines)
            self.assertIn('odoo_mail_findings{area="queue",severity="error"} 1', lines)
            figures = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
            self.assertGreaterEqual(int(figures["odoo_mail_queue_waiting"]), 1)
            stamp = fields.Datetime.to_datetime("1970-01-01 00:00:00") + timedelta(
                seconds=int(figures["odoo_mail_last_check_timestamp_seconds"])
            )
            self.assertEqual(stamp, self.state.last_run)

    def test_figures_of_a_database_that_was_never_checked(self):
        self.state.unlink()
        lines = self.ask("?format=prometheus").text.splitlines()
        self.assertIn("odoo_mail_healthy 0", lines)
        self.assertIn("odoo_mail_last_check_timestamp_seconds 0", lines)

    def test_failures_of_the_last_day_are_counted(self):
        before = health.failures_of_the_day(self.env)
        mails = self.env["mail.mail"].create([{"email_to": f"{name}@lab.example"} for name in ("ada", "bea")])
        mails.write({"state": "exception", "failure_reason": "550 5.1.1 User unknown"})
        mails[0].failure_date = fields.Datetime.now() - timedelta(hours=25)
        self.assertEqual(health.failures_of_the_day(self.env), before + 1)

    def test_a_question_costs_few_queries(self):
        self.find()
        self.find_nothing()
        self.find()
        for ask, most in ((health.report, 5), (health.gauges, 11)):
            ask(self.env)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            json.dumps(ask(self.env), default=str)
            self.assertLessEqual(self.env.cr.sql_log_count - before, most)
