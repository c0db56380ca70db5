"""The dashboard gets what the types of its payload say."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...services.dashboard.charts import Bar, CauseBar, Hours, Receiver
from ...services.dashboard.failure_counts import CauseCount
from ...services.dashboard.payload import Payload
from ..support.code.typed import differences
from ..support.common import LabCase


@tagged("post_install", "-at_install")
class TestDashboardPayloads(LabCase):
    def setUp(self):
        super().setUp()
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self._post("unknown", "ada", "dmarc")
        self.dashboard = self.env["mail.troubleshooting.dashboard"].with_user(self.env.ref("base.user_admin"))

    def test_the_dashboard_shows_what_its_types_say(self):
        payload = self.dashboard.payload()
        self.assertEqual(differences(payload, Payload), [])
        self.assertTrue(payload["causes"])

    def test_its_charts_show_what_their_types_say(self):
        charts = self.dashboard.charts({})
        for name, kind in (("causes", CauseBar), ("hours", Hours), ("failed", CauseCount)):
            with self.subTest(name):
                self.assertTrue(charts[name])
                self.assertEqual(differences(charts[name], list[kind]), [])
        for name, kind in (("times", Bar), ("receivers", Receiver)):
            with self.subTest(name):
                self.assertTrue(all(kind.__annotations__.keys() <= row.keys() for row in charts[name]))
