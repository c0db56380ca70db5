"""How fast the queue is, and whether it grows."""

from datetime import datetime, timedelta

from ....tools.figures.pace import Growth, Report, Run, growth, newest_run
from ...support.pure import PureCase

NOW = datetime(2026, 3, 1, 12)


def ago(minutes):
    return NOW - timedelta(minutes=minutes)


def report(began, last, done, remaining):
    return Report(ago(began), ago(last), done, remaining)


class TestRun(PureCase):
    def test_a_run_goes_on_in_every_report_before_which_something_was_left(self):
        reports = [report(5, 0, 10, 70), report(15, 6, 10, 80), report(25, 16, 10, 0)]
        self.assertEqual(newest_run(reports, NOW), Run(ago(15), 20, 900, True))
        self.assertEqual(newest_run(reports[1:], NOW), Run(ago(15), 10, 540, True))
        self.assertEqual(newest_run(reports[2:], NOW), Run(ago(25), 10, 540, False))
        self.assertIsNone(newest_run([], NOW))

    def test_one_that_said_nothing_for_long_is_not_at_work_and_not_continued(self):
        old = report(200, 190, 10, 80)
        self.assertFalse(newest_run([old], NOW).is_at_work)
        self.assertEqual(newest_run([report(5, 0, 10, 70), old], NOW).done, 10)

    def test_the_time_for_what_waits_is_told_by_its_rate_alone(self):
        self.assertEqual(Run(ago(10), 100, 600, True).time_for(1000), timedelta(minutes=100))
        self.assertIsNone(Run(ago(10), 0, 600, True).time_for(1000))
        self.assertIsNone(Run(ago(10), 100, 0, True).time_for(1000))


class TestGrowth(PureCase):
    def test_more_after_each_of_several_runs_is_growth(self):
        reports = [report(10, 0, 5, 40), report(40, 30, 5, 30), report(70, 60, 5, 20), report(100, 90, 5, 10)]
        self.assertEqual(growth(reports), Growth(ago(90), 45, 15))
        self.assertIsNone(growth(reports[:3]))

    def test_one_step_up_or_the_same_again_is_none(self):
        for left in ((40, 10, 10, 10), (30, 40, 10, 0), (40, 40, 30, 20), (0, 0, 0, 0)):
            reports = [report(30 * number, 30 * number, 5, one) for number, one in enumerate(left)]
            with self.subTest(left):
                self.assertIsNone(growth(reports))

    def test_reports_close_together_are_one_look(self):
        reports = [report(number, number, 1, 100 - number) for number in range(50)]
        self.assertIsNone(growth(reports))
        reports = [report(number, number, 1, 100 - number) for number in range(70)]
        self.assertEqual(growth(reports), Growth(ago(60), 120, 60))
