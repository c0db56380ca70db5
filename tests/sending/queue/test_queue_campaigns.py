"""Mailings: one that cannot go does not hold up the others. Needs the optional neighbour."""

from contextlib import ExitStack
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.tests import tagged

from ...support.queue_case import QueueCase

CRON = "mass_mailing.ir_cron_mass_mailing_queue"


class CampaignCase(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mailing.mailing" not in cls.env:
            cls.skipTest(cls, "mass_mailing is not installed")

    def setUp(self):
        super().setUp()
        self.env["mailing.mailing"].search([]).unlink()
        self.env["ir.cron.trigger"].search([]).unlink()

    def _campaign(self, name: str, **values):
        """A mailing to one contact that waits for the scheduler."""
        partner = self._partners(name)
        return self.env["mailing.mailing"].create(
            {
                "subject": f"News for {name}",
                "body_html": "<p>News</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": repr([("id", "=", partner.id)]),
                "state": "in_queue",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestCampaigns(CampaignCase):
    def test_a_mailing_that_cannot_be_rendered_does_not_hold_up_the_others(self):
        first = self._campaign("ada")
        broken = self._campaign("bea", body_html="""<p><t t-out="object.no_such_field"/></p>""")
        last = self._campaign("cleo")
        self._run(self.env.ref(CRON))
        self.assertEqual(sorted(self._recipients()), ["ada", "cleo"])
        self.assertEqual((first + broken + last).mapped("state"), ["done", "in_queue", "done"])
        kept = self._interruptions()
        self.assertEqual((kept.place, kept.res_model, kept.res_id), ("campaign", "mailing.mailing", broken.id))

    def test_what_a_call_from_outside_says_in_its_context_makes_no_run_of_it(self):
        mailing = self._campaign("ada")
        said = {"mail_troubleshooting_failed_mailings": {}, "cron_id": self.env.ref("base.autovacuum_job").id}
        with patch.object(type(mailing), "_get_recipients", side_effect=TimeoutError), self.assertRaises(TimeoutError):
            mailing.with_context(**said)._get_remaining_recipients()
        self.assertFalse(self._interruptions())

    def test_a_mailing_whose_recipients_nobody_can_find_does_not_hold_up_the_others(self):
        first = self._campaign("ada")
        broken = self._campaign("bea")
        last = self._campaign("cleo")
        origin = type(broken)._get_recipients

        def _get_recipients(mailing):
            if mailing == broken:
                raise LookupError("ouch")
            return origin(mailing)

        with patch.object(type(broken), "_get_recipients", _get_recipients):
            self._run(self.env.ref(CRON))
        self.assertEqual((first + broken + last).mapped("state"), ["done", "in_queue", "done"])
        self.assertEqual(self._interruptions().res_id, broken.id)

    def test_a_mailing_that_was_mended_goes_with_the_next_run(self):
        broken = self._campaign("bea", body_html="""<p><t t-out="object.no_such_field"/></p>""")
        self._run(self.env.ref(CRON))
        broken.body_html = "<p>News</p>"
        self._run(self.env.ref(CRON))
        self.assertEqual((self._recipients(), broken.state), (["bea"], "done"))

    def test_a_database_that_is_gone_ends_the_run_and_another_one_follows_soon(self):
        mailing = self._campaign("ada")
        error = OperationalError("server closed the connection unexpectedly")
        with patch.object(type(mailing), "_get_recipients", side_effect=error):
            self._run(self.env.ref(CRON))
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.env.ref(CRON).id)]))
        self.assertEqual(mailing.state, "in_queue")

    def test_what_stands_above_the_model_runs_once(self):
        mailing = self._campaign("ada")
        cls, seen = type(mailing), []
        with ExitStack() as stack:
            for name in ("_get_remaining_recipients", "_action_send_mail"):
                origin = getattr(cls, name)

                def above(mailing, *args, name=name, origin=origin):
                    seen.append(name)
                    return origin(mailing, *args)

                stack.enter_context(patch.object(cls, name, above))
            self._run(self.env.ref(CRON))
        self.assertEqual(seen.count("_action_send_mail"), 1)
        self.assertEqual(mailing.state, "done")

    def test_sending_by_hand_still_says_what_is_wrong(self):
        broken = self._campaign("bea", body_html="""<p><t t-out="object.no_such_field"/></p>""")
        with self.assertRaises(Exception) as caught:  # what rendering raises is Odoo's business
            broken.action_send_mail()
        self.assertIn("no_such_field", str(caught.exception))
        self.assertFalse(self._interruptions())


@tagged("post_install", "-at_install")
class TestRetryOfCampaigns(CampaignCase):
    """Odoo's button *Retry* of a mailing."""

    def _sent(self, name: str):
        """A mailing that went to one contact, and its email."""
        mailing = self._campaign(name, keep_archives=True)
        self._run(self.env.ref(CRON))
        self._run()
        return mailing, self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])

    def _retry(self, mailing):
        mailing.action_retry_failed()
        self._run(self.env.ref(CRON))
        self._run()

    def _status(self, mailing):
        return self.env["mailing.trace"].search([("mass_mailing_id", "=", mailing.id)]).mapped("trace_status")

    def test_who_has_the_email_gets_no_second_one_although_it_counts_as_failed(self):
        mailing, mail = self._sent("ada")
        # What a failure after the server's acceptance leaves behind.
        mail.write({"state": "exception", "failure_type": "unknown", "failure_reason": "the database was gone"})
        mail.mailing_trace_ids.set_failed(failure_type="unknown")
        self._retry(mailing)
        self.assertEqual((self._recipients(), self._status(mailing), mail.state), (["ada"], ["sent"], "sent"))

    def test_who_may_have_the_email_gets_no_second_one(self):
        mailing, mail = self._sent("drop_after_data")
        self.lab.behave("drop_after_data@lab.example", "accepted")
        self._retry(mailing)
        self.assertEqual((self._recipients(), self._status(mailing)), (["drop_after_data"], ["error"]))
        self.assertEqual(mail.failure_cause_id.code, "acceptance_uncertain")

    def test_who_does_not_have_it_gets_a_new_one_as_ever(self):
        mailing, mail = self._sent("unknown")
        self.lab.behave("unknown@lab.example", "accepted")
        self._retry(mailing)
        self.assertEqual((self._recipients(), self._status(mailing)), (["unknown"], ["sent"]))
        self.assertFalse(mail.exists())

    def test_an_email_of_a_mailing_that_tries_again_by_itself_counts_as_sent_in_the_end(self):
        mailing, mail = self._sent("trouble")
        self.assertEqual(self._status(mailing), ["error"])
        self.lab.behave("trouble@lab.example", "accepted")
        mail.retry_date = "2026-01-01 10:00:00"
        self._run(self.env.ref("mail_troubleshooting.ir_cron_retry"))
        self._run()
        self.assertEqual((self._recipients(), self._status(mailing)), (["trouble"], ["sent"]))
