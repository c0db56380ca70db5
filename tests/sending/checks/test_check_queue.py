"""Checks of the email queue: servers, age, backlog, planned emails."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ....checks.sending import queue_age, queue_backlog
from ....services.dashboard.findings.shown import show
from ....tools.monitoring.finding import Severity
from ...support.check_case import CHECK, CheckCase


@tagged("post_install", "-at_install")
class TestOutgoingServers(CheckCase):
    name = "outgoing.server"

    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([("state", "in", ("outgoing", "exception"))]).unlink()
        self.env["ir.mail_server"].with_context(active_test=False).search([("id", "!=", self.server.id)]).unlink()

    def _without(self):
        self.env["ir.config_parameter"].set_param("database.is_neutralized", False)
        return self._found(self.name)

    def test_one_server_is_healthy(self):
        self.assertEqual(self._without(), [])

    def test_without_any_the_configuration_decides(self):
        self.server.unlink()
        with patch("odoo.addons.mail_troubleshooting.checks.outgoing_server.config", {"smtp_server": "localhost"}):
            self.assertEqual(self._without(), [("no_outgoing_server", Severity.WARNING)])
        with patch(
            "odoo.addons.mail_troubleshooting.checks.outgoing_server.config", {"smtp_server": "smtp.lab.example"}
        ):
            self.assertEqual(self._without(), [])

    def test_a_local_server_that_takes_emails_is_healthy(self):
        self.server.unlink()
        self.env["mail.troubleshooting.attempt"].create({"date": fields.Datetime.now(), "outcome": "accepted"})
        self.assertEqual(self._without(), [])

    def test_where_all_are_archived_the_button_takes_the_last_one_back(self):
        self.server.active = False
        found = self._standing("outgoing_server")
        self.assertEqual((found.problem_id.code, found.severity), ("all_servers_are_archived", "error"))
        found.apply("use_again")
        self.assertTrue(self.server.active)
        self.assertFalse(self._standing("outgoing_server"))

    def test_a_server_of_one_user_does_not_serve_the_others(self):
        self.server.owner_user_id = self.administrator
        self.server.from_filter = "ada@firm.lab.example"
        self.assertEqual(self._without(), [("no_outgoing_server", Severity.WARNING)])

    def test_an_archived_server_that_is_asked_for_is_taken_back_by_the_button(self):
        other = self.env["ir.mail_server"].create({"name": "Old", "smtp_host": "old.lab.example"})
        self.env["mail.template"].create({"name": "Offer", "mail_server_id": other.id})
        other.flush_recordset()
        self.env.cr.execute("UPDATE ir_mail_server SET active = FALSE WHERE id = %s", [other.id])
        self.env.invalidate_all()
        found = self._standing("outgoing_server")
        self.assertEqual((found.problem_id.code, found.res_id), ("archived_server_is_used", other.id))
        self.assertIn("Offer", found.values["uses"])
        found.apply("use_again")
        self.assertFalse(self._standing("outgoing_server"))

    def test_a_neutralized_copy_says_so_and_nothing_else(self):
        self.server.active = False
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "True")
        self.assertEqual(self._found(self.name), [("database_is_neutralized", Severity.ERROR)])

    def test_the_button_lists_the_servers(self):
        self.server.active = False
        action = self._standing("outgoing_server").apply("servers")
        self.assertEqual(action["res_model"], "ir.mail_server")

    def test_its_number_of_queries_does_not_depend_on_the_number_of_active_servers(self):
        before = self._queries(self.name)
        self.env["ir.mail_server"].create([{"name": str(n), "smtp_host": "smtp.lab.example"} for n in range(9)])
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestAge(CheckCase):
    name = "queue.age"

    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()

    def _waits(self, **values):
        """An email that has been in the queue for three hours."""
        mail = self.env["mail.mail"].create({"email_to": "a@lab.example", **values})
        mail.flush_recordset()
        three = fields.Datetime.now() - timedelta(hours=3)
        self.env.cr.execute("UPDATE mail_mail SET create_date = %s WHERE id = %s", [three, mail.id])
        return mail

    def test_no_email_and_a_new_one_are_healthy(self):
        self.assertEqual(self._found(self.name), [])
        self.env["mail.mail"].create({"email_to": "a@lab.example"})
        self.assertEqual(self._found(self.name), [])

    def test_one_that_has_waited_for_hours_is_an_error(self):
        self._waits()
        found = self._standing("queue_age")
        self.assertEqual((found.problem_id.code, found.severity), ("email_queue_late", "error"))
        self.assertEqual((found.values["due"], found.values["hours"]), ("1", "3"))
        self.assertEqual(found.apply("waiting")["domain"], [("state", "=", "outgoing")])

    def test_what_is_planned_for_later_is_not_late(self):
        self._waits(scheduled_date=str(fields.Datetime.now() + timedelta(hours=1)))
        self.assertEqual(self._found(self.name), [])

    def test_what_was_planned_is_late_from_its_hour_on(self):
        self._waits(scheduled_date=str(fields.Datetime.now() - timedelta(hours=1)))
        self.assertEqual(self._found(self.name), [])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_emails(self):
        self._waits()
        before = self._queries(self.name)
        for _number in range(5):
            self._waits()
        self.assertEqual(self._queries(self.name), before)


@tagged("post_install", "-at_install")
class TestBacklog(CheckCase):
    name = "queue.backlog"

    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        self.queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.env["ir.cron.progress"].search([("cron_id", "=", self.queue.id)]).unlink()
        self.patch(queue_backlog, "FEW", 10)
        self.patch(queue_age, "FEW", 10)

    def _wait(self, count: int = 100, **ago):
        """So many emails in the queue, put there some time ago."""
        mails = self.env["mail.mail"].create([{"email_to": "a@lab.example"}] * count)
        mails.flush_recordset()
        since = fields.Datetime.now() - timedelta(**ago)
        self.env.cr.execute("UPDATE mail_mail SET create_date = %s WHERE id IN %s", [since, tuple(mails.ids)])
        return mails

    def _reported(self, *reports):
        """Parts of runs: minutes ago when it began and when it reported last, what was done, and what remained."""
        for began, last, done, remaining in reports:
            values = {"cron_id": self.queue.id, "done": done, "remaining": remaining}
            progress = self.env["ir.cron.progress"].create(values)
            progress.flush_recordset()
            dates = [fields.Datetime.now() - timedelta(minutes=minutes) for minutes in (began, last)]
            self.env.cr.execute(
                "UPDATE ir_cron_progress SET create_date = %s, write_date = %s WHERE id = %s", [*dates, progress.id]
            )
        self.env.invalidate_all()

    def _late(self):
        self.env.invalidate_all()
        return [code for code, _severity in self._found("queue.age")]

    def test_an_empty_queue_and_one_that_gets_through_are_healthy(self):
        self.assertEqual(self._found(self.name), [])
        self._wait()
        self._reported((20, 19, 900, 0), (5, 1, 400, 100))
        self.assertEqual(self._found(self.name), [])

    def test_a_mailing_that_was_started_minutes_ago_is_no_growth(self):
        self._wait(minutes=5)
        self._reported((65, 65, 9, 0), (50, 50, 9, 0), (35, 35, 9, 0), (20, 20, 9, 0))
        self.assertEqual(self._found(self.name), [])
        self._reported((5, 0, 900, 100))
        self.assertEqual(self._found(self.name), [])

    def test_a_queue_in_which_more_is_left_after_each_run_grows_until_less_is_left(self):
        mails = self._wait(400)
        self._reported((100, 90, 50, 100), (70, 60, 50, 200), (40, 30, 50, 300), (10, 1, 50, 400))
        found = self._standing("queue_backlog")
        self.assertEqual((found.problem_id.code, found.severity), ("email_queue_grows", "warning"))
        self.assertEqual((found.values["came"], found.values["went"]), ("450", "150"))
        mails[50:].unlink()
        self._reported((0, 0, 390, 50))
        self.assertFalse(self._standing("queue_backlog"))

    def test_many_emails_are_told_as_volume_at_the_rate_of_this_run(self):
        self._wait(300, hours=3)
        self.assertEqual(self._late(), ["email_queue_late"])
        # Before this run there was another one, at another rate.
        self._reported((400, 300, 9000, 0), (60, 31, 60, 350), (30, 0, 40, 300))
        found = self._standing("queue_backlog")
        self.assertEqual((found.problem_id.code, found.severity), ("email_queue_is_long", "info"))
        self.assertEqual([found.values[name] for name in ("due", "went", "rate", "hours")], ["300", "100", "2", "3"])
        self.assertEqual(show(found)["title"], "300 emails are queued and will be sent in about 3 hours")
        self.assertEqual(self._late(), [], "They wait in line, and nothing stops them.")
        self._reported((0, 0, 300, 0))
        self.assertFalse(self._standing("queue_backlog"))

    def test_what_takes_half_a_day_is_a_warning(self):
        self._wait(300)
        self._reported((60, 0, 25, 300))
        self.assertEqual(self._found(self.name), [("email_queue_is_long", Severity.WARNING)])

    def test_where_no_run_reports_what_was_accepted_tells_the_pace(self):
        self._wait(1000, hours=2)
        self._reported((600, 590, 100, 0))
        self.assertEqual(self._found(self.name), [])
        date = fields.Datetime.now() - timedelta(minutes=30)
        self.env["mail.troubleshooting.attempt"].create([{"date": date, "outcome": "accepted"}] * 50)
        self.assertEqual(self._found(self.name), [("email_queue_is_long", Severity.WARNING)])

    def test_what_came_since_has_not_had_its_turn(self):
        self._wait(1000)
        date = fields.Datetime.now() - timedelta(minutes=30)
        self.env["mail.troubleshooting.attempt"].create([{"date": date, "outcome": "accepted"}] * 50)
        self.assertEqual(self._found(self.name), [])

    def test_where_nothing_is_sent_any_more_the_age_of_the_queue_tells_instead(self):
        self._wait(300, hours=5)
        self._reported((200, 60, 100, 300))
        self.assertEqual((self._found(self.name), self._late()), ([], ["email_queue_late"]))

    def test_the_button_shows_what_waits(self):
        self.assertEqual(self.env[CHECK + self.name]._apply("waiting", None)["domain"], [("state", "=", "outgoing")])

    def test_its_number_of_queries(self):
        self._wait()
        self._reported((60, 0, 25, 300))
        before = self._queries(self.name)
        self._reported(*[(60, 0, 25, 300)] * 9)
        self.assertEqual(self._queries(self.name), before)
        self.assertLessEqual(before, 4)


@tagged("post_install", "-at_install")
class TestPlanned(CheckCase):
    name = "queue.planned"

    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()

    def _mail(self, **delay):
        date = fields.Datetime.now() + timedelta(**delay)
        return self.env["mail.mail"].create(
            {"email_from": "ada@firm.lab.example", "email_to": "b@lab.example", "scheduled_date": str(date)}
        )

    def test_nothing_and_what_is_planned_for_today_is_healthy(self):
        self.assertEqual(self._found(self.name), [])
        self._mail(hours=2)
        self.assertEqual(self._found(self.name), [])

    def test_what_is_planned_for_another_day_is_explained(self):
        mail = self._mail(days=9)
        found = self._standing("queue_planned")
        self.assertEqual((found.problem_id.code, found.severity), ("emails_are_planned", "info"))
        self.assertEqual(self.env["mail.mail"].search(found.apply("planned")["domain"]), mail)

    def test_what_is_planned_for_another_year_is_taken_for_a_slip_and_goes_by_the_button(self):
        near, slip = self._mail(days=9), self._mail(days=9000)
        found = self._standing("queue_planned")
        self.assertEqual((found.problem_id.code, found.values["count"]), ("emails_are_planned_far_ahead", "1"))
        found.with_user(self.administrator).apply("at_once")
        self.assertEqual((bool(near.scheduled_date), bool(slip.scheduled_date)), (True, False))
        self.assertEqual(self._standing("queue_planned").problem_id.code, "emails_are_planned")

    def _written(self, days: int, *records):
        """These, as if they had been written so many days ago."""
        for record in records:
            record.flush_recordset()
            since = fields.Datetime.now() - timedelta(days=days)
            table = record._table
            self.env.cr.execute(
                SQL("UPDATE %s SET create_date = %s WHERE id IN %s", SQL.identifier(table), since, tuple(record.ids))
            )
            record.invalidate_recordset()

    def test_a_year_that_was_mistyped_is_one_year_ahead_and_found_until_it_is_corrected(self):
        mail = self._mail(days=364)
        for days in (0, 90, 300):
            with self.subTest(days):
                mail.scheduled_date = str(fields.Datetime.now() + timedelta(days=364 - days))
                self._written(days, mail)
                found = self._standing("queue_planned")
                self.assertEqual((found.problem_id.code, found.severity), ("emails_are_planned_far_ahead", "warning"))
        mail.scheduled_date = str(fields.Datetime.now() + timedelta(hours=1))
        self.assertFalse(self._standing("queue_planned"))

    def test_a_message_that_was_written_for_later_is_found_until_its_date_is_corrected(self):
        partner = self.administrator.partner_id
        values = {"author_id": partner.id, "model": "res.partner", "res_id": partner.id, "body": "Later"}
        date = fields.Datetime.now() + timedelta(days=264)
        message, _soon = self.env["mail.scheduled.message"].create(
            [{**values, "scheduled_date": date}, {**values, "scheduled_date": date - timedelta(days=200)}]
        )
        self.assertEqual(self._found(self.name), [])
        self._written(100, message)
        found = self._standing("queue_planned")
        self.assertEqual((found.problem_id.code, found.res_id), ("message_is_planned_far_ahead", message.id))
        self.assertIn(partner.name, show(found)["title"])
        action = found.with_user(self.administrator).apply("document")
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", partner.id))
        message.scheduled_date = fields.Datetime.now() + timedelta(days=1)
        self.assertFalse(self._standing("queue_planned"))

    def test_the_pace_of_a_personal_server_is_explained(self):
        self._mail(minutes=2)
        self.server.write({"owner_user_id": self.administrator.id, "from_filter": "ada@firm.lab.example"})
        self.assertEqual(self._found(self.name), [("emails_are_throttled", Severity.INFO)])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_emails(self):
        self._mail(days=9)
        before = self._queries(self.name)
        for _number in range(5):
            self._mail(days=9)
        self.assertEqual(self._queries(self.name), before)
