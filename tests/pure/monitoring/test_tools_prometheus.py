"""The text format of Prometheus."""

from ....tools.monitoring.prometheus import Gauge, Sample, exposition, is_wanted
from ...support.pure import PureCase


class TestPrometheus(PureCase):
    def test_a_gauge_has_its_help_its_type_and_its_samples(self):
        gauges = [
            Gauge("up", "Whether.", (Sample(1),)),
            Gauge(
                "found", "What.", (Sample(2, {"area": 'a"b\\c\nd'}), Sample(0.5, {"area": "x", "severity": "error"}))
            ),
            Gauge("none", "Nothing.", ()),
        ]
        self.assertEqual(
            exposition(gauges),
            "# HELP up Whether.\n# TYPE up gauge\nup 1\n"
            "# HELP found What.\n# TYPE found gauge\n"
            'found{area="a\\"b\\\\c\\nd"} 2\n'
            'found{area="x",severity="error"} 0.5\n'
            "# HELP none Nothing.\n# TYPE none gauge\n",
        )

    def test_a_timestamp_keeps_its_seconds(self):
        self.assertEqual(Sample(1795338293).line("last"), "last 1795338293")

    def test_it_is_asked_for_by_parameter_or_by_what_prometheus_accepts(self):
        prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"
        self.assertTrue(is_wanted("prometheus", ""))
        self.assertTrue(is_wanted("", prometheus))
        for requested, accept in (
            ("", ""),
            ("", "*/*"),
            ("json", prometheus),
            ("", "application/json, text/plain, */*"),
        ):
            self.assertFalse(is_wanted(requested, accept), accept)
