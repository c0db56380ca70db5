"""The dashboard's payload and the line in General Settings."""

from datetime import timedelta
from functools import partial
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...services.dashboard import payload as payload_service
from ...services.dashboard import verdict
from ...services.dashboard.findings.keeping import keep
from ...services.sending.queue_state import queue_state
from ...tools.monitoring.finding import Finding, Severity
from ..support.check_case import standing
from ..support.common import LabCase

NOISY = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestDashboard(LabCase):
    def setUp(self):
        super().setUp()
        self.env["mail.notification"].search([]).write({"failure_type": False, "failure_reason": False})
        self.env["mail.mail"].search([]).unlink()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.env["mail.troubleshooting.check.scheduled.action.inactive"]._actions().active = True
        self.env["mail.troubleshooting.finding"].search([]).unlink()

    def _payload(self) -> dict:
        self.env["mail.troubleshooting.checkup"]._run_one("queue_age")
        self.env["mail.troubleshooting.checkup"]._run_one("scheduled_action_inactive")
        return self.env["mail.troubleshooting.dashboard"].payload()

    def _waiting(self, **age):
        mail = self.env["mail.mail"].create({"body_html": "<p>Hi</p>", "email_to": "ada@lab.example"})
        if age:
            old = fields.Datetime.now() - timedelta(**age)
            self.env.flush_all()
            self.env.cr.execute("UPDATE mail_mail SET create_date = %s WHERE id = %s", [old, mail.id])
            mail.invalidate_recordset()
        return mail

    def test_a_healthy_database_is_said_to_be_healthy(self):
        payload = self._payload()
        self.assertEqual((payload["verdict"]["severity"], payload["failed"], payload["causes"]), ("ok", 0, []))

    @mute_logger(NOISY)
    def test_failures_are_counted_by_cause_most_frequent_first(self):
        self._post("unknown", "unknown+2", "full", "ada")
        payload = self._payload()
        self.assertEqual(
            [(row["code"], row["count"]) for row in payload["causes"]], [("recipient_unknown", 2), ("mailbox_full", 1)]
        )
        self.assertEqual((payload["failed"], payload["verdict"]["severity"]), (3, "info"))
        self.assertIn("3 recipients", payload["verdict"]["title"])

    @mute_logger(NOISY)
    def test_an_email_without_notifications_counts_too(self):
        mail = self.env["mail.mail"].create({"body_html": "<p>Reset</p>", "email_to": "unknown@lab.example"})
        mail.send()
        self.assertEqual([(row["code"], row["count"]) for row in self._payload()["causes"]], [("recipient_unknown", 1)])

    @mute_logger(NOISY)
    def test_one_recipient_and_more_than_were_counted_are_said_as_such(self):
        self._post("unknown")
        self.assertIn("One recipient", self._payload()["verdict"]["title"])
        self._post("unknown+2")
        with patch.object(payload_service, "MANY", 2), patch.object(verdict, "MANY", 2):
            payload = self._payload()
        self.assertTrue(payload["failed_or_more"])
        self.assertIn("More than 2 recipients", payload["verdict"]["title"])
        self.assertIn(" 2 recipients", self._payload()["verdict"]["title"])

    @mute_logger(NOISY)
    def test_recipients_and_emails_without_a_message_are_counted_as_their_lists_have_them(self):
        self._post("unknown", "unknown+2", "ada")
        for _time in range(3):
            self.env["mail.mail"].create({"body_html": "<p>Reset</p>", "email_to": "unknown@lab.example"}).send()
        payload = self._payload()
        since = ("failure_date", ">=", fields.Datetime.now() - timedelta(days=payload["days"]))
        lists = (
            self.env["mail.notification"].search_count([("notification_type", "=", "email"), since]),
            self.env["mail.mail"].search_count([("is_notification", "=", False), since]),
        )
        self.assertEqual((payload["failed"], payload["failed_alone"]), (2, 3))
        self.assertEqual((payload["failed"], payload["failed_alone"]), lists)
        self.assertIn("5 recipients", payload["verdict"]["title"])

    def test_text_messages_that_failed_are_not_emails(self):
        self._post("ada")
        self.env["mail.notification"].search([("mail_message_id.author_id", "=", self.author.partner_id.id)]).write(
            {"notification_type": "inbox", "notification_status": "exception", "failure_type": "unknown"}
        )
        self.assertEqual(self._payload()["failed"], 0)

    def test_a_planned_email_does_not_hide_one_that_waits_for_longer(self):
        planned = self._waiting(hours=9)
        planned.scheduled_date = fields.Datetime.now() - timedelta(minutes=1)
        self._waiting(hours=5)
        self.assertEqual(self._payload()["verdict"]["severity"], "error")

    @mute_logger(NOISY)
    def test_a_failure_that_was_settled_is_not_counted(self):
        message = self._post("unknown")
        notification = self._by_address(message)["unknown"]
        self.env["mail.troubleshooting.wizard"].resolve(message.id, [], [notification.id])
        self.assertEqual(self._payload()["failed"], 0)

    def test_what_a_server_accepted_last_is_shown(self):
        self.assertFalse(self._payload()["last_accepted"])
        self._post("ada")
        self.assertTrue(self._payload()["last_accepted"])

    def test_emails_that_wait_for_long_are_an_error(self):
        self._waiting(hours=5)
        payload = self._payload()
        self.assertEqual((payload["queue"]["waiting"], payload["verdict"]["severity"]), (1, "error"))

    def test_emails_that_wait_for_minutes_are_none(self):
        self._waiting(minutes=5)
        self.assertEqual(self._payload()["verdict"]["severity"], "ok")

    def test_emails_for_a_later_date_are_not_late(self):
        mail = self._waiting(hours=5)
        mail.scheduled_date = fields.Datetime.now() + timedelta(days=1)
        payload = self._payload()
        self.assertEqual((payload["queue"]["waiting"], payload["queue"]["due"]), (1, 0))
        self.assertEqual(payload["verdict"]["severity"], "ok")

    def test_a_queue_that_is_switched_off_is_named_before_everything_else(self):
        self._waiting(hours=5)
        self.cron.active = False
        payload = self._payload()
        self.assertEqual(payload["overview"]["findings"][0]["code"], "email_queue_inactive")
        self.assertEqual(
            payload["verdict"],
            {
                "severity": "error",
                "title": "The email queue is inactive",
                "detail": "1 error.",
                "finding": payload["overview"]["findings"][0]["id"],
            },
        )

    def test_what_may_wait_is_not_the_verdict_and_stands_last(self):
        self._waiting(hours=5)
        self.cron.active = False
        self._payload()
        off = standing(self.env)[0]
        off.snooze(fields.Date.to_string(fields.Date.today() + timedelta(days=2)), "The provider moves us.")
        payload = self._payload()
        self.assertEqual(payload["verdict"]["title"], "Emails wait too long in the queue")
        self.assertEqual(payload["overview"]["findings"][-1]["code"], "email_queue_inactive")

    def test_what_nobody_looked_at_is_not_called_healthy(self):
        states = self.env["mail.troubleshooting.check.state"].search([])
        states.write({"last_run": fields.Datetime.now() - timedelta(hours=2)})
        dashboard = self.env["mail.troubleshooting.dashboard"]
        self.assertEqual(dashboard.payload()["verdict"]["severity"], "unknown")
        states.unlink()
        self.assertEqual(dashboard.payload()["verdict"]["title"], "No check has run yet.")

    def test_what_could_not_be_checked_is_neither_healthy_nor_broken(self):
        self.env["mail.troubleshooting.checkup"]._run_one("queue_age")
        found = Finding("could_not_be_checked", Severity.UNKNOWN, values={"check_code": "queue_age", "error": "No"})
        keep(self.env, "some", [found], 1)
        verdict = self.env["mail.troubleshooting.dashboard"].payload()["verdict"]
        finding = standing(self.env)
        self.assertEqual((verdict["severity"], verdict["finding"]), ("unknown", finding.id))

    def test_the_queue_says_what_waits_and_when_it_ran_and_runs(self):
        queue = partial(queue_state, self.env)
        self.cron.write({"nextcall": "2030-01-02 03:04:05", "lastcall": False})
        empty = {
            "waiting": 0,
            "due": 0,
            "oldest_due": False,
            "cron_id": self.cron.id,
            "cron_active": True,
            "next_run": "2030-01-02 03:04:05",
            "last_run": False,
        }
        self.assertEqual(queue(), empty)
        mail = self._waiting(hours=5)
        self._waiting(hours=9).state = "sent"
        self.cron.write({"active": False, "lastcall": "2020-01-02 03:04:05"})
        off = {"cron_active": False, "next_run": False, "last_run": "2020-01-02 03:04:05"}
        created = fields.Datetime.to_string(mail.create_date)
        self.assertEqual(queue(), {**empty, **off, "waiting": 1, "due": 1, "oldest_due": created})

    def test_what_the_reader_may_not_open_is_no_link(self):
        self.cron.active = False
        self._payload()
        user = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        found = self.env["mail.troubleshooting.dashboard"].with_user(user).payload()["overview"]["findings"][0]
        self.assertEqual((found["model"], found["res_id"], found["target"]), ("", 0, ""))
        found = self.env["mail.troubleshooting.dashboard"].payload()["overview"]["findings"][0]
        self.assertEqual(
            (found["model"], found["res_id"], found["target"]), ("ir.cron", self.cron.id, "Scheduled Actions")
        )

    def test_settings_show_the_same_in_one_line(self):
        self._payload()
        values = self.env["res.config.settings"].create({})
        self.assertEqual(values.mail_troubleshooting_severity, "ok")
        self.assertEqual(values.mail_troubleshooting_state, self._payload()["verdict"]["title"])

    def test_ordinary_users_do_not_see_it(self):
        user = new_test_user(self.env, "ulla")
        with self.assertRaises(AccessError):
            self.env["mail.troubleshooting.dashboard"].with_user(user).payload()

    def test_support_sees_it(self):
        user = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        self.assertFalse(self.env["mail.troubleshooting.dashboard"].with_user(user).payload()["is_administrator"])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_emails(self):
        dashboard = self.env["mail.troubleshooting.dashboard"]
        self._payload()
        with self.assertQueryCount(27):
            self.env.invalidate_all()
            dashboard.payload()

    def test_its_number_of_queries_does_not_depend_on_the_number_of_findings(self):
        dashboard = self.env["mail.troubleshooting.dashboard"]
        people = self._partners("ada", "bob", "cem")
        found = [Finding("scheduled_action_overdue", Severity.WARNING, "res.partner", one.id) for one in people]
        counts = []
        for several in (found[:1], found[:1], found):  # the first time fills the caches
            keep(self.env, "some", several, 1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            dashboard.payload()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
