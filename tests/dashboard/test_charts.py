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
        return self.env["mail.troubleshooting.attempt"].create(
            {
                "date": fields.Datetime.now() - ago,
                "outcome": outcome,
                "recipient": f"ada@{domain}",
                "recipient_domain": domain,
                "failure_cause_id": cause and cause.id,
            }
        )

    def test_each_day_has_its_bar_the_empty_ones_too(self):
        self._attempt(), self._attempt("refused"), self._attempt(ago=timedelta(days=2))
        times = self.dashboard.charts({"days": 7})["times"]
        self.assertEqual(
            [bar["counts"] for bar in times], [{}, {}, {}, {}, {"accepted": 1}, {}, {"accepted": 1, "refused": 1}]
        )
        self.assertEqual((times[0]["from"], times[0]["to"]), ("2026-06-09 00:00:00", "2026-06-10 00:00:00"))

    def test_one_day_is_shown_by_hour(self):
        self._attempt(ago=timedelta(hours=1))
        times = self.dashboard.charts({"days": 1})["times"]
        self.assertEqual((len(times), times[-2]["counts"], times[-1]["counts"]), (24, {"accepted": 1}, {}))

    def test_a_day_begins_where_the_user_lives(self):
        self._attempt(ago=timedelta(hours=13))  # 23:30 UTC of the day before, and already today in Hanoi
        times = self.dashboard.with_context(tz="Asia/Ho_Chi_Minh").charts({"days": 7})["times"]
        self.assertEqual((times[-1]["from"], times[-1]["counts"]), ("2026-06-14 17:00:00", {"accepted": 1}))

    def test_a_bar_has_what_the_list_behind_it_has(self):
        for hours in range(60):
            self._attempt(ago=timedelta(hours=hours))
        for zone in ("UTC", "America/New_York", "Asia/Kolkata"):
            for bar in self.dashboard.with_context(tz=zone).charts({"days": 7})["times"]:
                listed = self.env["mail.troubleshooting.attempt"].search_count(
                    [("date", ">=", bar["from"]), ("date", "<", bar["to"])]
                )
                self.assertEqual(bar["counts"].get("accepted", 0), listed, (zone, bar))

    def test_a_bar_has_what_the_list_behind_it_has_where_clocks_move_by_half_an_hour(self):
        move = NOON - datetime(2026, 4, 4, 15)  # when summer ends on Lord Howe Island
        for quarters in range(-120, 120):
            self._attempt(ago=move + timedelta(minutes=15 * quarters))
        times = self.dashboard.with_context(tz="Australia/Lord_Howe").charts({"days": 90})["times"]
        listed = [
            self.env["mail.troubleshooting.attempt"].search_count(
                [("date", ">=", bar["from"]), ("date", "<", bar["to"])]
            )
            for bar in times
        ]
        self.assertEqual([bar["counts"].get("accepted", 0) for bar in times], listed)
        self.assertEqual(sum(listed), 240)

    def test_a_server_whose_clock_is_ahead_breaks_no_chart(self):
        self._attempt(), self._attempt(ago=-timedelta(hours=2))
        for days in (1, 7):
            times = self.dashboard.charts({"days": days})["times"]
            self.assertEqual(times[-1]["counts"], {"accepted": 2})

    def test_what_is_older_is_not_counted(self):
        self._attempt("refused", ago=timedelta(days=8), cause=self.cause)
        charts = self.dashboard.charts({"days": 7})
        self.assertEqual((charts["causes"], charts["receivers"]), ([], []))

    def test_causes_stand_most_frequent_first_and_count_no_success(self):
        self._attempt(), self._attempt("refused", cause=self.cause), self._attempt("refused", cause=self.cause)
        self._attempt("uncertain")
        self.assertEqual(
            [(row["id"], row["count"]) for row in self.dashboard.charts({"days": 30})["causes"]],
            [(self.cause.id, 2), (False, 1)],
        )

    def test_receivers_are_split_by_outcome_and_domains_of_one_provider_are_one(self):
        for domain, outcome in (
            ("gmail.com", "accepted"),
            ("googlemail.com", "refused"),
            ("gmail.com", "accepted"),
            ("b.example", "refused"),
        ):
            self._attempt(outcome, domain)
        self.assertEqual(
            self.dashboard.charts({"days": 7})["receivers"],
            [
                {
                    "title": "Google",
                    "domains": ["gmail.com", "googlemail.com"],
                    "counts": {"accepted": 2, "refused": 1, "uncertain": 0, "not_tried": 0},
                },
                {
                    "title": "b.example",
                    "domains": ["b.example"],
                    "counts": {"accepted": 0, "refused": 1, "uncertain": 0, "not_tried": 0},
                },
            ],
        )

    def test_no_other_period_can_be_asked_for(self):
        for days in (0, 31, 10**6, "7", None, [7], True):
            with self.subTest(days), self.assertRaises(UserError):
                self.dashboard.charts({"days": days})

    def test_support_sees_them_and_others_do_not(self):
        support = new_test_user(self.env, "sara", groups="mail_troubleshooting.group_mail_support")
        self.assertTrue(self.dashboard.with_user(support).charts({"days": 7})["times"])
        with self.assertRaises(AccessError):
            self.dashboard.with_user(new_test_user(self.env, "ulla")).charts({"days": 7})

    # ------------------------------------------------------------ filters

    def _company(self):
        return self.env["res.company"].create({"name": "Abroad"})

    def _failure(self, company=None, server=None, status="exception"):
        """A notification that failed, with the attempt that was made for it."""
        message = self.env["mail.message"].create({"record_company_id": company and company.id, "body": "Hi"})
        partner = self.env["res.partner"].create({"name": "Una", "email": "una@lab.example"})
        notification = self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": partner.id,
                "notification_type": "email",
                "notification_status": status,
                "failure_type": "unknown",
                "failure_reason": "550 5.1.1 User unknown",
            }
        )
        self._attempt("refused", cause=notification.failure_cause_id).write(
            {
                "mail_message_id": message.id,
                "message_id": message.message_id,
                "partner_id": partner.id,
                "company_id": company and company.id,
                "mail_server_id": server and server.id,
            }
        )
        return notification

    def _figures(self, **filters) -> tuple[int, int]:
        """How many attempts, and how many failures."""
        charts = self.dashboard.charts({"days": 7, **filters})
        attempts = sum(bar["counts"].total() for bar in charts["times"])
        listed = self.env["mail.troubleshooting.attempt"].search_count(charts["attempts"])
        failures = sum(row["count"] for row in charts["failed"])
        kind = [("notification_type", "=", "email")]
        self.assertEqual(self.env["mail.notification"].search_count([*charts["failures"], *kind]), failures)
        self.assertEqual(listed, attempts)
        return attempts, failures

    def test_each_filter_is_about_attempts_and_failures_alike_and_so_are_the_lists(self):
        abroad = self._company()
        self.env.user.company_ids += abroad
        servers = self.env["ir.mail_server"].create([{"name": name, "smtp_host": "x"} for name in ("One", "Two")])
        self._failure(abroad, servers[0])
        notification = self._failure(None, servers[1])
        self.assertEqual(self._figures(company=abroad.id), (1, 1))
        self.assertEqual(self._figures(server=servers[0].id), (1, 1))
        self.assertEqual(self._figures(server=servers[1].id, company=abroad.id), (0, 0))
        self.assertEqual(self._figures(cause=self.cause.id), (2, 2))
        other = self.env["mail.troubleshooting.cause"].search([("code", "=", "mailbox_full")])
        self.assertEqual(self._figures(cause=other.id), (0, 0))
        self.assertEqual(notification.failure_server_ids, servers[1])

    def test_failures_of_before_are_not_counted(self):
        self._failure().failure_date = NOON - timedelta(days=8)
        self.assertEqual(self._figures(), (1, 0))

    def test_what_there_is_one_of_is_not_offered(self):
        Server = self.env["ir.mail_server"]
        Server.search([("active", "in", (True, False))]).unlink()
        one = Server.create({"name": "One", "smtp_host": "x"})
        self.env.user.company_ids = self.env.company
        choices = self.dashboard.charts({"days": 7})["choices"]
        self.assertEqual((choices["company"], choices["server"]), ([], []))
        archived = Server.create({"name": "Two", "smtp_host": "x", "active": False})
        choices = self.dashboard.charts({"days": 7})["choices"]
        self.assertEqual({choice["id"] for choice in choices["server"]}, {one.id, archived.id})
        self.assertIn({"id": self.cause.id, "name": self.cause.display_name}, choices["cause"])

    def test_what_belongs_to_another_company_is_neither_shown_nor_chosen(self):
        abroad = self._company()
        self._failure(abroad), self._failure(self.env.company), self._failure()
        home = new_test_user(self.env, "hanna", groups="base.group_system", company_id=self.env.company.id)
        self.dashboard = self.dashboard.with_user(home)
        self.env = self.dashboard.env
        self.assertEqual(self._figures(), (2, 2))
        self.assertNotIn(abroad.id, [choice["id"] for choice in self.dashboard.charts({})["choices"]["company"]])
        with self.assertRaises(UserError):
            self.dashboard.charts({"company": abroad.id})

    def test_what_came_back_has_its_own_line(self):
        self._failure(status="bounce")
        self.assertEqual(self.dashboard.charts({"days": 7})["bounced"], [0, 0, 0, 0, 0, 0, 1])

    def test_waiting_times_stand_in_their_parts(self):
        for seconds in (1, 59, 60, 3600, 100000):
            self._attempt().waited = seconds
        self._attempt()  # of before this was kept
        self.assertEqual(self.dashboard.charts({"days": 7})["times"][-1]["waits"], [2, 1, 0, 1, 1])

    def test_hours_of_the_day_are_those_of_the_user_and_lead_to_the_same_attempts(self):
        server = self.env["ir.mail_server"].create({"name": "One", "smtp_host": "x"})
        self._attempt().mail_server_id = server
        for zone, hour in (("UTC", 12), ("Asia/Kolkata", 18), ("America/New_York", 8)):
            charts = self.dashboard.with_context(tz=zone).charts({"days": 7})
            self.assertEqual([row["counts"][hour] for row in charts["hours"]], [1], zone)
            domain = [*charts["attempts"], ("mail_server_id", "=", server.id), ("date.hour_number", "=", hour)]
            self.assertEqual(self.env["mail.troubleshooting.attempt"].with_context(tz=zone).search_count(domain), 1)

    def test_a_part_is_what_it_is_in_the_whole(self):
        self._failure(status="bounce"), self._failure()
        whole = self.dashboard.charts({"days": 7})
        for part, names in (
            ("attempts", {"times", "causes", "hours"}),
            ("receivers", {"receivers"}),
            ("failures", {"failed", "bounced"}),
        ):
            figures = self.dashboard.charts({"days": 7}, [part])
            self.assertEqual({name: whole[name] for name in figures}, figures)
            self.assertEqual(set(figures) & {"times", "causes", "hours", "receivers", "failed", "bounced"}, names)

    def test_no_other_part_can_be_asked_for(self):
        for parts in ("attempts", ["all"], [["attempts"]], None, 1):
            with self.subTest(parts), self.assertRaises(UserError):
                self.dashboard.charts({"days": 7}, parts)

    def test_nothing_else_can_be_asked_for(self):
        for values in (
            None,
            [],
            {"days": 7, "user": 1},
            {"cause": -1},
            {"server": "1"},
            {"cause": 2**31},
            {"server": True},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.dashboard.charts(values)
