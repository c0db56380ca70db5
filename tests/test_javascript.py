"""Hoot unit tests of the addon, in a real browser."""

from odoo.tests import HttpCase, tagged

from .common import without_missing_files


@tagged("post_install", "-at_install")
class TestJavascript(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        without_missing_files(cls.env)

    def test_unit_tests_of_the_interface(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=mail_troubleshooting",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
