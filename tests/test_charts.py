"""The figures behind the dashboard's charts."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

NOON = datetime(2026, 6, 15, 12, 30)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCharts(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.attempt"].search([]).unlink()
        self.dashboard = self.env["mail.troubleshooting.dashboard"].with_context(tz="UTC")
        self.cause = self.env["mail.troubleshooting.cause"].search([("code", "=", "recipient_unknown")])

    def _attempt(self, outcome="accepted", domain="lab.example", ago=timedelta(), cause=False):
        return self.env["mail.troubleshooting.attempt"].create({
            "date": fields.Datetime.now() - ago, "outcome": outcome, "recipient": f"ada@{domain}",
            "recipient_domain": domain, "failure_cause_id": cause and cause.id,
        })  # fmt: skip

    def test_each_day_has_its_bar_the_empty_ones_too(self):
        self._attempt(), self._attempt("refused"), self._attempt(ago=timedelta(days=2))
        times = self.dashboard.charts(7)["times"]
        self.assertEqual(
            [bar["counts"] for bar in times], [{}, {}, {}, {}, {"accepted": 1}, {}, {"accepted": 1, "refused": 1}]
        )
        self.assertEqual((times[0]["from"], times[0]["to"]), ("2026-06-09 00:00:00", "2026-06-10 00:00:00"))

    def test_one_day_is_shown_by_hour(self):
        self._attempt(ago=timedelta(hours=1))
        times = self.dashboard.charts(1)["times"]
        self.assertEqual((len(times), times[-2]["counts"], times[-1]["counts"]), (24, {"accepted": 1}, {}))

    def test_a_day_begins_where_the_user_lives(self):
        self._attempt(ago=timedelta(hours=13))  # 23:30 UTC of the day before, and already today in Hanoi
        times = self.dashboard.with_context(tz="Asia/Ho_Chi_Minh").charts(7)["times"]
        self.assertEqual((times[-1]["from"], times[-1]["counts"]), ("2026-06-14 17:00:00", {"accepted": 1}))

    def test_a_bar_has_what_the_list_behind_it_has(self):
        for hours in range(60):
            self._attempt(ago=timedelta(hours=hours))
        for zone in ("UTC", "America/New_York", "Asia/Kolkata"):
            for bar in self.dashboard.with_context(tz=zone).charts(7)["times"]:
                listed = self.env["mail.troubleshooting.attempt"].search_count(
                    [("date", ">=", bar["from"]), ("date", "<", bar["to"])]
                )
                self.assertEqual(bar["counts"].get("accepted", 0), listed, (zone, bar))

    def test_what_is_older_is_not_counted(self):
        self._attempt("refused", ago=timedelta(days=8), cause=self.cause)
        charts = self.dashboard.charts(7)
        self.assertEqual((charts["causes"], charts["domains"]), ([], []))

    def test_causes_stand_most_frequent_first_and_count_no_success(self):
        self._attempt(), self._attempt("refused", cause=self.cause), self._attempt("refused", cause=self.cause)
        self._attempt("uncertain")
        self.assertEqual(
            [(row["id"], row["count"]) for row in self.dashboard.charts(30)["causes"]], [(self.cause.id, 2), (False, 1)]
        )

    def test_receiving_domains_are_split_by_outcome(self):
        (
            self._attempt(domain="a.example"),
            self._attempt("refused", domain="a.example"),
            self._attempt(domain="b.example"),
        )
        self.assertEqual(
            self.dashboard.charts(7)["domains"],
            [
                {"domain": "a.example", "counts": {"accepted": 1, "refused": 1}},
                {"domain": "b.example", "counts": {"accepted": 1}},
            ],
        )

    def test_no_other_period_can_be_asked_for(self):
        for days in (0, 31, 10**6, "7", None, [7]):
            with self.subTest(days), self.assertRaises(UserError):
                self.dashboard.charts(days)

    def test_support_sees_them_and_others_do_not(self):
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        self.assertTrue(self.dashboard.with_user(support).charts(7)["times"])
        with self.assertRaises(AccessError):
            self.dashboard.with_user(new_test_user(self.env, "ulla")).charts(7)
