"""People are told inside Odoo that something is wrong, once, and once more when it is over."""

from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged
from odoo.tools import mute_logger

from ....services.dashboard.alerts import telling
from ....services.dashboard.alerts.noting import GONE, note_begun
from ....services.dashboard.alerts.readers import alert_channel
from ....services.dashboard.alerts.settings import is_on
from ....services.dashboard.findings.keeping import keep
from ....services.dashboard.findings.shown import show
from ....tools.monitoring.finding import Finding, Severity
from ...support.common import write_by_sql
from .alert_case import PREFIX, AlertCase

LOGGER = "odoo.addons.mail_troubleshooting.models."

HOSTILE = '<img src=x onerror="alert(1)"><a href="javascript:alert(2)">pay</a>'


@tagged("post_install", "-at_install")
class TestWhatIsTold(AlertCase):
    def setUp(self):
        super().setUp()
        self.set("alert_way", "inbox")

    def test_an_error_is_told_once_and_once_more_when_it_is_over(self):
        for _run in range(3):
            self.find()
        self.assertEqual(self.events(), ["raised"])
        for _run in range(3):
            self.find_nothing()
        self.assertEqual(self.events(), ["raised", "over"])

    def test_what_comes_back_is_told_again(self):
        self.find()
        self.find_nothing()
        self.find()
        self.assertEqual(self.events(), ["raised", "over", "raised"])

    def test_what_comes_and_goes_is_told_once_and_is_over_when_it_stayed_away(self):
        first = self.find()
        for _time in range(4):
            self.find_nothing(hours=0.5)
            self.assertEqual(self.find(), first)
        self.assertEqual((self.events(), first.closed_date, first.shown), (["raised"], False, True))
        self.find_nothing(hours=0.5)
        self.assertEqual(self.events(), ["raised"])
        self.find_nothing()
        self.assertEqual(self.events(), ["raised", "over"])

    def test_the_end_is_told_by_the_scheduled_action_although_no_check_runs(self):
        self.find()
        self.find_nothing(hours=0)
        self.findings.search([("check_code", "=", "some")]).closed_date -= GONE
        self.run_job("ir_cron_alert")
        self.assertEqual(
            self.alerts.search([], order="id").mapped(lambda alert: (alert.event, alert.told)),
            [("raised", True), ("over", True)],
        )

    def test_an_effect_is_not_told_and_its_cause_is_as_bad_as_the_effect(self):
        keep(self.env, "cause", [Finding("odoobot_placeholder", Severity.INFO)], 1)
        cause = self.findings.search([("check_code", "=", "cause")])
        keep(self.env, "effect", [Finding("email_queue_late", Severity.ERROR)], 1)
        effect = self.findings.search([("check_code", "=", "effect")])
        effect.explained_by_id, cause.severity = cause, "error"
        note_begun(self.env)
        self.assertEqual(self.alerts.search([]).finding_id, cause)

    def test_one_that_cannot_be_told_stops_no_other_and_is_told_the_next_time(self):
        self.find()
        keep(self.env, "other", [Finding("email_queue_grows", Severity.ERROR)], 1)
        note_begun(self.env)
        first, second = self.alerts.search([], order="id")
        tell = telling._tell_inbox

        def fails(alert, users):
            tell(alert, users)
            if alert == first:
                raise ValueError("No inbox today")

        logger = "odoo.addons.mail_troubleshooting.services.sending.queue.interruptions"
        with patch.object(telling, "_tell_inbox", fails), self.assertLogs(logger, "ERROR") as log:
            self.run_job("ir_cron_alert")
        self.assertIn("No inbox today", "".join(log.output))
        self.assertEqual((first.told, second.told), (False, True))
        told = [("model", "=", first._name), ("res_id", "=", first.id), ("message_type", "=", "user_notification")]
        self.assertFalse(self.env["mail.message"].search(told), "half told")
        self.run_job("ir_cron_alert")
        self.assertTrue(first.told)
        self.assertEqual(self.env["mail.message"].search_count(told), len(self.people))

    def test_what_one_run_does_not_tell_the_next_one_tells(self):
        self.find()
        keep(self.env, "other", [Finding("email_queue_grows", Severity.ERROR)], 1)
        note_begun(self.env)
        with patch.object(telling, "BATCH", 1):
            for told in (1, 2):
                self.run_job("ir_cron_alert")
                self.assertEqual(self.alerts.search_count([("told", "=", True)]), told)

    def test_nobody_is_told_any_more_once_that_was_switched_off(self):
        self.find()
        self.set("alert_way", "none")
        self.run_job("ir_cron_alert")
        alert = self.alerts.search([])
        self.assertFalse(self.env["mail.message"].search([("model", "=", alert._name), ("res_id", "=", alert.id)]))
        self.assertFalse(alert.activity_ids)

    @mute_logger(LOGGER + "sending.ir_config_parameter")
    def test_settings_that_make_no_sense_stop_no_check_and_errors_are_told(self):
        for severity in ("urgent", "0", "ERROR"):
            write_by_sql(self.env, PREFIX + "alert_severity", severity)
            self.find(severity=Severity.WARNING)
            self.assertEqual(self.events(), [])
        self.find()
        self.assertEqual(self.events(), ["raised"])
        write_by_sql(self.env, PREFIX + "alert_way", "pigeon")
        self.assertFalse(is_on(self.env))

    def test_a_warning_is_told_only_where_that_was_chosen(self):
        self.find(severity=Severity.WARNING)
        self.find_nothing()
        self.assertEqual(self.events(), [], "Of what was not told the end is not told either.")
        self.set("alert_severity", "warning")
        self.find(severity=Severity.WARNING)
        self.assertEqual(self.events(), ["raised"])

    def test_what_becomes_an_error_is_told_then(self):
        self.find(severity=Severity.WARNING)
        self.find(severity=Severity.ERROR)
        self.assertEqual(self.events(), ["raised"])

    def test_what_could_not_be_checked_is_not_told_as_broken(self):
        self.set("alert_severity", "warning")
        self.find(problem="could_not_be_checked", severity=Severity.UNKNOWN)
        self.assertEqual(self.events(), [])

    def test_what_was_put_off_is_told_when_its_day_is_over(self):
        self.set("alert_way", "none")
        finding = self.find()
        self.set("alert_way", "inbox")
        self.snooze(finding)
        self.find()
        self.assertEqual(self.events(), [])
        finding.snoozed_until = False
        self.find()
        self.assertEqual(self.events(), ["raised"])

    def test_what_was_found_too_seldom_is_not_told_and_its_end_neither(self):
        self.find(repeats=2)
        self.assertEqual(self.events(), [])
        self.find_nothing()
        self.assertEqual(self.events(), [])
        self.assertFalse(self.findings.search([("check_code", "=", "some")]), "Nobody has seen it.")
        self.find(repeats=2)
        self.find(repeats=2)
        self.assertEqual(self.events(), ["raised"])

    def test_nothing_is_kept_where_nobody_wants_to_know(self):
        self.set("alert_way", "none")
        self.find()
        self.assertEqual(self.events(), [])

    def test_a_check_that_runs_wakes_who_tells_it(self):
        with self.capture_triggers("mail_troubleshooting.ir_cron_alert") as captured:
            queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
            queue.active = False
            self.env["mail.troubleshooting.checkup"].run("scheduled_action_inactive")
            self.assertEqual(self.events(), ["raised"])
        self.assertEqual(len(captured.records), 1)

    def test_each_alert_is_told_once(self):
        self.find()
        with patch.object(telling, "tell") as tell:
            self.run_job("ir_cron_alert")
            self.run_job("ir_cron_alert")
        self.assertEqual(tell.call_count, 1)


