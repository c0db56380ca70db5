"""Checks of mailings. Need the optional neighbour."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ....services.dashboard.findings.shown import show
from ....tools.monitoring.finding import Severity, stored
from ...support.check_case import CheckCase


class CampaignCase(CheckCase):
    def setUp(self):
        super().setUp()
        if "mailing.mailing" not in self.env:
            self.skipTest("mass_mailing is not installed")
        self.env["mailing.mailing"].search([]).unlink()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()

    def _mailing(self, **values):
        return self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "body_html": "<p>News</p>",
                "state": "in_queue",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                **values,
            }
        )

    def _late(self, **values):
        return self._mailing(
            schedule_type="scheduled", schedule_date=fields.Datetime.now() - timedelta(days=3), **values
        )


@tagged("post_install", "-at_install")
class TestCampaignChecks(CampaignCase):
    name = "campaign"

    def test_mailings_that_go_when_they_should_are_healthy(self):
        self._mailing()
        self._mailing(state="draft")
        self._mailing(schedule_type="scheduled", schedule_date=fields.Datetime.now() + timedelta(days=3))
        self.assertEqual(self._found(self.name), [])

    def test_a_year_that_was_mistyped_is_found_until_it_is_corrected(self):
        date = fields.Datetime.now() + timedelta(days=364)
        mailing = self._mailing(schedule_type="scheduled", schedule_date=date)
        self.assertEqual(self._found(self.name), [("campaign_is_far_away", Severity.WARNING)])
        mailing.schedule_date = fields.Datetime.now() + timedelta(days=64)
        mailing.flush_recordset()
        written = fields.Datetime.now() - timedelta(days=300)
        self.env.cr.execute("UPDATE mailing_mailing SET write_date = %s WHERE id = %s", [written, mailing.id])
        mailing.invalidate_recordset()
        self.assertEqual(self._found(self.name), [("campaign_is_far_away", Severity.WARNING)])
        mailing.schedule_date = fields.Datetime.now() + timedelta(days=3)
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
        self.env["mail.troubleshooting.interruption"].create(
            {
                "signature": "x",
                "place": "campaign",
                "error": "LookupError",
                "summary": "no such field",
                "count": 1,
                "first_date": now,
                "last_date": now,
                "res_model": "mailing.mailing",
                "res_id": mailing.id,
            }
        )
        found = self._standing("campaign")
        self.assertEqual((found.problem_id.code, found.severity), ("campaign_cannot_go", "error"))
        self.assertIn("no such field", show(found)["explanation"])

    def _stopped(self, mailing):
        now = fields.Datetime.now()
        self.env["mail.troubleshooting.interruption"].create(
            {
                "signature": "x",
                "place": "campaign",
                "error": "LookupError",
                "count": 1,
                "first_date": now,
                "last_date": now,
                "res_model": "mailing.mailing",
                "res_id": mailing.id,
            }
        )

    def test_the_one_that_cannot_go_is_set_aside_by_the_button_and_loses_nothing(self):
        mailing, other = self._late(), self._mailing(subject="Summer")
        trace = self.env["mailing.trace"].create({"mass_mailing_id": mailing.id, "model": "res.partner", "res_id": 1})
        self._stopped(mailing)
        found = self._standing("campaign").filtered(lambda f: f.problem_id.code == "campaign_cannot_go")
        button = next(step for step in show(found)["steps"] if step["button"] == "set_aside")
        self.assertIn("Summer", button["preview"])
        self.env["ir.cron.trigger"].search([]).unlink()
        found.apply("set_aside")
        self.assertEqual((mailing.state, mailing.body_html, other.state), ("draft", "<p>News</p>", "in_queue"))
        self.assertTrue(trace.exists())
        cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
        self.assertEqual(self.env["ir.cron.trigger"].search([]).cron_id, cron)
        self.assertFalse(self._standing("campaign"))

    def test_mailings_that_are_due_are_named_in_the_order_in_which_they_go(self):
        now = fields.Datetime.now()
        for days, subject in ((1, "First planned"), (3, "Last planned"), (2, "Between")):
            mailing = self._mailing(
                subject=subject, schedule_type="scheduled", schedule_date=now - timedelta(hours=days)
            )
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE mailing_mailing SET calendar_date = %s WHERE id = %s", [mailing.schedule_date, mailing.id]
            )
        self.env.invalidate_all()
        found = self._standing("campaign")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.values["names"]),
            ("campaigns_in_line", "info", "First planned, Between, Last planned"),
        )
        cron = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue")
        self.assertEqual(found.values["next"], stored(cron.nextcall))
        self.assertEqual(self.env["mailing.mailing"].search_count(found.apply("in_line")["domain"]), 3)
        sent = []
        self.patch(type(mailing), "_get_remaining_recipients", lambda one: sent.append(one.subject) or [])
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 1)
        self.env["mailing.mailing"]._process_mass_mailing_queue()
        self.assertEqual(sent, ["First planned", "Between", "Last planned"])

    def test_one_alone_stands_in_no_line(self):
        self._mailing()
        self.assertEqual(self._found(self.name), [])

    def test_who_comes_before_one_that_waits_is_named(self):
        waits = self._late(subject="Winter")
        self._mailing(
            subject="Spring", schedule_type="scheduled", schedule_date=fields.Datetime.now() - timedelta(minutes=5)
        )
        found = self._standing("campaign").filtered(lambda f: f.problem_id.code == "campaign_waits")
        self.assertEqual((found.res_id, found.values["others"]), (waits.id, "Spring"))

    def test_a_personal_server_is_why_a_mailing_was_stopped_and_is_taken_away_by_the_button(self):
        self.server.write({"owner_user_id": self.administrator.id, "from_filter": "ada@firm.lab.example"})
        mailing = self._mailing(mail_server_id=self.server.id)
        self._stopped(mailing)
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


@tagged("post_install", "-at_install")
class TestCampaignLeftOut(CampaignCase):
    name = "campaign.left.out"

    def _traces(self, mailing, *reasons):
        """One recipient for each status and failure type."""
        self.env["mailing.trace"].create(
            [
                {
                    "mass_mailing_id": mailing.id,
                    "model": "res.partner",
                    "res_id": number,
                    "trace_status": status,
                    "failure_type": failure_type,
                }
                for number, (status, failure_type) in enumerate(reasons, 1)
            ]
        )

    def _sent(self, **values):
        return self._mailing(state="done", sent_date=fields.Datetime.now(), **values)

    def test_a_mailing_that_reached_everybody_is_healthy(self):
        self._traces(self._sent(), ("sent", False), ("bounce", "mail_bounce"), ("error", "mail_smtp"))
        self.assertEqual(self._found(self.name), [])

    def test_who_was_left_out_is_counted_by_reason(self):
        mailing = self._sent()
        self._traces(
            mailing,
            ("sent", False),
            ("cancel", "mail_bl"),
            ("cancel", "mail_optout"),
            ("cancel", "mail_dup"),
            ("cancel", "mail_dup"),
            ("cancel", "mail_email_missing"),
            ("error", "mail_email_invalid"),
            ("cancel", False),
            ("cancel", "unknown"),
        )
        found = self._standing("campaign_left_out")
        self.assertEqual(
            (found.problem_id.code, found.severity, found.res_id), ("campaign_left_some_out", "info", mailing.id)
        )
        counts = ("count", "tried", "blacklisted", "opted_out", "twice", "missing", "malformed", "by_hand")
        self.assertEqual([found.values[name] for name in counts], ["8", "9", "1", "1", "2", "1", "1", "2"])
        self.assertEqual(self.env["mailing.trace"].search_count(found.apply("left_out")["domain"]), 8)

    def test_a_mailing_that_left_half_out_is_found_whatever_its_age_until_they_would_be_reached(self):
        addresses = [f"list{number}@lab.example" for number in range(7)]
        for address in addresses:
            self.env["mail.blacklist"]._add(address)
        mailing = self._sent()
        self._traces(mailing, *[("cancel", "mail_bl")] * 7, *[("sent", False)] * 7)
        traces = self.env["mailing.trace"].search([("mass_mailing_id", "=", mailing.id), ("failure_type", "!=", False)])
        for trace, address in zip(traces, addresses, strict=True):
            trace.email = address
        for days in (0, 8, 800):
            with self.subTest(days):
                mailing.sent_date = fields.Datetime.now() - timedelta(days=days)
                found = self._standing("campaign_left_out")
                self.assertEqual(
                    (found.problem_id.code, found.severity, found.res_id, found.values["count"]),
                    ("campaign_left_half_out", "warning", mailing.id, "7"),
                )
        self.env["mail.blacklist"]._remove(addresses[0])
        self.assertFalse(self._standing("campaign_left_out"))

    def test_a_mailing_that_half_of_the_recipients_did_not_wish_for_is_no_warning(self):
        self._traces(self._sent(), *[("cancel", "mail_optout")] * 7, *[("sent", False)] * 7)
        self.assertEqual(self._found(self.name), [("campaign_left_some_out", Severity.INFO)])

    def test_trials_and_old_mailings_do_not_count(self):
        mailing = self._sent()
        self._traces(mailing, ("cancel", "mail_bl"))
        self.env["mailing.trace"].search([]).is_test_trace = True
        self.assertEqual(self._found(self.name), [("campaign_had_no_recipients", Severity.WARNING)])
        self._traces(mailing, ("sent", False))
        old = self._mailing(state="done", sent_date=fields.Datetime.now() - timedelta(days=8))
        self._traces(old, ("cancel", "mail_bl"))
        self.assertEqual(self._found(self.name), [])

    def test_its_number_of_queries_does_not_depend_on_the_number_of_mailings(self):
        self._traces(self._sent(), ("cancel", "mail_bl"))
        before = self._queries(self.name)
        for _number in range(3):
            self._traces(self._sent(), ("cancel", "mail_dup"))
        self.assertEqual(self._queries(self.name), before)
