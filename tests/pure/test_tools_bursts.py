"""What happened within a short time is taken together."""

from datetime import datetime, timedelta

from ...tools.figures.bursts import bursts
from ..support.pure import PureCase


class TestBursts(PureCase):
    def _grouped(self, *minutes):
        moments = [datetime(2026, 3, 10) + timedelta(minutes=minute) for minute in minutes]
        groups = bursts(moments, lambda moment: moment, timedelta(minutes=5))
        return [[(moment - datetime(2026, 3, 10)).seconds // 60 for moment in group] for group in groups]

    def test_neighbours_are_together_and_the_newest_comes_first(self):
        self.assertEqual(self._grouped(0, 20, 4, 9, 26, 25), [[26, 25, 20], [9, 4, 0]])

    def test_a_moment_alone_and_none(self):
        self.assertEqual((self._grouped(3), self._grouped()), ([[3]], []))
