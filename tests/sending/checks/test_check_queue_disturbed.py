"""Checks of what disturbs the email queue: interrupted runs, skipped emails, and parameters."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ....services.dashboard.findings.shown import show
from ....tools.monitoring.finding import Severity
from ...support.check_case import CheckCase
from ...support.common import write_by_sql


@tagged("post_install", "-at_install")
class TestInterrupted(CheckCase):
    name = "queue.interrupted"

    def setUp(self):
        super().setUp()
        self.env["mail.troubleshooting.interruption"].search([]).unlink()

    def _interrupt(self, record=None, **values):
        now = fields.Datetime.now()
        return self.env["mail.troubleshooting.interruption"].create(
            {
                "signature": f"x{now}{record}",
                "place": "queue",
                "error": "LookupError",
                "summary": "ouch",
                "count": 1,
                "first_date": now,
                "last_date": now,
                "res_model": record and record._name,
                "res_id": record and record.id,
                **values,
            }
        )

    def test_undisturbed_runs_are_healthy(self):
        self.assertEqual(self._found(self.name), [])

    def test_old_ones_and_resolved_ones_do_not_count(self):
        self._interrupt(resolved=True)
        self._interrupt(self.company, last_date=fields.Datetime.now() - timedelta(days=2))
        self.assertEqual(self._found(self.name), [])

    def test_an_email_that_was_set_aside_and_still_waits_counts_whatever_its_age(self):
        mail = self.env["mail.mail"].create({"email_to": "b@lab.example"})
        self._interrupt(mail, last_date=fields.Datetime.now() - timedelta(days=20))
        self.assertEqual(self._found(self.name), [("emails_were_set_aside", Severity.WARNING)])
        mail.state = "sent"
        self.assertEqual(self._found(self.name), [])

    def test_emails_that_were_set_aside_are_told_from_runs_that_ended(self):
        self._interrupt()
        self._interrupt(self.company)
        self.assertEqual(
            self._found(self.name),
            [("emails_were_set_aside", Severity.WARNING), ("a_run_was_ended", Severity.WARNING)],
        )

    def test_what_was_done_since_or_is_told_with_its_mailing_does_not_count(self):
        mail = self.env["mail.mail"].create({"email_to": "b@lab.example"})
        self._interrupt(mail)
        self.assertEqual(self._found(self.name), [("emails_were_set_aside", Severity.WARNING)])
        mail.state = "sent"
        self._interrupt(self.company, place="campaign")
        self.assertEqual(self._found(self.name), [])

    def test_the_buttons_show_them_and_mark_them(self):
        kept = self._interrupt()
        found = self._standing("queue_interrupted")
        action = found.apply("interruptions")
        self.assertEqual(self.env["mail.troubleshooting.interruption"].search(action["domain"]), kept)
        found.apply("resolved")
        self.assertTrue(kept.resolved)
        self.assertFalse(self._standing("queue_interrupted"))

    def test_its_number_of_queries(self):
        self._interrupt()
        self.assertLessEqual(self._queries(self.name), 2)


@tagged("post_install", "-at_install")
class TestParameters(CheckCase):
    name = "parameters"

    def test_none_and_numbers_are_healthy(self):
        self.env["ir.config_parameter"].set_param("mail.session.batch.size", "500")
        self.assertEqual(self._found(self.name), [])

    @mute_logger("odoo.addons.mail_troubleshooting.models.sending.ir_config_parameter")
    def test_garbage_is_taken_away_by_the_button(self):
        write_by_sql(self.env, "mail.session.batch.size", "many")
        found = self._standing("parameters")
        self.assertIn("mail.session.batch.size = many", show(found)["explanation"])
        self.assertEqual(found.apply("parameters")["res_model"], "ir.config_parameter")
        found.apply("default")
        self.assertFalse(self._standing("parameters"))
        self.assertFalse(self.env["ir.config_parameter"].search([("key", "=", "mail.session.batch.size")]))

    def test_its_number_of_queries(self):
        self.assertEqual(self._queries(self.name), 1)