@tagged("post_install", "-at_install")
class TestHowItIsTold(AlertCase):
    def emails(self):
        self.env.flush_all()
        return self.env["mail.mail"].search_count([])

    def tell(self, way, **values):
        """The error is found and told; gives the alert."""
        self.set("alert_way", way)
        self.before = self.emails()
        self.find(**values)
        self.run_job("ir_cron_alert")
        return self.alerts.search([], limit=1)

    def end(self):
        self.find_nothing()
        self.run_job("ir_cron_alert")
        return self.alerts.search([], limit=1)

    def test_everybody_chosen_has_it_in_the_inbox_and_nobody_gets_an_email(self):
        alert = self.tell("inbox")
        notifications = alert.message_ids.notification_ids or self.env["mail.notification"].search(
            [("mail_message_id.model", "=", alert._name), ("mail_message_id.res_id", "=", alert.id)]
        )
        self.assertEqual(notifications.res_partner_id, self.people.partner_id)
        self.assertEqual(set(notifications.mapped("notification_type")), {"inbox"})
        self.assertEqual(self.emails(), self.before)

    def test_who_has_no_inbox_on_the_screen_gets_an_activity_beside_it(self):
        self.assertEqual(self.tell("inbox").activity_ids.user_id, self.by_email)

    def test_everybody_chosen_has_an_activity_which_goes_when_it_is_over(self):
        alert = self.tell("activity")
        self.assertEqual(alert.activity_ids.user_id, self.people)
        self.assertNotIn("resolved", alert.activity_ids[0].summary)
        self.assertEqual(self.emails(), self.before)
        over = self.end()
        self.assertFalse(alert.activity_ids)
        self.assertEqual(over.activity_ids.user_id, self.people)
        self.assertIn("resolved", over.activity_ids[0].summary)

    def test_the_end_of_one_leaves_the_activities_of_another(self):
        keep(self.env, "other", [Finding("email_queue_grows", Severity.ERROR)], 1)
        self.set("alert_way", "activity")
        note_begun(self.env)
        other = self.alerts.search([])
        one = self.tell("activity")
        self.assertTrue(one.activity_ids and other.activity_ids)
        self.end()
        self.assertFalse(one.activity_ids)
        self.assertTrue(other.activity_ids)

    def test_nothing_is_left_with_people_when_a_finding_is_forgotten(self):
        for way in ("activity", "inbox"):
            alert = self.tell(way)
            of_alert = [("res_id", "=", alert.id), ("res_model", "=", alert._name)]
            messages = [("res_id", "=", alert.id), ("model", "=", alert._name)]
            self.assertTrue(self.env["mail.activity"].search_count(of_alert))
            (alert.finding_id if way == "activity" else alert.finding_id.problem_id).unlink()
            self.assertFalse(alert.exists())
            self.assertFalse(self.env["mail.activity"].search_count(of_alert))
            self.assertFalse(self.env["mail.message"].search_count(messages))

    def test_the_channel_is_made_once_and_has_every_alert(self):
        self.tell("channel")
        channel = self.env.ref("mail_troubleshooting.channel_alerts")
        self.end()
        self.assertEqual(alert_channel(self.env), channel)
        messages = channel.message_ids.filtered(lambda message: message.message_type == "comment")
        self.assertEqual(len(messages), 2)
        self.assertIn("<strong>Resolved</strong>", messages[0].body)
        self.assertEqual(self.emails(), self.before)

    def test_administrators_are_in_the_channel_and_others_do_not_see_it(self):
        self.tell("channel")
        channel = self.env.ref("mail_troubleshooting.channel_alerts")
        self.assertTrue(self.people.partner_id <= channel.channel_partner_ids)
        demo = self.env["res.users"].create(
            {"name": "Carl", "login": "carl", "group_ids": self.env.ref("base.group_user").ids}
        )
        self.assertFalse(channel.with_user(demo).has_access("read"))

    def test_a_channel_of_ones_own_is_taken(self):
        channel = self.env["discuss.channel"].create({"name": "Operations", "channel_type": "channel"})
        self.set("alert_channel_id", str(channel.id))
        self.tell("channel")
        self.assertIn("/odoo/email-troubleshooting", channel.message_ids[0].body)
        self.assertFalse(self.env.ref("mail_troubleshooting.channel_alerts", raise_if_not_found=False))

    def test_a_channel_that_was_deleted_is_made_anew(self):
        channel = self.env["discuss.channel"].create({"name": "Operations", "channel_type": "channel"})
        self.set("alert_channel_id", str(channel.id))
        channel.unlink()
        self.tell("channel")
        self.assertTrue(self.env.ref("mail_troubleshooting.channel_alerts").message_ids)

    def test_where_nobody_chosen_is_left_all_administrators_are_told(self):
        self.people.active = False
        alert = self.tell("activity")
        self.assertIn(self.env.ref("base.user_admin"), alert.activity_ids.user_id)
        self.assertNotIn(self.env.ref("base.user_root"), alert.activity_ids.user_id)

    def test_it_says_since_when_and_what_to_do_first(self):
        alert = self.tell("activity", hours="7", due="3")
        note, finding = alert.activity_ids[0].note, alert.finding_id
        self.assertIn(finding.title, note)
        self.assertIn(f"{finding.first_seen:%b} {finding.first_seen.day}, {finding.first_seen.year}, ", note)
        self.assertIn(show(finding)["steps"][0]["text"], note)
        self.assertIn('href="/odoo/email-troubleshooting"', note)

    def test_everybody_reads_it_in_the_own_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        problem = self.env.ref("mail_troubleshooting.problem_email_queue_late")
        problem.with_context(lang="vi_VN").name = "Hàng đợi trễ"
        self.by_email.lang = "vi_VN"
        alert = self.tell("activity")
        mine = alert.activity_ids.filtered(lambda activity: activity.user_id == self.by_email)
        self.assertIn("Hàng đợi trễ", mine.summary)
        self.assertIn("Hàng đợi trễ", str(mine.note))

    def test_whatever_can_be_typed_into_the_search_of_alerts_finds_something_or_nothing(self):
        alerts = self.env["mail.troubleshooting.alert"]
        search = etree.fromstring(alerts.get_view(view_type="search")["arch"])
        for field in search.iter("field"):
            with self.subTest(field.get("name")):
                alerts.search([(field.get("name"), "ilike", "over")])

    def test_what_outsiders_wrote_is_inert(self):
        for way in ("activity", "inbox", "channel"):
            with self.subTest(way):
                alert = self.tell(way, problem="could_not_be_checked", check=HOSTILE, error=HOSTILE)
                channel = self.env.ref("mail_troubleshooting.channel_alerts", raise_if_not_found=False)
                bodies = [activity.note for activity in alert.activity_ids]
                bodies += self.env["mail.message"].search([("model", "=", alert._name)]).mapped("body")
                bodies += channel.message_ids.mapped("body") if channel else []
                written = [str(body) for body in bodies if "onerror" in str(body)]
                self.assertTrue(written)
                for body in written:
                    self.assertNotIn("<img", body)
                    self.assertNotIn('<a href="javascript', body)
                self.end()
