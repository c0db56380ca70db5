"""The drill in its short form; ``script/drill`` is the long one."""

import json
import os
import subprocess
import sys
from pathlib import Path

from odoo.tests import tagged

from ..support.process_case import ProcessCase

WORKER = Path(__file__).with_name("worker.py")
#: One of each kind.
SHAPES = ("wrong_password", "server_restored", "a_night_without_emails")


@tagged("post_install", "-at_install")
class TestDrill(ProcessCase):
    def test_what_is_broken_is_said_first_and_what_is_well_is_not_said(self):
        rows = self._play(*SHAPES)
        self.assertEqual(
            {row["shape"]: (row["right"], row["error"]) for row in rows}, dict.fromkeys(SHAPES, (True, ""))
        )

    def _play(self, *names: str) -> list[dict]:
        place = self.place("drill")
        lane = f"{place.database}_lane"
        self.addCleanup(self.ask, f'DROP DATABASE IF EXISTS "{lane}" WITH (FORCE)')
        results, given = place.logs / "drill.jsonl", place.logs / "drill.json"
        options = {"number": 0, "lanes": 1, "names": names, "template": place.database, "database": lane}
        options |= {"config": str(place.config), "postgres": place.postgres, "results": str(results)}
        given.touch(mode=0o600)
        given.write_text(json.dumps(options))
        path = os.pathsep.join([*place.python_path, *filter(None, [os.environ.get("PYTHONPATH")])])
        subprocess.run(
            [sys.executable, WORKER, given], env=os.environ | {"PYTHONPATH": path}, check=True, capture_output=True
        )
        return [json.loads(line) for line in results.read_text().splitlines()]
