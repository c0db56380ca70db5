"""Hoot unit tests of the addon, in a real browser."""

import re

from odoo.tests import HttpCase, tagged

from ..support.common import without_missing_files


def hoot_id(suite: str) -> str:
    """The id by which hoot knows a suite; its ``filter`` matches loosely and would run half of Odoo's tests."""
    number = 0
    for character in suite:
        number = ((number << 5) - number + ord(character)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestJavascript(HttpCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        without_missing_files(cls.env)

    def test_unit_tests_of_the_interface(self):
        broken, logger = None, self._logger.getChild("browser")
        with self.assertLogs(logger, "INFO") as log:
            try:
                self._run_hoot()
            except AssertionError as error:
                broken = error
                logger.info(error)
        # A test that uses hoot wrongly ends there, and is called passed although it asserted nothing.
        wrong = re.compile(r"\[HOOT\] Test .* (failed:|passed \(assertions: 0 )")
        self.assertEqual([line for line in log.output if wrong.search(line)], [])
        if broken:
            raise broken

    def _run_hoot(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={hoot_id('@mail_troubleshooting')}",
            "",
            "",
            login="admin",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
