"""What joins mailings comes and goes with them, in each database by itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

from odoo.tests import tagged

from ..support.process_case import ProcessCase

#: It stands right below the model itself, and nowhere else.
ABOVE_ALL = [1]


@tagged("post_install", "-at_install")
class TestMassMailing(ProcessCase):
    def test_it_comes_and_goes_with_the_addon_in_each_database_of_a_process(self):
        first, second = self.place("mailing"), self.place("no_mailing")
        path = os.pathsep.join([*first.python_path, *filter(None, [os.environ.get("PYTHONPATH")])])
        worker = Path(__file__).with_name("installing_worker.py")
        done = subprocess.run(
            [sys.executable, worker, first.config, first.database, second.database],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            json.loads(done.stdout),
            {
                "both have it": [ABOVE_ALL, ABOVE_ALL],
                "the second has lost it": [ABOVE_ALL, None],
                "the second has it again": [ABOVE_ALL, ABOVE_ALL],
                "with a field of its own": [ABOVE_ALL, ABOVE_ALL],
                "the second has lost this addon": [ABOVE_ALL, []],
            },
        )
