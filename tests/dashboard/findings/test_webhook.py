"""Another system is told by a signed call, against a real web server that fails first."""

import hashlib
import hmac
import json
import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import requests

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ....services.dashboard.alerts import webhook as webhook_service
from ....services.dashboard.alerts.noting import note_begun
from ....services.dashboard.findings.keeping import keep
from ....tools.monitoring import webhook
from ....tools.monitoring.finding import Finding, Severity
from ...support.receiver import Receiver
from .alert_case import AlertCase

LOGGER = "odoo.addons.mail_troubleshooting.services.sending.queue.interruptions"


@tagged("post_install", "-at_install")
class TestWebhook(AlertCase):
    def receiver(self, *answers):
        receiver = self.enterContext(Receiver(*answers))
        self.set("webhook_url", f"{receiver.url}/hook?key=hidden")
        self.set("webhook_secret", "shared")
        return receiver

    def call(self):
        """What the scheduled action does, when the next call is due."""
        self.alerts.search([("webhook_state", "=", "waiting")]).webhook_next = fields.Datetime.now()
        self.run_job("ir_cron_webhook")
        return self.alerts.search([], limit=1)

    def raised(self):
        return self.alerts.search([("event", "=", "raised")], limit=1)

    def test_an_incident_is_told_when_it_begins_and_when_it_is_over(self):
        receiver = self.receiver(204)
        finding = self.find(hours="7", due="3")
        self.call()
        self.find_nothing()
        self.call()
        began, over = (json.loads(call.body) for call in receiver.calls)
        self.assertEqual(
            {name: value for name, value in began.items() if name not in ("id", "date", "first_seen", "title")},
            {
                "event": "raised",
                "severity": "error",
                "area": finding.area,
                "code": "email_queue_late",
                "url": finding.get_base_url() + "/odoo/email-troubleshooting",
            },
        )
        self.assertEqual(began["first_seen"], finding.first_seen.isoformat() + "Z")
        self.assertEqual((over["event"], over["code"]), ("over", "email_queue_late"))
        self.assertEqual(set(self.alerts.search([]).mapped("webhook_state")), {"accepted"})

    def test_who_calls_is_woken_by_an_incident_where_there_is_somebody_to_call(self):
        with self.capture_triggers("mail_troubleshooting.ir_cron_webhook") as captured:
            self.receiver(200)
            self.find()
        self.assertEqual((len(captured.records), self.raised().webhook_state), (1, "waiting"))
        self.alerts.search([]).unlink()
        self.set("webhook_url", False)
        self.set("alert_way", "inbox")
        self.find()
        self.assertFalse(self.raised().webhook_state)

    def test_the_call_is_signed_with_the_secret(self):
        receiver = self.receiver(200)
        self.find()
        self.call()
        (call,) = receiver.calls
        signed = call.headers[webhook.TIMESTAMP].encode() + b"." + call.body
        expected = "sha256=" + hmac.new(b"shared", signed, hashlib.sha256).hexdigest()
        self.assertEqual(call.headers[webhook.SIGNATURE], expected)
        self.assertNotIn(b"shared", call.body)

    def test_a_server_that_fails_first_is_called_again_after_growing_waits(self):
        receiver = self.receiver(500, 0, 503, 200)
        self.find()
        waits = []
        for _try in range(3):
            alert = self.call()
            self.assertEqual(alert.webhook_state, "waiting")
            waits.append(alert.webhook_next - alert.webhook_date)
        self.assertEqual(waits, [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)])
        self.assertEqual(self.call().webhook_state, "accepted")
        self.call()
        self.assertEqual(len(receiver.calls), 4)
        self.assertEqual(len({json.loads(call.body)["id"] for call in receiver.calls}), 1)

    def test_it_is_not_called_before_its_time(self):
        receiver = self.receiver(500)
        self.find()
        self.call()
        with self.capture_triggers("mail_troubleshooting.ir_cron_webhook") as captured:
            self.run_job("ir_cron_webhook")
        self.assertEqual(len(receiver.calls), 1)
        self.assertEqual(captured.records.mapped("call_at"), [self.raised().webhook_next])

    def test_it_ends(self):
        receiver = self.receiver(500)
        self.find()
        for _try in range(10):
            self.call()
        self.assertEqual((self.raised().webhook_state, len(receiver.calls)), ("given_up", 6))

    def test_the_end_never_arrives_before_the_beginning(self):
        receiver = self.receiver(500, 200)
        self.find()
        self.call()
        self.find_nothing()
        self.call()
        self.call()
        self.assertEqual([json.loads(call.body)["event"] for call in receiver.calls], ["raised", "raised", "over"])

    def test_a_redirection_is_not_followed(self):
        for status in (301, 302, 307, 308):
            receiver = self.receiver(status)
            self.find()
            self.call()
            self.assertEqual([call.path for call in receiver.calls], ["/hook?key=hidden"])
            self.assertEqual(self.raised().webhook_trouble, "redirect")
            self.alerts.search([]).unlink()

    def test_proxies_and_passwords_of_the_servers_process_are_not_used(self):
        receiver = self.receiver(200)
        proxy = self.enterContext(Receiver(200))
        netrc = Path(self.enterContext(TemporaryDirectory())) / "netrc"
        netrc.write_text("machine 127.0.0.1 login ada password s3cret\n")
        netrc.chmod(0o600)
        names = {f"{scheme}_proxy": proxy.url for scheme in ("http", "https", "all")}
        with patch.dict(os.environ, {**names, "no_proxy": "", "NETRC": str(netrc)}):
            self.find()
            self.call()
        self.assertFalse(proxy.calls)
        (call,) = receiver.calls
        self.assertNotIn("Authorization", call.headers)

    def test_one_call_that_breaks_stops_no_other(self):
        receiver = self.receiver(200)
        self.find()
        keep(self.env, "other", [Finding("email_queue_grows", Severity.ERROR)], 1)
        note_begun(self.env)
        first, second = self.alerts.search([], order="id")
        event = webhook_service.event

        def fails(alert):
            if alert == first:
                raise ValueError("No words for this")
            return event(alert)

        with patch.object(webhook_service, "event", fails), self.assertLogs(LOGGER, "ERROR"):
            self.call()
        self.assertEqual((first.webhook_state, second.webhook_state), ("waiting", "accepted"))
        self.call()
        self.assertEqual((first.webhook_state, len(receiver.calls)), ("accepted", 2))

    def test_a_server_that_does_not_answer_in_time_is_left(self):
        self.receiver(200)
        self.find()
        # Odoo's tests let nothing take less than ten seconds, so that nobody waits here.
        with patch.object(requests.Session, "send", side_effect=requests.ReadTimeout) as send:
            alert = self.call()
        self.assertEqual((alert.webhook_trouble, alert.webhook_state), ("no_answer", "waiting"))
        self.assertEqual(send.call_args.kwargs["timeout"], 5)

    def test_names_and_addresses_do_not_leave(self):
        receiver = self.receiver(200)
        self.find("placeholder_sender", user="Ada Lovelace", address="ada@lab.example")
        self.find("emails_fail", cause="ada@lab.example", count="12")
        self.call()
        for call in receiver.calls:
            self.assertNotIn(b"ada", call.body.lower())

    def test_the_cause_of_failures_is_named(self):
        receiver = self.receiver(200)
        self.find("emails_fail", cause_code="mailbox_full")
        self.call()
        cause = self.env.ref("mail_troubleshooting.cause_mailbox_full")
        self.assertEqual(json.loads(receiver.calls[0].body)["title"], cause.name)

    def test_nothing_is_called_where_the_address_is_none(self):
        self.set("webhook_url", "file:///etc/passwd")
        self.find()
        alert = self.call()
        self.assertEqual((alert.webhook_trouble, alert.webhook_status), ("no_address", 0))

    def test_where_nobody_listens_the_reason_names_no_address(self):
        with Receiver(200) as receiver:
            url = receiver.url
        self.set("webhook_url", f"{url}/hook?key=hidden")
        self.find()
        alert = self.call()
        self.assertEqual((alert.webhook_trouble, webhook_service.answer_of(alert)), ("no_connection", "No connection"))

    def test_checks_alone_call_nobody(self):
        receiver = self.receiver(200)
        self.find()
        self.find(severity=Severity.INFO)
        self.assertFalse(receiver.calls)

    def test_a_test_is_called_at_once_and_its_answer_is_shown_without_the_receivers_words(self):
        receiver = self.receiver(404)
        settings = self.env["res.config.settings"].create({})
        notice = settings.action_mail_troubleshooting_test_webhook()
        told = json.loads(receiver.calls[0].body)
        self.assertEqual(
            [told[name] for name in ("event", "severity", "area", "code", "first_seen")], ["test", "ok", "", "", ""]
        )
        self.find()  # waits for its first call: the last answer is still that of the test
        self.assertEqual(notice["params"]["type"], "danger")
        shown = self.env["res.config.settings"].create({}).mail_troubleshooting_webhook_answer
        self.assertIn("Rejected: HTTP 404 Not Found", shown)
        self.alerts.search([("event", "=", "raised")]).unlink()
        self.call()
        self.assertEqual(len(receiver.calls), 1)

    def test_tests_are_forgotten_after_a_week_and_alerts_are_not(self):
        self.receiver(200)
        self.find()
        old = webhook_service.try_webhook(self.env) | self.raised()
        old.write({"date": fields.Datetime.now() - timedelta(days=8)})
        new = webhook_service.try_webhook(self.env)
        self.alerts._gc_tests()
        self.assertEqual(self.alerts.search([], order="id").mapped("event"), ["raised", "test"])
        self.assertTrue(new.exists())

    def test_a_test_that_works_says_so(self):
        self.receiver(200)
        notice = self.env["res.config.settings"].create({}).action_mail_troubleshooting_test_webhook()
        self.assertEqual((notice["params"]["type"], notice["params"]["message"]), ("success", "Accepted: HTTP 200 OK"))

    def test_a_test_needs_an_address(self):
        self.set("webhook_url", False)
        with self.assertRaises(UserError):
            self.env["res.config.settings"].create({}).action_mail_troubleshooting_test_webhook()
