"""Bounces and complaints about mailings."""

from odoo.tests import tagged

from .bounce_case import LISTED, UNKNOWN, BounceCase


@tagged("post_install", "-at_install")
class TestBouncesOfMailings(BounceCase):
    """With mailings installed, whose hook blacklists addresses that bounced five times."""

    def setUp(self):
        super().setUp()
        if "mailing.trace" not in self.env:
            self.skipTest("Mailings are not installed.")

    def _mailed(self, **values):
        return self.env["mailing.trace"].create(
            {
                "model": "res.partner",
                "res_id": self.ada.id,
                "email": "ada@customer.example",
                "message_id": f"<{self._next()}.mailing@shop.example>",
                "trace_status": "sent",
                **values,
            }
        )

    def _age(self, traces):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mailing_trace SET write_date = write_date - (id %% 5) * interval '5 days' WHERE id = ANY(%s)",
            [traces.ids],
        )
        self.env.invalidate_all()

    def _five_bounces(self, diagnostic: str):
        traces = self.env["mailing.trace"]
        for _number in range(6):
            trace = self._mailed()
            self._receive(self._bounce(trace.message_id, ("ada@customer.example", diagnostic)))
            traces += trace
            self._age(traces)
        return traces

    def test_the_trace_keeps_the_words_of_the_server(self):
        trace = self._mailed()
        self._receive(self._bounce(trace.message_id, ("ada@customer.example", UNKNOWN.format("ada@customer.example"))))
        self.assertEqual((trace.trace_status, trace.failure_type), ("bounce", "mail_bounce"))
        self.assertIn("User unknown in virtual mailbox table", trace.failure_reason)

    def test_an_address_that_does_not_exist_is_blacklisted_after_five_bounces(self):
        self._five_bounces(UNKNOWN.format("ada@customer.example"))
        self.assertTrue(self.env["mail.blacklist"].search_count([("email", "=", "ada@customer.example")]))

    def test_a_blocked_server_of_ours_never_blacklists_a_customer(self):
        traces = self._five_bounces(LISTED)
        self.assertEqual(set(traces.mapped("trace_status")), {"bounce"})
        trace = self._mailed()
        self.ada.message_bounce = 20
        self._receive(self._bounce(trace.message_id, ("ada@customer.example", UNKNOWN.format("ada@customer.example"))))
        self.assertFalse(self.env["mail.blacklist"].search_count([("email", "=", "ada@customer.example")]))

    def _is_blacklisted(self) -> bool:
        return bool(self.env["mail.blacklist"].search_count([("email", "=", "ada@customer.example")]))

    def test_five_bounces_about_the_address_count_and_blacklist_as_in_core(self):
        self._five_bounces(UNKNOWN.format("ada@customer.example"))
        self.assertEqual((self.ada.message_bounce, self._is_blacklisted()), (6, True))

    def test_five_bounces_about_our_reputation_count_nothing_and_blacklist_nobody(self):
        traces = self._five_bounces(LISTED)
        self.assertEqual((self.ada.message_bounce, self._is_blacklisted()), (0, False))
        self.assertEqual(set(traces.mapped("trace_status")), {"bounce"})

    def test_an_address_without_a_contact_is_blacklisted_for_its_own_bounces_only(self):
        self.ada.email = "other@customer.example"
        self._five_bounces(LISTED)
        self.assertFalse(self._is_blacklisted())
        self._five_bounces(UNKNOWN.format("ada@customer.example"))
        self.assertTrue(self._is_blacklisted())

    def test_a_bounce_about_our_reputation_is_never_the_last_straw(self):
        self._five_bounces(UNKNOWN.format("ada@customer.example"))
        self.env["mail.blacklist"]._remove("ada@customer.example")
        self._receive(self._bounce(self._mailed().message_id, ("ada@customer.example", LISTED)))
        self.assertEqual((self.ada.message_bounce, self._is_blacklisted()), (6, False))

    def test_a_delay_marks_no_trace(self):
        trace = self._mailed()
        self._receive(
            self._bounce(trace.message_id, ("ada@customer.example", "", {"Action": "delayed", "Status": "4.4.7"}))
        )
        self.assertEqual(trace.trace_status, "sent")

    def test_a_complaint_about_a_mailing_opts_out(self):
        trace = self._mailed()
        self._receive(self._complaint(trace.message_id))
        self.assertTrue(self.env["mail.blacklist"].search_count([("email", "=", "ada@customer.example")]))
        self.assertEqual(trace.trace_status, "sent")

    def test_a_complaint_is_believed_of_nobody_but_whose_message_id_it_is(self):
        trace = self._mailed()
        self._mailed(email="bea@customer.example", res_id=self.bea.id, message_id=trace.message_id)
        self._receive(self._complaint(trace.message_id))
        self.assertFalse(self.env["mail.blacklist"].search_count([("email", "=", "ada@customer.example")]))
        self.assertEqual(
            self.env["mail.troubleshooting.complaint"].search([]).mapped("address"), ["ada@customer.example"]
        )

    def test_a_mailing_that_went_to_two_addresses_of_a_record_proves_no_complaint(self):
        trace = self._mailed()
        self.env["mail.troubleshooting.attempt"].create(
            [
                {
                    "date": trace.create_date,
                    "message_id": trace.message_id,
                    "recipient": recipient,
                    "outcome": "accepted",
                }
                for recipient in ("ada@customer.example", "bea@customer.example")
            ]
        )
        self._receive(self._complaint(trace.message_id))
        self.assertFalse(self.env["mail.blacklist"].search_count([("email", "=", "ada@customer.example")]))
