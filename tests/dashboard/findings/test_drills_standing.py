"""Drills of what stands: found whatever its age by the whole check-up, and gone at the next one once it is mended."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ....services.dashboard.findings.shown import show
from .test_drills import DrillCase

YEARS = timedelta(days=800)


@tagged("post_install", "-at_install")
class TestDrillsOfWhatStands(DrillCase):
    def _problems(self) -> dict:
        """Everything that stands, by the code of its problem."""
        return {finding.problem_id.code: finding for finding in self._look()}

    def _age(self, records, **columns) -> None:
        """Dates of these, as they are after some time."""
        self.env.flush_all()
        for column, date in columns.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id IN %s",
                    SQL.identifier(records._table),
                    SQL.identifier(column),
                    date,
                    tuple(records.ids),
                )
            )
        self.env.invalidate_all()

    def test_a_list_was_imported_into_the_blacklist_years_ago(self):
        contacts = self.env["res.partner"].search_count([("email_normalized", "!=", False)])
        listed = self.env["mail.blacklist"].create(
            [{"email": f"customer{number}@lab.example"} for number in range(max(20, contacts))]
        )
        self._age(listed, create_date=fields.Datetime.now() - YEARS)
        found = self._problems()["many_suppressed_at_once"]
        self._mends(found, "release")

    def test_a_mailing_left_half_of_its_recipients_out_years_ago(self):
        if "mailing.mailing" not in self.env:
            self.skipTest("mass_mailing is not installed")
        addresses = [f"customer{number}@lab.example" for number in range(6)]
        listed = self.env["mail.blacklist"].create([{"email": address} for address in addresses])
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "done",
                "sent_date": fields.Datetime.now() - YEARS,
            }
        )
        trace = {"mass_mailing_id": mailing.id, "model": "res.partner", "res_id": 1}
        skipped = {"trace_status": "cancel", "failure_type": "mail_bl"}
        self.env["mailing.trace"].create(
            [{**trace, **skipped, "email": address} for address in addresses] + [{**trace, "trace_status": "sent"}] * 6
        )
        self.assertIn("campaign_left_half_out", self._problems())
        listed.active = False
        self.assertNotIn("campaign_left_half_out", self._problems())

    def test_a_year_was_mistyped_months_ago(self):
        date = fields.Datetime.now() + timedelta(days=100)
        mail = self._waiting("ada", scheduled_date=str(date))
        self.assertNotIn("emails_are_planned_far_ahead", self._problems())
        self._age(mail, create_date=date - timedelta(days=366))
        found = self._problems()["emails_are_planned_far_ahead"]
        self._mends(found, "at_once")

    def test_many_emails_wait_and_the_queue_is_at_work(self):
        codes = ("email_queue_is_long", "email_queue_late")
        self._late("ada", "bea", "cleo", "dora", "ella")
        self.assertIn("email_queue_late", self._problems())
        progress = self.env["ir.cron.progress"].create({"cron_id": self.cron.id, "done": 1, "remaining": 5})
        now = fields.Datetime.now()
        self._age(progress, create_date=now - timedelta(minutes=40), write_date=now)
        checks = "odoo.addons.mail_troubleshooting.checks.sending"
        with patch(f"{checks}.queue_backlog.FEW", 3), patch(f"{checks}.queue_age.FEW", 3):
            problems = self._problems()
            self.assertEqual([code for code in codes if code in problems], ["email_queue_is_long"])
            self.assertEqual(show(problems[codes[0]])["title"], "5 emails are queued and will be sent in about 3 hours")
            self._run()
            self.assertEqual([code for code in codes if code in self._problems()], [])

    @mute_logger("odoo.tools.safe_eval")
    def test_somebodys_reminders_fail_until_odoo_switches_them_off(self):
        action = self.env["ir.cron"].create(
            {
                "name": "Reminders",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "model.no_such_reminder_mail()",
                "interval_number": 1,
                "interval_type": "days",
                "nextcall": fields.Datetime.now(),
                "failure_count": 3,
                "first_failure_date": fields.Datetime.now() - timedelta(days=9),
            }
        )
        self._age(action, write_date=fields.Datetime.now() - timedelta(days=9))
        self._run(action)
        self.assertEqual(self._problems()["scheduled_action_failing"].res_id, action.id)
        self._run(action)
        self.assertFalse(action.active)
        self._age(action, write_date=fields.Datetime.now() - YEARS, lastcall=fields.Datetime.now() - YEARS / 2)
        found = self._problems()
        self.assertNotIn("scheduled_action_failing", found)
        action.code = "model.browse()"
        self._age(action, write_date=fields.Datetime.now() - YEARS)
        self._mends(found["scheduled_action_deactivated"], "activate")
