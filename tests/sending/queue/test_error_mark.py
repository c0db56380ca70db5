"""The number of errors in the systray: who gets it, and when it is told anew."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ....services.dashboard.findings.keeping import keep
from ....services.dashboard.findings.standing import count_errors
from ....tools.monitoring.finding import Finding, Severity
from ...dashboard.findings.alert_case import SUPPORT, AlertMixin
from ...support.check_case import standing

CHANGED = "mail_troubleshooting/errors"


@tagged("post_install", "-at_install")
class TestErrorMark(AlertMixin, HttpCase):
    def told(self):
        """Numbers that open clients of administrators were told since the test began."""
        group = self.env.ref("base.group_system")
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].search([("id", ">", self.last)], order="id")
        channel = json.dumps([self.env.cr.dbname, group._name, group.id], separators=(",", ":"))
        messages = [json.loads(row.message) for row in rows if row.channel == channel]
        return [message["payload"]["count"] for message in messages if message["type"] == CHANGED]

    def setUp(self):
        super().setUp()
        self.last = self.env["bus.bus"].search([], order="id desc", limit=1).id or 0
        self.queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.checkup = self.env["mail.troubleshooting.checkup"]
        self.env["mail.troubleshooting.check.scheduled.action.inactive"]._actions().active = True

    def check(self):
        self.checkup._run_one("scheduled_action_inactive")

    def test_a_change_is_told_and_no_change_is_not(self):
        self.check()
        self.assertEqual(self.told(), [])
        self.queue.active = False
        self.check()
        self.check()
        self.assertEqual(self.told(), [1])
        self.queue.active = True
        self.check()
        self.assertEqual(self.told(), [1, 0])

    def test_what_is_put_off_is_told(self):
        self.queue.active = False
        self.check()
        finding = standing(self.env).filtered(lambda found: found.severity == "error")
        finding.snooze(fields.Date.to_string(fields.Date.today() + timedelta(days=3)), "The provider moves us.")
        self.assertEqual(self.told(), [1, 0])

    def test_only_errors_that_stand_count(self):
        found = [Finding("email_queue_late", Severity.ERROR), Finding("email_queue_grows", Severity.WARNING)]
        keep(self.env, "some", found, 1)
        self.assertEqual(count_errors(self.env), 1)
        keep(self.env, "some", [], 1)
        self.assertEqual(count_errors(self.env), 0)

    def test_only_administrators_and_support_are_told_with_the_page(self):
        new_test_user(self.env, "sara", SUPPORT)
        new_test_user(self.env, "carl", "base.group_user")
        self.find()
        for login, expected in (("ines", 1), ("sara", 1), ("carl", None)):
            with self.subTest(login):
                self.authenticate(login, login)
                answer = self.make_jsonrpc_request("/web/session/get_session_info", {})
                self.assertEqual(answer.get("mail_troubleshooting_errors"), expected)
