"""Checks of mailings. Need the optional neighbour."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..tools.finding import Severity
from .check_case import CheckCase


@tagged("post_install", "-at_install")
class TestCampaignChecks(CheckCase):
    name = "campaign"

    def setUp(self):
        super().setUp()
        if "mailing.mailing" not in self.env:
            self.skipTest("mass_mailing is not installed")
        self.env["mailing.mailing"].search([]).unlink()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()

    def _mailing(self, **values):
        return self.env["mailing.mailing"].create({
            "subject": "Spring", "body_html": "<p>News</p>", "state": "in_queue",
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"), **values,
        })  # fmt: skip

    def _late(self, **values):
        return self._mailing(
            schedule_type="scheduled", schedule_date=fields.Datetime.now() - timedelta(days=3), **values
        )

    def test_mailings_that_go_when_they_should_are_healthy(self):
        self._mailing()
        self._mailing(state="draft")
        self._mailing(schedule_type="scheduled", schedule_date=fields.Datetime.now() + timedelta(days=3))
        self.assertEqual(self._found(self.name), [])

    def test_one_that_waits_is_run_by_the_button(self):
        mailing = self._late()
        found = self._standing("campaign")
        self.assertEqual((found.problem_id.code, found.res_id), ("campaign_waits", mailing.id))
        cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
        self.env["ir.cron.trigger"].search([]).unlink()
        found.apply("send_now")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))
        self.assertEqual(found.apply("open")["res_id"], mailing.id)

    def test_one_at_which_odoo_fails_is_named_with_the_words(self):
        mailing, now = self._late(), fields.Datetime.now()
        self.env["mail.troubleshooting.interruption"].create({
            "signature": "x", "place": "campaign", "error": "LookupError", "summary": "no such field", "count": 1,
            "first_date": now, "last_date": now, "res_model": "mailing.mailing", "res_id": mailing.id,
        })  # fmt: skip
        found = self._standing("campaign")
        self.assertEqual((found.problem_id.code, found.severity), ("campaign_cannot_go", "error"))
        self.assertIn("no such field", found._shown()["explanation"])

    def test_a_personal_server_is_taken_away_by_the_button(self):
        self.server.write({"owner_user_id": self.administrator.id, "from_filter": "ada@firm.lab.example"})
        mailing = self._mailing(mail_server_id=self.server.id)
        found = self._standing("campaign")
        self.assertEqual((found.problem_id.code, found.severity), ("campaign_uses_personal_server", "error"))
        found.apply("without_server")
        self.assertFalse(mailing.mail_server_id)
        self.assertFalse(self._standing("campaign"))

    def test_one_that_is_called_sent_while_its_emails_wait(self):
        mailing = self._mailing(state="done")
        self.env["mail.mail"].create([{"email_to": "a@lab.example", "mailing_id": mailing.id}] * 3)
        self.assertEqual(self._found(self.name), [("campaign_sent_still_waits", Severity.INFO)])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_mailings(self):
        self._late()
        before = self._queries(self.name)
        for _number in range(5):
            self._late()
        self.assertEqual(self._queries(self.name), before)
