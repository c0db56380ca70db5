"""The whole story in a real browser: from the red envelope to the corrected address."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import LabMixin, without_missing_files


@tagged("post_install", "-at_install")
class TestTour(LabMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        without_missing_files(cls.env)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_from_red_envelope_to_solved(self):
        message = self._post("ada", "unknown", "full_temporarily", "unverified")
        self.lab.behave("full_temporarily@lab.example", "accepted")
        self.start_tour(
            f"/odoo/res.partner/{self.record.id}", "mail_troubleshooting_failure_wizard", login="aldo", timeout=90
        )
        self.assertEqual(
            self._statuses(message),
            {"ada": "sent", "una": "sent", "full_temporarily": "sent", "unverified": "canceled"},
        )
        self.assertEqual(self._copies(message), {"ada": 1, "una": 1, "full_temporarily": 1})

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_the_dashboard_leads_to_the_failed_recipients(self):
        self._post("unknown")
        self.start_tour("/odoo/email-troubleshooting", "mail_troubleshooting_dashboard", login="admin", timeout=90)
