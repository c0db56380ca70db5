"""The state of email in words: what is known, how far it goes, and what somebody put off."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ...services.dashboard.findings.checks import checks
from ...services.dashboard.findings.keeping import keep
from ...services.dashboard.findings.overview import overview
from ...services.dashboard.findings.shown import lately_fixed
from ...services.dashboard.verdict import verdict
from ...tools.monitoring.finding import Finding, Severity
from ..support.check_case import make_healthy

NOW = "2026-11-25 21:09:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVerdict(TransactionCase):
    def setUp(self):
        super().setUp()
        make_healthy(self.env)
        self.env["mail.troubleshooting.finding"].search([]).unlink()
        self.env = self.env(context={**self.env.context, "tz": "UTC", "lang": "en_US"})
        states = self.env["mail.troubleshooting.check.state"]
        states.search([]).unlink()
        states.create([{"code": code, "last_run": fields.Datetime.now()} for code in checks(self.env)])
        server = self.env["ir.mail_server"]
        self.servers = server.create([{"name": name, "smtp_host": f"{name}.lab.example"} for name in ("a", "b", "c")])

    def _find(self, severity=Severity.ERROR, server=None, minutes=32, **values):
        found = Finding(
            "scheduled_action_overdue",
            severity,
            server._name if server else "",
            server.id if server else 0,
            values={"name": "x", "count": "2"},
        )
        keep(self.env, f"some {server and server.id} {severity}", [found], 1)
        finding = self.env["mail.troubleshooting.finding"].search([], order="id desc", limit=1)
        finding.write({"first_seen": fields.Datetime.now() - timedelta(minutes=minutes), **values})
        return finding

    def _verdict(self, causes=(), accepted=1):
        """:param accepted: minutes since the last email was accepted; None: never"""
        moment = accepted is not None and fields.Datetime.now() - timedelta(minutes=accepted)
        found = verdict(self.env, overview(self.env), list(causes), fields.Datetime.to_string(moment))
        return found["severity"], found["title"], found["detail"], found["finding"]

    def _snooze(self, finding, days=7):
        finding.snooze(fields.Date.to_string(fields.Date.today() + timedelta(days=days)), "Later.")

    def test_one_server_of_three_fails_since_a_moment_for_so_many(self):
        finding = self._find(server=self.servers[0], waiting=24, failed=24, accepted=7)
        self._find(Severity.WARNING)
        self.assertEqual(
            self._verdict(),
            (
                "error",
                f"Email partly works: {finding.title}",
                "1 of 3 outgoing servers is affected."
                " Since 8:37 PM UTC (32 minutes): 24 recipients not reached, 7 of 31 emails accepted."
                " 1 error, 1 warning.",
                finding.id,
            ),
        )

    def test_several_servers_that_fail_are_counted(self):
        first = self._find(server=self.servers[0], waiting=1, failed=1)
        self._find(server=self.servers[1])
        self.assertEqual(
            self._verdict(),
            (
                "error",
                "Email partly works: 2 of 3 outgoing servers fail",
                "Since 8:37 PM UTC (32 minutes): 1 recipient not reached, the only email was not accepted. 2 errors.",
                first.id,
            ),
        )

    def test_where_nothing_was_accepted_since_it_began_email_is_not_sent(self):
        finding = self._find(waiting=3, failed=3)
        self.assertEqual(self._verdict(accepted=40)[1], f"Email is not sent: {finding.title}")

    def test_where_nothing_was_sent_either_nothing_is_claimed(self):
        finding = self._find()
        self.assertEqual(self._verdict(accepted=None), ("error", finding.title, "1 error.", finding.id))

    def test_of_another_day_the_date_is_said(self):
        self._find(minutes=2 * 24 * 60, failed=2)
        self.assertIn("Since Nov 23, 2026, 9:09 PM UTC (2 days): 0 of 2", self._verdict()[2])

    def test_an_error_of_long_ago_says_when_it_was_looked_at_last(self):
        self._find()
        self.env["mail.troubleshooting.check.state"].search([]).last_run = fields.Datetime.now() - timedelta(hours=2)
        self.assertEqual(self._verdict()[2], "1 error. The last check was more than an hour ago.")

    def test_with_warnings_email_works_where_a_server_accepts_it(self):
        finding = self._find(Severity.WARNING)
        self.assertEqual(self._verdict(), ("warning", "Email works, with 1 warning", "", finding.id))
        self.assertEqual(self._verdict(accepted=None)[1], finding.title)
        self._find(Severity.WARNING, self.servers[0])
        self.assertEqual(self._verdict()[1], "Email works, with 2 warnings")

    def test_where_nothing_is_wrong_email_works_if_a_server_accepted_one_lately(self):
        self.assertEqual(self._verdict(), ("ok", "Email works", "Nothing failed and nothing is stuck.", False))
        quiet = "No email was accepted by a server in the last 7 days."
        self.assertEqual(self._verdict(accepted=None), ("ok", "No issues found", quiet, False))

    def test_what_was_put_off_is_named_and_grey(self):
        self._snooze(self._find())
        self.assertEqual(self._verdict(), ("snoozed", "1 error is snoozed until December 2, 2026", "", False))
        self._snooze(self._find(Severity.WARNING), 3)
        self.assertEqual(
            self._verdict()[1], "Errors (1) and warnings (1) are snoozed, the first until November 28, 2026"
        )

    def test_beside_a_warning_what_was_put_off_is_named_as_well(self):
        self._snooze(self._find())
        self._find(Severity.WARNING)
        self.assertEqual(
            self._verdict()[1:3], ("Email works, with 1 warning", "1 error is snoozed until December 2, 2026.")
        )

    def test_an_area_whose_errors_were_put_off_is_grey_and_says_until_when(self):
        self._snooze(self._find())
        [area] = [area for area in overview(self.env)["areas"] if area["snoozed"]]
        label = area.pop("label")
        self.assertTrue(label)
        self.assertEqual(
            area,
            {
                "code": "scheduled_actions",
                "severity": "snoozed",
                "errors": 0,
                "warnings": 0,
                "snoozed": 1,
                "until": "2026-12-02",
            },
        )

    def test_an_effect_stands_with_its_cause_alone(self):
        cause = self._find(server=self.servers[0])
        effect = self._find(Severity.WARNING, self.servers[1])
        effect.explained_by_id = cause
        found = overview(self.env)
        self.assertEqual([(one["id"], one["also"]) for one in found["findings"]], [(cause.id, [effect.title])])
        self.assertEqual(sum(area["warnings"] for area in found["areas"]), 0)
        cause.closed_date = fields.Datetime.now()
        self.assertEqual([one["id"] for one in overview(self.env)["findings"]], [effect.id])

    def test_what_was_fixed_says_who_still_waits_for_a_day(self):
        finding = self._find(waiting=23)
        finding.write({"closed_date": fields.Datetime.now() - timedelta(minutes=2), "fixed_by": "accepted"})
        [fixed] = lately_fixed(self.env)
        self.assertEqual(
            (fixed["id"], fixed["waiting"], fixed["fixed"], fixed["fixed_by"]),
            (finding.id, 23, "2026-11-25 21:07:00", "accepted"),
        )
        self.assertEqual(self._verdict(), ("info", "Email works. 23 recipients still wait", "", finding.id))
        finding.waiting = 1
        self.assertEqual(self._verdict()[1], "Email works. 1 recipient still waits")

    def test_nobody_waits_or_a_day_is_over_or_it_came_back(self):
        for values in (
            {"waiting": 0},
            {"closed_date": fields.Datetime.now() - timedelta(hours=25)},
            {"shown": False},
        ):
            finding = self._find(waiting=23)
            finding.write({"closed_date": fields.Datetime.now(), **values})
            self.assertEqual(lately_fixed(self.env), [], values)
            finding.unlink()
        ended = self._find(waiting=23)
        ended.closed_date = fields.Datetime.now() - timedelta(hours=3)
        self._find(waiting=2)
        self.assertEqual(lately_fixed(self.env), [])
