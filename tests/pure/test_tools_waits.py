"""When an email is tried again by itself, and when it is not."""

from datetime import datetime, timedelta
from functools import partial

from ...tools.replies.classifier import explain
from ...tools.retries.waits import next_try, passes
from ..support.pure import PureCase

NOW = datetime(2026, 3, 10, 14, 0)
UNTIL = NOW + timedelta(hours=48)
GREYLISTED = "450 4.7.1 Greylisted, try later"
BUSY = "451 4.3.2 System not accepting network messages"
RATE = "421 4.7.0 Too many messages from your address, try again later"
QUOTA = "550 5.4.5 Daily user sending limit exceeded"


def _midnight(now=NOW) -> datetime:
    """When the next day begins in UTC."""
    return datetime(now.year, now.month, now.day) + timedelta(days=1)


class TestRetryPlan(PureCase):
    def _minutes(self, reply, tries=0, seed=1, until=UNTIL):
        """Minutes until the next try, None where there is none."""
        date = next_try(explain(reply, now=NOW)[0], tries, NOW, until, seed, _midnight)
        return date and (date - NOW).total_seconds() / 60

    def _waits(self, reply) -> list[float]:
        """Minutes of all waits until the end."""
        now, waits = NOW, []
        while date := next_try(explain(reply, now=now)[0], len(waits), now, UNTIL, 7, partial(_midnight, now)):
            waits.append((date - now).total_seconds() / 60)
            now = date
        return waits

    def test_waits_grow_from_minutes_to_hours_and_end_within_two_days(self):
        waits = self._waits(BUSY)
        for wait, planned in zip(waits, [15, 30, 60, 120, 240, 480, 480, 480, 480], strict=True):
            self.assertTrue(planned <= wait <= 1.1 * planned, waits)

    def test_nothing_is_planned_behind_the_end(self):
        self.assertIsNone(self._minutes(BUSY, until=NOW + timedelta(minutes=14)))

    def test_what_is_refused_for_good_is_not_tried_again(self):
        for reply in (
            "550 5.1.1 User unknown",
            "554 5.7.1 Spam",
            "535 5.7.8 Authentication failed",
            "550 5.7.26 DMARC policy of the domain",
        ):
            self.assertIsNone(self._minutes(reply), reply)

    def test_what_may_have_been_accepted_is_not_tried_again(self):
        reason = (
            "SMTPServerDisconnected: Connection unexpectedly closed "
            "(acceptance uncertain: no answer after the end of the message)"
        )
        self.assertFalse(passes(explain(reason)[0]))

    def test_what_nobody_understands_is_not_tried_again(self):
        for reason in (
            "KeyError: 'x'",
            "Error without exception. Probably due to sending an email without computed recipients.",
        ):
            self.assertIsNone(self._minutes(reason), reason)

    def test_a_full_mailbox_passes_whatever_the_code_says_but_not_within_minutes(self):
        self.assertGreaterEqual(self._minutes("552 5.2.2 Mailbox is full, quota exceeded"), 240)

    def test_greylisting_waits_as_the_server_says(self):
        self.assertTrue(30 <= self._minutes("450 4.7.1 Greylisted, try again in 30 minutes") <= 34)
        self.assertTrue(30 <= self._minutes("450 4.7.1 Greylisted until 2026-03-10 14:30:00") <= 34)

    def test_greylisting_without_a_time_waits_minutes(self):
        self.assertTrue(5 < self._minutes(GREYLISTED) < 15)

    def test_a_server_that_always_says_the_same_time_is_asked_less_and_less_often(self):
        self.assertLess(len(self._waits("450 4.7.1 Greylisted, try again in 60 seconds")), 15)

    def test_a_daily_limit_waits_for_the_next_day_also_where_it_calls_itself_permanent(self):
        date = next_try(explain(QUOTA)[0], 0, NOW, UNTIL, 3, _midnight)
        self.assertTrue(datetime(2026, 3, 11, 0, 10) <= date < datetime(2026, 3, 11, 0, 40), date)
        self.assertEqual(len(self._waits(QUOTA)), 2)

    def test_a_daily_limit_that_says_how_long_is_believed(self):
        wait = self._minutes("452 4.5.3 Daily sending quota exceeded, try again in 2 hours")
        self.assertTrue(120 <= wait <= 150, wait)

    def test_too_fast_is_answered_gently(self):
        self.assertGreaterEqual(self._minutes(RATE), 30)

    def test_a_thousand_emails_that_failed_together_do_not_come_back_together(self):
        minutes = [int(self._minutes(RATE, seed=seed)) for seed in range(1000)]
        self.assertLess(max(minutes.count(minute) for minute in set(minutes)), 100)

    def test_a_plan_made_again_is_the_same(self):
        self.assertEqual(self._minutes(BUSY, tries=2, seed=42), self._minutes(BUSY, tries=2, seed=42))
