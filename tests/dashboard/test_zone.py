"""Moments are told in the time zone of who reads them, and the day is that of the company."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ...services.dashboard.findings.keeping import keep
from ...services.dashboard.findings.shown import show
from ...services.dashboard.findings.texts import filling
from ...services.dashboard.moments import day_start, home_zone, tomorrow
from ...tools.monitoring.finding import Dated, Finding, MoreThan, Severity
from .findings.alert_case import AlertCase

#: Half past eleven at night in Greenwich is half past six in the morning of the next day in Hanoi.
NIGHT = datetime(2026, 6, 14, 23, 30)
HANOI = "Asia/Ho_Chi_Minh"


@tagged("post_install", "-at_install")
class TestMoments(TransactionCase):
    def _finding(self, **values):
        findings = self.env["mail.troubleshooting.finding"]
        evidence = (Dated("ir.cron.lastcall", "by somebody", NIGHT), Dated("ir.cron.nextcall", "–", None))
        keep(self.env, "zone", [Finding("email_queue_late", Severity.ERROR, values=values, evidence=evidence)], 1)
        return findings.search([("check_code", "=", "zone")])

    def _explained(self, tz, lang=None, **values):
        finding = self._finding(**values)
        finding.problem_id.explanation = "It is {it}."
        return show(finding.with_context(tz=tz, lang=lang))

    def test_a_moment_is_told_where_its_reader_lives(self):
        self.assertEqual(self._explained(HANOI, it=NIGHT)["explanation"], "It is Jun 15, 2026, 6:30 AM.")
        self.assertEqual(self._explained("America/New_York", it=NIGHT)["explanation"], "It is Jun 14, 2026, 7:30 PM.")

    def test_where_nobody_chose_a_zone_it_says_which_it_is(self):
        self.env.user.tz = False
        self.assertEqual(self._explained(False, it=NIGHT)["explanation"], "It is Jun 14, 2026, 11:30 PM UTC.")

    @freeze_time(NIGHT + timedelta(hours=2))
    def test_a_moment_of_the_readers_own_day_is_told_without_the_date(self):
        self.assertEqual(self._explained(HANOI, it=NIGHT)["explanation"], "It is 6:30 AM.")
        self.assertEqual(self._explained("Europe/London", it=NIGHT)["explanation"], "It is 12:30 AM.")
        self.assertEqual(self._explained("America/Sao_Paulo", it=NIGHT)["explanation"], "It is 8:30 PM.")

    def test_a_moment_is_told_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        finding = self._finding(it=NIGHT)
        self.assertIn(
            "15 thg 6, 2026", filling(finding.with_context(tz=HANOI, lang="vi_VN").env, finding.values, {})["it"]
        )

    def test_evidence_has_its_moment_first_and_can_do_without(self):
        self.assertEqual(
            self._explained(HANOI, it="x")["evidence"],
            [
                {"source": "ir.cron.lastcall", "excerpt": "Jun 15, 2026, 6:30 AM: by somebody"},
                {"source": "ir.cron.nextcall", "excerpt": "–"},
            ],
        )

    def test_a_number_at_which_counting_was_stopped_says_so(self):
        self.assertEqual(self._explained(HANOI, it=MoreThan(10000))["explanation"], "It is more than 10,000.")

    def test_texts_of_outsiders_are_never_taken_for_a_moment(self):
        for text in ("2026-06-14 23:30:00", '{"moment": "2026-06-14 23:30:00"}'):
            self.assertEqual(self._explained(HANOI, it=text)["explanation"], f"It is {text}.")


@tagged("post_install", "-at_install")
@freeze_time(NIGHT)
class TestDay(TransactionCase):
    def setUp(self):
        super().setUp()
        self.contact = self.env["res.company"].search([], limit=1).partner_id
        self.env.ref("base.user_admin").tz = "America/New_York"
        self.contact.tz = HANOI
        self.Attempt = self.env["mail.troubleshooting.attempt"]
        self.Attempt.search([]).unlink()

    def test_the_day_is_that_of_the_company_else_of_the_administrator(self):
        self.assertEqual((home_zone(self.env), day_start(self.env)), (HANOI, datetime(2026, 6, 14, 17)))
        self.contact.tz = False
        self.assertEqual((home_zone(self.env), day_start(self.env)), ("America/New_York", datetime(2026, 6, 14, 4)))
        self.env.ref("base.user_admin").tz = False
        self.assertEqual((home_zone(self.env), day_start(self.env)), ("UTC", datetime(2026, 6, 14)))

    def test_tomorrow_begins_at_midnight_also_when_the_clocks_change(self):
        self.contact.tz = "Europe/Brussels"
        with freeze_time(datetime(2026, 10, 24, 22, 30)):  # summer time ends in the night to the 25th, at 01:00 UTC
            self.assertEqual(day_start(self.env), datetime(2026, 10, 24, 22))
            self.assertEqual(tomorrow(self.env), datetime(2026, 10, 25, 23))

    def test_the_emails_of_today_are_those_of_the_companys_day(self):
        ages = (timedelta(minutes=1), timedelta(hours=6), timedelta(hours=7))  # 06:29, 00:30, and 23:30 the day before
        self.Attempt.create([{"date": fields.Datetime.now() - age, "outcome": "accepted"} for age in ages])
        check = self.env["mail.troubleshooting.check.volume"]
        facts = check._collect()
        self.assertEqual((facts["hours"], facts["elapsed"]), ({"00:00": 1, "06:00": 1}, timedelta(hours=6.5)))
        (found,) = check._judge(facts)
        self.assertEqual((found.values["count"], found.values["zone"]), ("2", HANOI))
        self.assertIn((f"06:00 {HANOI}", "1"), [(one.source, one.excerpt) for one in found.evidence])
        self.assertEqual(self.Attempt.search_count(check._button_sent_today(None)["domain"]), 2)


@tagged("post_install", "-at_install")
class TestAlertsInZones(AlertCase):
    def _told(self, way):
        self.set("alert_way", way)
        finding = self.find()
        finding.first_seen = NIGHT
        self.run_job("ir_cron_alert")
        return self.alerts.search([], limit=1)

    def test_everybody_reads_it_in_the_own_zone_and_which_it_is(self):
        self.by_email.tz, self.in_odoo.tz = HANOI, "America/New_York"
        notes = {activity.user_id: activity.note for activity in self._told("activity").activity_ids}
        self.assertIn(f"Jun 15, 2026, 6:30 AM ({HANOI})", notes[self.by_email])
        self.assertIn("Jun 14, 2026, 7:30 PM (America/New_York)", notes[self.in_odoo])

    def test_a_channel_reads_it_in_the_zone_of_the_company(self):
        self.env.user.tz = False
        self.env["res.company"].search([], limit=1).partner_id.tz = HANOI
        self._told("channel")
        body = self.env.ref("mail_troubleshooting.channel_alerts").message_ids[0].body
        self.assertIn(f"Jun 15, 2026, 6:30 AM ({HANOI})", body)
