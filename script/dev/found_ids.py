"""Prints the tests of the addon that Odoo's own runner finds: runs in ``odoo shell``."""

from odoo.tests.loader import make_suite
from odoo.tools import config

config["test_enable"], config["test_tags"] = True, "+standard"

for position in ("at_install", "post_install"):
    for test in make_suite(["mail_troubleshooting"], position):
        print("found:", test.id())  # noqa: T201 - read by script/test
