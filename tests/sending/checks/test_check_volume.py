"""Checks of how many emails leave: today, against the limit, and those that need not be emails."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ....checks.sending.notified_by_email import PARAMETER
from ....services.dashboard.findings.shown import show
from ....services.sending import volume
from ....services.sending.parameters import written
from ....tools.figures.volume import Origin, origin, projected, stated_limit
from ....tools.monitoring.finding import Severity
from ....tools.parameters import unusable
from ...support.check_case import CHECK, CheckCase
from ...support.common import write_by_sql


class VolumeCase(CheckCase):
    def setUp(self):
        super().setUp()
        self.Attempt = self.env["mail.troubleshooting.attempt"]
        self.Attempt.search([]).unlink()
        self.now = fields.Datetime.now()

    def _accepted(self, number=1, **values):
        self.Attempt.create([{"date": self.now, "outcome": "accepted", **values} for _n in range(number)])

    def _over_quota(self, reply="550 5.4.5 Daily sending limit of 300 emails exceeded", **values):
        quota = self.env["mail.troubleshooting.cause"].search([("code", "=", "provider_quota")])
        self.Attempt.create(
            {"date": self.now, "outcome": "refused", "failure_cause_id": quota.id, "reply": reply, **values}
        )

    def _message(self, message_type="comment"):
        return self.env["mail.message"].create({"body": "x", "message_type": message_type})


@tagged("post_install", "-at_install")
class TestVolume(VolumeCase):
    name = "volume"

    def _judged(self, count, limit, hours=12, hits=0, server_id=None):
        support = volume.facts_for_support(self.env)
        facts = {
            "elapsed": timedelta(hours=hours),
            "zone": "UTC",
            "limit": limit,
            "hours": {"10:00": count},
            "hits": hits,
            "support": support,
            "servers": [{"id": 7, "name": "Firm", "count": count - 10}, {"id": 8, "name": "Old", "count": 10}],
            "origins": [Origin("written", "res.partner", count)],
            "server_id": server_id,
        }
        return [(f.problem, f.severity) for f in self.env[CHECK + self.name]._judge(facts)]

    def test_a_day_without_emails_is_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_without_a_limit_and_far_from_it_there_are_only_figures(self):
        self.assertEqual(self._judged(9999, 0), [("emails_of_today", Severity.INFO)])
        self.assertEqual(self._judged(40, 100), [("emails_of_today", Severity.INFO)])

    def test_near_the_limit_and_on_the_way_to_it(self):
        self.assertEqual(self._judged(80, 100, hours=1), [("daily_limit_is_near", Severity.WARNING)])
        self.assertEqual(self._judged(60, 100, hours=6), [("daily_limit_is_near", Severity.WARNING)])

    def test_the_first_hours_say_nothing_about_the_day(self):
        self.assertEqual(self._judged(60, 100, hours=1), [("emails_of_today", Severity.INFO)])

    def test_the_limit_of_one_server_is_not_that_of_the_others(self):
        self.assertEqual(self._judged(90, 100, hours=1, server_id=7), [("daily_limit_is_near", Severity.WARNING)])
        self.assertEqual(self._judged(90, 100, hours=1, server_id=8), [("emails_of_today", Severity.INFO)])

    def test_a_limit_that_was_reached_is_named_first(self):
        self.assertEqual(self._judged(90, 100, hits=3), [("daily_limit_is_reached", Severity.WARNING)])

    def test_the_limit_is_what_was_entered_or_what_the_server_said(self):
        self._over_quota(mail_server_id=self.server.id)
        check = self.env[CHECK + self.name]
        facts = check._collect()
        self.assertEqual((facts["limit"], facts["server_id"], facts["hits"]), (300, self.server.id, 1))
        self.env["ir.config_parameter"].set_param("mail_troubleshooting.daily_limit", "50")
        facts = check._collect()
        self.assertEqual((facts["limit"], facts["server_id"]), (50, None))

    def test_hours_servers_and_origins_are_counted(self):
        colleague = self.administrator.partner_id
        customer = self.env["res.partner"].create({"name": "Cleo", "email": "cleo@far.lab.example"})
        common = {"model": "res.partner", "mail_server_id": self.server.id}
        self._accepted(3, partner_id=customer.id, mail_message_id=self._message().id, **common)
        self._accepted(2, partner_id=colleague.id, mail_message_id=self._message().id, **common)
        self._accepted(1, partner_id=customer.id, mail_message_id=self._message("notification").id, **common)
        self._accepted(4)
        self._accepted(9, date=self.now - timedelta(days=2))
        facts = self.env[CHECK + self.name]._collect()
        self.assertEqual(facts["hours"], {f"{self.now:%H}:00": 10})
        self.assertEqual(
            [(s["id"], s["name"], s["count"]) for s in facts["servers"]], [(self.server.id, "Firm", 6), (False, "", 4)]
        )
        self.assertEqual(
            facts["origins"],
            [
                Origin("mass", "", 4),
                Origin("written", "res.partner", 3),
                Origin("internal", "res.partner", 2),
                Origin("automatic", "res.partner", 1),
            ],
        )

    def test_a_server_that_is_gone_leaves_its_number(self):
        old = self.env["ir.mail_server"].create({"name": "Old", "smtp_host": "old.lab.example"})
        self._accepted(2, mail_server_id=old.id)
        old.unlink()
        self.assertEqual(volume.accepted_by_server(self.env, self.now - timedelta(hours=1))[0]["count"], 2)

    def test_the_text_for_support_has_everything_filled_in(self):
        self._accepted(3, mail_message_id=self._message().id)
        shown = show(self._standing("volume"))
        text = next(step["copy"] for step in shown["steps"] if step["copy"])
        self.assertIn("Emails accepted today: 3.", text)
        self.assertIn("Email domains: firm.lab.example.", text)
        self.assertNotRegex(text, r"[{}]|\?")

    def test_limits_are_read_from_replies(self):
        for reply, limit in (
            ("550 5.4.5 Daily user sending limit exceeded", 0),
            ("You have reached your quota: 10,000 messages", 10000),
            ("452 4.5.3 at most 200 emails per day", 200),
            ("", 0),
        ):
            with self.subTest(reply):
                self.assertEqual(stated_limit(reply), limit)
        self.assertEqual(projected(100, 21600), 400)

    def test_kinds_of_emails(self):
        for message_type, is_share, kind in (
            ("comment", True, "written"),
            ("comment", None, "written"),
            ("comment", False, "internal"),
            ("notification", True, "automatic"),
            ("user_notification", False, "internal"),
            ("email_outgoing", False, "mass"),
            (False, True, "mass"),
        ):
            with self.subTest(message_type=message_type, is_share=is_share):
                self.assertEqual(origin(message_type, is_share), kind)

    def test_the_buttons_show_todays_emails(self):
        self._accepted(2)
        self._over_quota()
        self._over_quota(date=self.now - timedelta(days=2))
        found = self._standing("volume")
        self.assertEqual(self.Attempt.search_count(found.apply("sent_today")["domain"]), 2)
        self.assertEqual(self.Attempt.search_count(found.apply("refused_today")["domain"]), 1)

    def test_its_number_of_queries_does_not_depend_on_the_number_of_emails(self):
        self._accepted(2, mail_message_id=self._message().id)
        before = self._queries(self.name)
        self._accepted(30, mail_message_id=self._message().id)
        self.assertEqual(self._queries(self.name), before)
        self.assertLess(before, 25)


@tagged("post_install", "-at_install")
class TestNotifiedByEmail(VolumeCase):
    name = "notified.by.email"

    def setUp(self):
        super().setUp()
        self.env["res.users"].search([("share", "=", False)]).notification_type = "inbox"
        self.user = self._user("nora")

    def _user(self, login, seen=True):
        user = new_test_user(self.env, login, email=f"{login}@firm.lab.example", notification_type="email")
        if seen:
            self.env["res.users.log"].with_user(user).sudo().create({})
        return user

    def _notified(self, number=20, user=None, **values):
        self._accepted(
            number, partner_id=(user or self.user).partner_id.id, mail_message_id=self._message().id, **values
        )

    def test_a_few_notifications_by_email_are_healthy(self):
        self._notified(19)
        self.assertEqual(self._found(self.name), [])

    def test_what_is_no_notification_is_not_counted(self):
        self._accepted(30, partner_id=self.user.partner_id.id, mail_message_id=self._message("email_outgoing").id)
        self._notified(30, date=self.now - timedelta(days=8))
        self._notified(30, outcome="refused")
        self.assertEqual(self._found(self.name), [])

    def test_many_are_counted_with_their_users(self):
        self._notified(30)
        found = self._standing("notified_by_email")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.values["saved"], found.values["names"]),
            ("notifications_by_email", "info", "30", "nora (base.group_user)"),
        )
        self.assertEqual(self.env["res.users"].search(found.apply("users")["domain"]), self.user)

    def test_who_is_never_in_odoo_is_left_alone(self):
        self._notified(30, self._user("olga", seen=False))
        self.assertEqual(self._found(self.name), [])

    def test_the_button_moves_exactly_those_that_were_shown_and_another_takes_it_back(self):
        self._notified()
        found = self._standing("notified_by_email")
        later = self._user("pia")
        self._notified(user=later)
        found.apply("notify_in_odoo")
        self.assertEqual((self.user.notification_type, later.notification_type), ("inbox", "email"))
        undo = self._standing("notified_by_email").filtered(lambda f: f.problem_id.code == "notifications_in_odoo")
        self.assertEqual(undo.values["count"], "1")
        undo.apply("notify_by_email")
        self.assertEqual(self.user.notification_type, "email")
        self.assertNotIn(undo.id, self._standing("notified_by_email").ids)
        self.assertEqual(self.env["ir.config_parameter"].get_param(PARAMETER), "[]")

    def test_after_a_month_nobody_is_offered_to_take_it_back(self):
        self._notified()
        self._standing("notified_by_email").apply("notify_in_odoo")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET write_date = %s WHERE key = %s", [self.now - timedelta(days=31), PARAMETER]
        )
        self.env.invalidate_all()
        self.assertEqual(self._found(self.name), [])

    def test_who_went_back_by_themselves_is_not_named_any_more(self):
        self._notified()
        self._standing("notified_by_email").apply("notify_in_odoo")
        self.user.notification_type = "email"
        self.assertEqual([code for code, _severity in self._found(self.name)], ["notifications_by_email"])

    @mute_logger("odoo.addons.mail_troubleshooting.models.sending.ir_config_parameter")
    def test_a_list_of_moved_users_that_cannot_be_read_is_none_and_is_named(self):
        for text in ("nonsense", "[1", "{}", "7", '["7"]', "[true]", "[0]", "[99999999999]", "[" * 50000):
            with self.subTest(text):
                write_by_sql(self.env, PARAMETER, text)
                self.assertEqual(self._found(self.name), [])
                self.assertEqual(unusable(written(self.env)), {PARAMETER: text})
        self._notified()
        self._standing("notified_by_email").apply("notify_in_odoo")
        self.assertEqual(self.env["ir.config_parameter"].get_param(PARAMETER), f"[{self.user.id}]")
        self.assertEqual(unusable(written(self.env)), {})

    def test_only_administrators_move_users(self):
        self._notified()
        found = self._standing("notified_by_email")
        with self.assertRaises(AccessError):
            found.with_user(self.user).apply("notify_in_odoo")
        self.assertEqual(self.user.notification_type, "email")

    def test_its_number_of_queries_does_not_depend_on_the_number_of_users(self):
        self._notified()
        before = self._queries(self.name)
        for login in ("quin", "rita", "sara"):
            self._notified(user=self._user(login))
        self.assertEqual(self._queries(self.name), before)
