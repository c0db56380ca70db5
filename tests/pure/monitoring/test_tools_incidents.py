"""When incidents begin and end, and how bad they are: plain values."""

from datetime import datetime, timedelta

from ....tools.causes import CAUSES
from ....tools.monitoring.finding import Severity
from ....tools.monitoring.incidents import Burst, Extent, Kind, bursts, has_ended, kind_of, newest, severity
from ...support.pure import PureCase

NINE = datetime(2026, 5, 4, 9)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def burst(first: int, last: int, count: int = 1) -> Burst:
    return Burst(at(first), at(last), count)


def incident(groups, *successes: int) -> Burst:
    """The newest one, with successes at these minutes."""
    moments = sorted(map(at, successes))
    return newest(
        groups,
        lambda after, before: next((one for one in moments if after <= one < before), None),
        lambda after, before: next((one for one in reversed(moments) if after <= one < before), None),
    )


def extent(cause: str = "smtp_auth_failed", **values) -> Extent:
    return Extent(**{"cause": cause, "heard": False, "failed": 4, "accepted": 0, "own": 4, "own_accepted": 0, **values})


class TestBursts(PureCase):
    def test_failures_within_an_hour_belong_together(self):
        self.assertEqual(bursts([burst(70, 80, 2), burst(0, 20, 3)]), [burst(0, 80, 5)])

    def test_failures_more_than_an_hour_apart_do_not(self):
        self.assertEqual(bursts([burst(0, 0), burst(61, 61)]), [burst(0, 0), burst(61, 61)])

    def test_a_night_without_email_ends_nothing(self):
        self.assertEqual(incident([burst(0, 5, 2), burst(600, 610, 3)]), burst(0, 610, 5))

    def test_it_begins_with_the_first_failure_after_the_last_success(self):
        self.assertEqual(incident([burst(0, 5, 2), burst(600, 610, 3)], 30), burst(600, 610, 3))

    def test_a_failure_within_the_hour_after_the_end_is_the_same_incident(self):
        self.assertEqual(incident([burst(0, 0), burst(65, 65)], 10), burst(0, 65, 2))

    def test_an_older_incident_that_ended_stays_ended(self):
        groups = [burst(0, 0), burst(200, 200), burst(400, 400)]
        self.assertEqual(incident(groups, 10), burst(200, 400, 2))

    def test_successes_are_asked_for_where_one_can_have_come_between(self):
        asked = []

        def ask(after, before):
            asked.append((after, before))

        self.assertEqual(newest([burst(n * 100, n * 100) for n in range(50)], ask, ask).count, 50)
        self.assertEqual(len(asked), 1)


class TestEnds(PureCase):
    def test_the_first_success_ends_it(self):
        self.assertTrue(has_ended(failed=30, between=0, since=1, is_quiet=False))

    def test_without_a_success_it_lasts_however_long_ago_it_was(self):
        self.assertFalse(has_ended(failed=1, between=0, since=0, is_quiet=True))

    def test_what_comes_and_goes_lasts(self):
        self.assertFalse(has_ended(failed=4, between=6, since=2, is_quiet=False))

    def test_what_came_and_went_is_over_after_so_many_that_would_have_met_it(self):
        self.assertTrue(has_ended(failed=4, between=6, since=8, is_quiet=False))

    def test_what_came_and_went_is_over_after_a_quiet_hour(self):
        self.assertTrue(has_ended(failed=4, between=6, since=1, is_quiet=True))


class TestSeverity(PureCase):
    def test_a_server_that_lets_nobody_in_is_an_error_beside_others_that_work(self):
        self.assertEqual(severity(extent(accepted=1000)), Severity.ERROR)

    def test_a_server_that_fails_four_of_ten_is_a_warning(self):
        self.assertEqual(severity(extent(accepted=6, own_accepted=6)), Severity.WARNING)

    def test_one_refused_sender_among_many_emails_is_only_worth_knowing(self):
        found = extent("sender_identity_rejected", heard=True, failed=1, own=1, accepted=99)
        self.assertEqual(severity(found), Severity.INFO)

    def test_one_refusal_by_one_receiver_is_no_finding(self):
        found = extent("spam_content", heard=True, failed=2, own=1, accepted=99)
        self.assertEqual(severity(found), Severity.OK)

    def test_a_receiver_that_refuses_again_and_again_is_a_warning(self):
        found = extent("spam_content", heard=True, failed=3, own=3, accepted=99)
        self.assertEqual(severity(found), Severity.WARNING)

    def test_a_refused_sender_of_everything_is_an_error(self):
        self.assertEqual(severity(extent("sender_identity_rejected", heard=True, failed=1, own=1)), Severity.ERROR)

    def test_one_full_mailbox_is_no_finding(self):
        self.assertEqual(severity(extent("mailbox_full", heard=True, failed=1, own=1)), Severity.OK)

    def test_whatever_fails_most_emails_is_found(self):
        for code in CAUSES:
            with self.subTest(code):
                found = severity(extent(code, heard=True, failed=30, own=30, accepted=5))
                self.assertGreaterEqual(found.rank, Severity.WARNING.rank)

    def test_each_cause_is_about_one_thing(self):
        kinds = {code: kind_of(code) for code in CAUSES}
        self.assertEqual(kinds["tls_failure"], Kind.SERVER)
        self.assertEqual(kinds["sender_identity_rejected"], Kind.SENDER)
        self.assertEqual(kinds["auth_spf_dkim_dmarc"], Kind.SENDER_DOMAIN)
        self.assertEqual(kinds["ip_blocklisted"], Kind.RECEIVER)
        self.assertEqual(kinds["odoo_disk_full"], Kind.DATABASE)
        self.assertEqual(kinds["recipient_unknown"], Kind.EMAILS)
