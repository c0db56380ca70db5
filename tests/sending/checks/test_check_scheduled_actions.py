"""Checks of the scheduled actions that email needs."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import config

from ....services.dashboard.findings.shown import show
from ....tools.monitoring.finding import Severity, stored
from ...support.check_case import CHECK, CheckCase, Checks
from ...support.queue_case import QueueCase


class ActionCase(CheckCase):
    def setUp(self):
        super().setUp()
        self.now = fields.Datetime.now()
        self.queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.env["ir.cron.progress"].search([]).unlink()


@tagged("post_install", "-at_install")
class TestFailing(ActionCase):
    name = "scheduled.action.failing"

    def _began(self, counter, **ago):
        progress = self.env["ir.cron.progress"].create({"cron_id": self.queue.id, "timed_out_counter": counter})
        progress.flush_recordset()
        self.env.cr.execute(
            "UPDATE ir_cron_progress SET create_date = %s WHERE id = %s", [self.now - timedelta(**ago), progress.id]
        )
        self.env.invalidate_all()

    def test_actions_that_end_well_are_healthy(self):
        self._began(0, hours=2)
        self.assertEqual(self._found(self.name), [])

    def test_both_numbers_and_both_runs_are_told(self):
        self.queue.write({"failure_count": 2, "first_failure_date": self.now - timedelta(days=3), "lastcall": self.now})
        found = self._standing("scheduled_action_failing")
        self.assertEqual((found.problem_id.code, found.severity), ("scheduled_action_failing", "warning"))
        self.assertEqual(
            {name: found.values[name] for name in ("failures", "days", "last", "since", "off")},
            {
                "failures": "2",
                "days": "3",
                "last": stored(self.now),
                "since": stored(self.now - timedelta(days=3)),
                "off": stored(self.now + timedelta(days=4)),
            },
        )

    def test_shortly_before_odoo_switches_it_off_it_is_an_error(self):
        self.queue.write({"failure_count": 4, "first_failure_date": self.now - timedelta(days=8)})
        self.assertEqual(self._found(self.name), [("scheduled_action_failing", Severity.ERROR)])

    def test_runs_that_are_ended_are_counted(self):
        self._began(2, hours=2)
        found = self._standing("scheduled_action_failing")
        self.assertEqual((found.problem_id.code, found.values["times"]), ("scheduled_action_killed", "2"))

    def test_a_run_that_is_still_at_it_is_none(self):
        self._began(1, minutes=5)
        self.assertEqual(self._found(self.name), [])
        self._began(2, minutes=5)
        self.assertEqual(self._standing("scheduled_action_failing").values["times"], "1")

    def test_only_the_last_run_counts(self):
        self._began(2, hours=5)
        self._began(0, hours=2)
        self.assertEqual(self._found(self.name), [])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_actions(self):
        self._began(2, hours=2)
        before = self._queries(self.name)
        other = self.env.ref("mail.ir_cron_send_scheduled_message")
        self.env["ir.cron.progress"].create({"cron_id": other.id, "timed_out_counter": 3})
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestOverdue(ActionCase):
    name = "scheduled.action.overdue"

    def _nothing_runs(self):
        long_ago = self.now - timedelta(days=2)
        self.env.flush_all()
        self.env.cr.execute("UPDATE ir_module_module SET create_date = %s", [long_ago])
        self.env["ir.cron"].search([]).write({"nextcall": long_ago, "lastcall": long_ago})

    def test_actions_that_run_are_healthy(self):
        with patch.dict(config.options, {"max_cron_threads": 0}):  # another server runs them
            self.assertEqual(self._found(self.name), [])

    def test_where_nothing_runs_the_configuration_tells_why(self):
        self._nothing_runs()
        for threads, problem in ((2, "no_cron_worker"), (0, "cron_workers_are_off")):
            with patch.dict(config.options, {"max_cron_threads": threads}):
                self.assertEqual(self._found(self.name), [(problem, Severity.ERROR)])

    def test_one_that_is_late_says_when_it_ran_last(self):
        last = self.now - timedelta(hours=3)
        self.queue.write({"nextcall": self.now - timedelta(hours=2), "lastcall": last})
        found = self._standing("scheduled_action_overdue")
        self.assertEqual(
            (found.problem_id.code, found.values["last"], found.values["minutes"]),
            ("scheduled_action_overdue", stored(last), "120"),
        )

    def test_its_number_of_queries_does_not_depend_on_the_number_of_late_actions(self):
        self.queue.nextcall = self.now - timedelta(hours=2)
        before = self._queries(self.name)
        self._nothing_runs()
        self.env["ir.cron"].search([], limit=1).lastcall = self.now
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestInactive(ActionCase):
    name = "scheduled.action.inactive"

    def test_actions_that_are_on_are_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_one_of_odoobot_is_healthy_although_odoobot_is_archived(self):
        self.queue.user_id = self.env.ref("base.user_root")
        self.assertEqual(self._found(self.name), [])

    def test_without_the_queue_nothing_is_sent_which_is_worse_than_without_another(self):
        self.queue.active = False
        self.env.ref("mail.ir_cron_post_scheduled_message").active = False
        self.assertEqual(
            self._found(self.name),
            [
                ("email_queue_inactive", Severity.ERROR),
                ("scheduled_action_inactive", Severity.WARNING),
            ],
        )

    def test_one_is_switched_on_by_the_button(self):
        self.queue.active = False
        found = self._standing("scheduled_action_inactive")
        found.with_user(self.administrator).apply("activate")
        self.assertTrue(self.queue.active and found.closed_date)

    def test_one_of_an_archived_user_goes_to_odoobot_by_the_button(self):
        self.queue.user_id = new_test_user(self.env, "gone", "base.group_user")
        self.queue.user_id.active = False
        found = self._standing("scheduled_action_inactive")
        self.assertEqual((found.problem_id.code, found.severity), ("scheduled_action_archived_user", "error"))
        found.with_user(self.administrator).apply("take_odoobot")
        self.assertEqual(self.queue.user_id, self.env.ref("base.user_root"))
        self.assertTrue(found.closed_date)

    def test_fetching_matters_where_a_server_is_fetched_from(self):
        self.env.ref("mail.ir_cron_mail_gateway_action").active = False
        self.assertEqual(self._found(self.name), [])
        self.env["fetchmail.server"].create({"name": "Firm", "state": "done"})
        self.env.ref("mail.ir_cron_mail_gateway_action").active = False
        self.assertEqual(self._found(self.name), [("scheduled_action_inactive", Severity.WARNING)])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_actions(self):
        before = self._queries(self.name)
        self.env[CHECK + "scheduled.action"]._actions().active = False
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestInterval(ActionCase):
    name = "scheduled.action.interval"

    def _every(self, number, kind):
        self.queue.write({"interval_number": number, "interval_type": kind})
        return self._found(self.name)

    def test_from_five_minutes_to_the_hour_of_odoo_is_healthy(self):
        for number, kind in ((5, "minutes"), (15, "minutes"), (60, "minutes"), (1, "hours")):
            self.assertEqual(self._every(number, kind), [], f"{number} {kind}")

    def test_too_often_is_told_and_seldom_is_worse_the_longer_it_takes(self):
        self.assertEqual(self._every(4, "minutes"), [("email_queue_too_often", Severity.WARNING)])
        self.assertEqual(self._every(2, "hours"), [("email_queue_too_seldom", Severity.INFO)])
        self.assertEqual(self._every(1, "days"), [("email_queue_too_seldom", Severity.WARNING)])
        self.assertEqual(self._every(1, "months"), [("email_queue_too_seldom", Severity.WARNING)])

    def test_one_that_is_switched_off_is_not_called_seldom_as_well(self):
        self.queue.active = False
        self.assertEqual(self._every(1, "days"), [])

    def test_fifteen_minutes_are_set_by_the_button(self):
        self._every(1, "days")
        found = self._standing("scheduled_action_interval")
        self.assertIn("1 days", show(found)["steps"][0]["preview"])
        found.with_user(self.administrator).apply("every_15_minutes")
        self.assertEqual((self.queue.interval_number, self.queue.interval_type), (15, "minutes"))
        self.assertTrue(found.closed_date)

    def test_the_button_does_not_leave_the_next_run_where_a_long_interval_has_put_it(self):
        self._every(1, "months")
        self.queue.nextcall = fields.Datetime.now() + timedelta(days=29)
        self._standing("scheduled_action_interval").apply("every_15_minutes")
        self.assertLessEqual(self.queue.nextcall, fields.Datetime.now() + timedelta(minutes=15))

    def test_its_number_of_queries(self):
        self.assertLessEqual(self._queries(self.name), 3)


@tagged("post_install", "-at_install")
class TestRunNow(Checks, QueueCase):
    def setUp(self):
        super().setUp()
        self.cron.write({"nextcall": fields.Datetime.now() - timedelta(hours=2)})
        self.env["ir.cron"].search([("id", "!=", self.cron.id)], limit=1).lastcall = fields.Datetime.now()
        late = self._standing("scheduled_action_overdue")
        self.late = late.filtered(lambda finding: finding.res_id == self.cron.id)

    def test_the_button_runs_the_queue_once(self):
        self._waiting("ada")
        with self._real_life():
            self.late.apply("run_now")
        self.assertEqual(self._recipients(), ["ada"])
        self.env.invalidate_all()
        self.assertTrue(self.late.closed_date)

    def test_it_is_refused_while_it_runs(self):
        self._waiting("ada")
        self.patch(type(self.cron), "_acquire_one_job", staticmethod(lambda *_args, **_values: None))
        with self._real_life(), self.assertRaises(UserError):
            self.late.apply("run_now")
        self.assertEqual(self._recipients(), [])

    def test_only_administrators_run_it(self):
        support = new_test_user(self.env, "sara", "mail_troubleshooting.group_mail_support")
        self._waiting("ada")
        with self.assertRaises(AccessError):
            self.late.with_user(support).apply("run_now")
        self.assertNotIn("ada", self._recipients())
