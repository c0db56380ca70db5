"""The check-up: running checks, keeping findings, snoozing, closing, and what a broken check does."""

from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ....services.dashboard.findings.checks import check_of, checks
from ....services.dashboard.findings.checkup import could_not_be_checked, lock_state
from ....services.dashboard.findings.keeping import keep
from ....services.dashboard.findings.overview import overview
from ....services.dashboard.findings.shown import show
from ....tools.monitoring.finding import Finding, Severity
from ...support.check_case import standing

INACTIVE = "scheduled_action_inactive"
LOGGER = "odoo.addons.mail_troubleshooting.services.dashboard.findings.checkup"


@tagged("post_install", "-at_install")
class TestCheckup(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.troubleshooting.finding"].search([]).unlink()
        cls.queue = cls.env.ref("mail.ir_cron_mail_scheduler_action")
        cls.env["mail.troubleshooting.check.scheduled.action.inactive"]._actions().active = True
        cls.checkup = cls.env["mail.troubleshooting.checkup"]
        cls.support = new_test_user(cls.env, "sue", "base.group_user,mail_troubleshooting.group_mail_support")

    def _standing(self, code=INACTIVE):
        self.checkup.run(code)
        return standing(self.env).filtered(lambda f: f.check_code == code)

    def _break(self):
        self.queue.active = False
        return self._standing()

    def test_every_check_says_what_it_is(self):
        for code, check in checks(self.env).items():
            with self.subTest(code):
                self.assertTrue(check._area and check._description and check._every)

    def test_all_checks_run_on_this_database(self):
        self.assertEqual(set(self.checkup.run()), set(checks(self.env)))
        unknown = standing(self.env).filtered(lambda f: f.severity == "unknown")
        self.assertFalse(unknown.mapped("title"))

    def test_what_is_found_again_is_updated_and_never_there_twice(self):
        first = self._break()
        self.assertEqual((len(first), first.times), (1, 1))
        again = self._standing()
        self.assertEqual((again, again.times), (first, 2))

    def test_what_is_gone_closes_by_itself(self):
        finding = self._break()
        self.queue.active = True
        self.assertFalse(self._standing())
        self.assertTrue(finding.closed_date)

    def test_what_comes_back_after_an_hour_is_a_new_finding(self):
        first = self._break()
        for minutes, is_same in ((50, True), (70, False)):
            with self.subTest(minutes):
                self.queue.active = True
                self._standing()
                first.closed_date -= timedelta(minutes=minutes)
                self.assertEqual(self._break() == first, is_same)

    def test_a_finding_is_shown_only_when_it_was_found_often_enough(self):
        check = type(self.env["mail.troubleshooting.check.scheduled.action.inactive"])
        with patch.object(check, "_repeats", 2):
            self.assertFalse(self._break())
            self.assertTrue(self._standing())

    def test_a_check_that_breaks_is_unknown_and_stops_no_other(self):
        check = type(self.env["mail.troubleshooting.check.scheduled.action.inactive"])
        # What broke is shown at once, however often the check must find something else.
        with (
            patch.object(check, "_collect", side_effect=ZeroDivisionError("division by zero")),
            patch.object(check, "_repeats", 3),
            self.assertLogs(LOGGER, "ERROR") as log,
        ):
            self.assertEqual(set(self.checkup.run()), set(checks(self.env)))
        self.assertIn("Traceback", "".join(log.output))
        finding = self._findings(INACTIVE)
        self.assertEqual((finding.severity, finding.problem_id.code), ("unknown", "could_not_be_checked"))
        self.assertIn("division by zero", show(finding)["explanation"])
        self.assertEqual(finding.area, "scheduled_actions", "It stands where one looks for it.")

    @mute_logger(LOGGER, "odoo.sql_db")
    def test_each_check_that_cannot_read_what_it_needs_cannot_tell_and_leaves_the_others_alone(self):
        def unreadable(model):
            model.env.cr.execute("SELECT unreadable FROM res_users")

        for code, check in checks(self.env).items():
            with self.subTest(code), patch.object(type(check), "_collect", unreadable):
                self.assertEqual(self.checkup.run(code), [code])
                found = self._findings(code)
                self.assertEqual(
                    [(f.problem_id.code, f.severity, f.area) for f in found],
                    [("could_not_be_checked", "unknown", check._area)],
                )
                self.assertIn("unreadable", show(found)["explanation"])
        self.assertTrue(self.env["res.users"].search_count([]), "The transaction goes on.")

    @mute_logger(LOGGER)
    def test_a_check_that_breaks_is_named_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        check = self.env["mail.troubleshooting.check.scheduled.action.inactive"]
        self.env["ir.model"]._get(check._name).with_context(lang="vi_VN").name = "Tác vụ đã tắt"
        with patch.object(type(check), "_collect", side_effect=ZeroDivisionError):
            self.checkup.run(INACTIVE)
        finding = self._findings(INACTIVE).with_context(lang="vi_VN")
        self.assertTrue(show(finding)["title"].endswith(": Tác vụ đã tắt"), show(finding)["title"])
        looked = {c["code"]: c for c in overview(self.checkup.with_context(lang="vi_VN").env)["checks"]}[INACTIVE]
        self.assertEqual((looked["name"], looked["failed"]), ("Tác vụ đã tắt", True))

    @mute_logger(LOGGER, "odoo.sql_db")
    def test_a_check_that_takes_too_long_is_unknown(self):
        check = type(self.env["mail.troubleshooting.check.scheduled.action.inactive"])

        def slow(model):
            model.env.cr.execute("SELECT pg_sleep(5)")

        with patch.object(check, "_collect", slow), patch.object(check, "_timeout", 1):
            self.checkup.run(INACTIVE)
        self.assertEqual(self._findings(INACTIVE).severity, "unknown")
        self.checkup.run(INACTIVE)
        self.env.cr.execute("SHOW statement_timeout")
        self.assertEqual(self.env.cr.fetchone(), ("0",), "It holds for the check alone.")

    @mute_logger(LOGGER)
    def test_a_limit_of_the_database_holds_again_after_each_check(self):
        def limit():
            self.env.cr.execute("SHOW statement_timeout")
            return self.env.cr.fetchone()[0]

        check = type(self.env["mail.troubleshooting.check.scheduled.action.inactive"])
        self.env.cr.execute("SET LOCAL statement_timeout TO '90s'")
        seen = []
        with patch.object(check, "_collect", lambda _model: seen.append(limit()) or 1 / 0):
            self.checkup.run(INACTIVE)
        seen.append(limit())
        self.checkup.run(INACTIVE)
        self.assertEqual([*seen, limit()], ["5s", "90s", "90s"])

    def _findings(self, code):
        return standing(self.env).filtered(lambda f: f.check_code == code)

    def test_the_worst_comes_first(self):
        found = [
            Finding("email_queue_too_seldom", Severity.INFO),
            Finding("email_queue_inactive", Severity.ERROR),
            Finding("scheduled_action_overdue", Severity.WARNING),
            Finding("no_cron_worker", Severity.ERROR),
        ]
        keep(self.env, "some", found, 1)
        self.assertEqual(
            self._findings("some").problem_id.mapped("code"),
            ["no_cron_worker", "email_queue_inactive", "scheduled_action_overdue", "email_queue_too_seldom"],
        )

    def test_a_snoozed_finding_goes_to_the_end_until_its_day(self):
        finding = self._break()
        finding.snooze(fields.Date.to_string(fields.Date.today() + timedelta(days=3)), "The provider moves us.")
        self.assertTrue(show(finding)["snoozed_until"])
        self.assertEqual((finding.snooze_reason, finding.snooze_user_id), ("The provider moves us.", self.env.user))
        finding.show_again()
        self.assertFalse(show(finding)["snoozed_until"])
        self.assertFalse(finding.snooze_reason or finding.snooze_user_id)
        finding.snoozed_until = fields.Date.today() - timedelta(days=1)
        self.assertFalse(show(finding)["snoozed_until"])

    def test_of_many_of_one_kind_those_that_were_left_count_by_themselves(self):
        people = self.env["res.partner"].create([{"name": f"P{number}"} for number in range(9)])
        found = [Finding("scheduled_action_overdue", Severity.WARNING, "res.partner", one.id) for one in people]
        keep(self.env, "some", found, 1)
        findings = self._findings("some")
        findings[:5].snoozed_until = fields.Date.today() + timedelta(days=3)
        shown = [one for one in overview(self.env)["findings"] if one["check"] == "some"]
        self.assertEqual([bool(one["snoozed_until"]) for one in shown], [False] * 3 + [True] * 3)
        self.assertEqual([one["more"] for one in shown], [0, 0, 1, 0, 0, 2])

    def test_each_area_has_its_own_of_one_kind(self):
        codes = ["queue_age", "queue_backlog", "failing_cause", "parameters"]
        for code in codes:
            found = [could_not_be_checked(check_of(self.env, code), ValueError("broken"))]
            keep(self.env, code, found, 1)
        shown = overview(self.env)["findings"]
        self.assertIn("settings", [one["area"] for one in shown if one["code"] == "could_not_be_checked"])

    def test_a_finding_leads_nowhere_where_its_record_is_gone_or_may_not_be_read(self):
        there, gone = self.env["res.partner"].create([{"name": "There", "active": False}, {"name": "Gone"}])
        branch = self.env["res.company"].create({"name": "Branch"})
        found = [
            Finding("scheduled_action_overdue", Severity.WARNING, record._name, record.id)
            for record in (there, gone, branch)
        ]
        keep(self.env, "some", found, 1)
        gone.unlink()
        self.assertNotIn(branch, self.support.company_ids)
        shown = overview(self.checkup.with_user(self.support).env)["findings"]
        links = [(one["model"], one["res_id"]) for one in shown if one["check"] == "some"]
        self.assertCountEqual(links, [("res.partner", there.id), ("", 0), ("", 0)])

    def test_the_list_has_the_worst_first_and_names_the_records(self):
        ada, bea, cem = self.env["res.partner"].create([{"name": name} for name in ("Ada", "Bea", "Cem")])
        found = [
            Finding("scheduled_action_overdue", Severity.INFO, "res.partner", ada.id, weight=90),
            Finding("scheduled_action_overdue", Severity.WARNING, "res.partner", bea.id, weight=1),
            Finding("scheduled_action_overdue", Severity.WARNING, "res.partner", cem.id, weight=2),
            Finding("email_queue_inactive", Severity.ERROR),
            Finding("email_queue_grows", Severity.UNKNOWN),
        ]
        findings = self.env["mail.troubleshooting.finding"]
        keep(self.env, "some", found, 1)
        order = etree.fromstring(findings.get_view(view_type="list")["arch"]).get("default_order")
        listed = findings.with_user(self.support).search([("check_code", "=", "some")], order=order)
        self.assertEqual(listed.mapped("severity"), ["error", "warning", "warning", "unknown", "info"])
        self.assertEqual(listed.mapped("target"), ["", "Cem", "Bea", "", "Ada"])

    def test_snoozing_needs_a_reason_and_a_day_to_come(self):
        finding = self._break()
        for until, reason in (("2000-01-01", "x"), ("2999-01-01", " "), ("soon", "x"), (False, "x")):
            with self.subTest(until=until, reason=reason), self.assertRaises(UserError):
                finding.snooze(until, reason)

    def test_a_button_does_what_it_says_and_the_finding_is_gone(self):
        self._break().apply("activate")
        self.assertTrue(self.queue.active)
        self.assertFalse(self._findings(INACTIVE))

    def test_a_button_works_once(self):
        finding = self._break()
        finding.apply("activate")
        with self.assertRaises(UserError):
            finding.apply("activate")

    def test_only_buttons_of_the_finding_can_be_pressed(self):
        for name in ("take_odoobot", "unlink", "_run", ""):
            with self.subTest(name), self.assertRaises(UserError):
                self._break().apply(name)

    def test_a_button_about_a_record_that_is_gone_says_so(self):
        server = self.env["ir.mail_server"].create({"name": "Old", "smtp_host": "smtp.lab.example"})
        found = Finding("archived_server_is_used", Severity.ERROR, "ir.mail_server", server.id)
        keep(self.env, "outgoing_server", [found], 1)
        server.unlink()
        with self.assertRaisesRegex(UserError, "no longer exists"):
            self._findings("outgoing_server").apply("use_again")

    def test_support_looks_and_presses_nothing(self):
        finding = self._break().with_user(self.support)
        self.assertTrue(overview(self.checkup.with_user(self.support).env)["findings"])
        with self.assertRaises(AccessError):
            finding.apply("activate")
        with self.assertRaises(AccessError):
            finding.snooze("2999-01-01", "x")
        with self.assertRaises(AccessError):
            finding.show_again()

    def test_others_run_no_checks(self):
        with self.assertRaises(AccessError):
            self.checkup.with_user(new_test_user(self.env, "una", "base.group_user")).run()

    def test_every_problem_has_texts_whose_braces_are_filled(self):
        for finding in self._break():
            shown = show(finding)
            self.assertNotIn("{", shown["title"] + shown["explanation"] + "".join(s["text"] for s in shown["steps"]))

    def test_every_button_of_the_texts_exists_in_some_check(self):
        methods = {name for check in checks(self.env).values() for name in dir(check) if name.startswith("_button_")}
        for step in self.env["mail.troubleshooting.step"].search([("button", "!=", False)]):
            self.assertIn(f"_button_{step.button}", methods)
            self.assertTrue(step.label, step.name)

    def test_what_only_opens_something_does_not_check_again(self):
        finding = self._break()
        self.queue.active = True
        finding.problem_id.step_ids.create(
            {"problem_id": finding.problem_id.id, "name": "Look.", "button": "open", "label": "Open"}
        )
        self.assertEqual(finding.apply("open")["res_model"], "ir.cron")
        self.assertFalse(finding.closed_date)

    def test_a_finding_that_names_a_cause_shows_its_words_and_steps(self):
        found = Finding("emails_fail", Severity.INFO, values={"cause_code": "mailbox_full"})
        keep(self.env, "some", [found], 1)
        cause = self.env["mail.troubleshooting.cause"].search([("code", "=", "mailbox_full")])
        self.assertEqual(show(self._findings("some"))["title"], cause.name)

    def test_a_check_that_another_server_runs_is_left_to_it(self):
        """Two transactions, each by itself as those of two servers."""
        name = self.env.cr.dbname
        with db_connect(name).cursor() as other, db_connect(name).cursor() as own:
            one, two = (api.Environment(cr, SUPERUSER_ID, {}) for cr in (other, own))
            other.execute("INSERT INTO mail_troubleshooting_check_state (code) VALUES (%s)", ["elsewhere"])
            other.commit()
            try:
                self.assertTrue(lock_state(one, "elsewhere"))
                self.assertFalse(lock_state(two, "elsewhere"))
                self.assertFalse(
                    two["mail.troubleshooting.checkup"]._run_one("elsewhere"),
                    "It does not even look whether there is such a check.",
                )
            finally:
                own.rollback()
                other.rollback()
                other.execute("DELETE FROM mail_troubleshooting_check_state WHERE code = %s", ["elsewhere"])
                other.commit()

    def test_the_scheduled_action_runs_what_is_due(self):
        self.checkup.run()
        states = {state.code: state for state in self.env["mail.troubleshooting.check.state"].search([])}
        every = checks(self.env)[INACTIVE]._every
        now = fields.Datetime.now()
        states[INACTIVE].last_run = now - every
        states["queue_age"].last_run = False
        states["volume"].unlink()
        states["contacts"].last_run = now - timedelta(minutes=1)
        with patch.object(type(self.checkup), "_run_one") as run_one, self.enter_registry_test_mode():
            self.env.ref("mail_troubleshooting.ir_cron_checkup").method_direct_trigger()
        self.assertEqual({call.args[0] for call in run_one.call_args_list}, {INACTIVE, "queue_age", "volume"})

    @mute_logger(LOGGER)
    def test_an_area_is_as_bad_as_its_worst_finding_that_was_not_put_off(self):
        self.env["mail.troubleshooting.check.state"].search([]).unlink()

        def areas():
            return {area["code"]: area["severity"] for area in overview(self.env)["areas"]}

        self.assertEqual(set(areas().values()), {"unknown"}, "Nobody has looked.")
        self.checkup.run()
        self.env["mail.troubleshooting.finding"].search([]).unlink()
        self.assertEqual(set(areas().values()), {"ok"})
        looked = {check["code"]: check["checked"] for check in overview(self.env)["checks"]}
        self.assertTrue(all(looked.values()))
        finding = self._break()
        self.assertEqual(areas()["scheduled_actions"], "error")
        finding.snoozed_until = fields.Date.today() + timedelta(days=3)
        self.assertEqual(areas()["scheduled_actions"], "snoozed")
        check = type(self.env["mail.troubleshooting.check.scheduled.action.inactive"])
        with patch.object(check, "_collect", side_effect=ZeroDivisionError):
            self.checkup.run(INACTIVE)
        self.assertEqual(areas()["scheduled_actions"], "unknown")

    def test_what_was_closed_half_a_year_ago_is_forgotten(self):
        findings = self.env["mail.troubleshooting.finding"]
        found = [Finding(code, Severity.WARNING) for code in ("email_queue_grows", "no_cron_worker", "emails_fail")]
        keep(self.env, "some", found, 1)
        old, new, standing = findings.search([("check_code", "=", "some")])
        old.closed_date = fields.Datetime.now() - timedelta(days=190)
        new.closed_date = fields.Datetime.now() - timedelta(days=170)
        findings._gc_closed()
        self.assertFalse(old.exists())
        self.assertEqual((new | standing).exists(), new | standing)
