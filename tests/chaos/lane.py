"""A process with Odoo that does one task at a time, each in a process of its own that may be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

WORKER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True)
class Place:
    """Where a run happens.

    :param config: Odoo's configuration file, which says how to reach PostgreSQL
    :param database: a database of this run's own
    :param postgres: how psycopg2 reaches that PostgreSQL
    :param logs: folder for the logs of the workers
    :param python_path: folders with Odoo and its libraries
    """

    config: Path
    database: str
    postgres: dict
    logs: Path
    python_path: tuple[str, ...] = ()


class Lane:
    """A context manager around one such process.

    :param timeout: seconds before a silent mail server counts as dead
    """

    def __init__(self, name: str, place: Place, timeout: float):
        self.pid = 0
        self._log = (place.logs / f"{place.database}-{name}.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, WORKER, place.config, place.database, str(timeout)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join([*place.python_path, *filter(None, [os.environ.get("PYTHONPATH")])])},
            text=True,
        )

    def __enter__(self) -> Lane:
        return self

    def __exit__(self, *_exception) -> None:
        self._process.stdin.close()
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()
        self._log.close()

    def wait_until_ready(self) -> None:
        self._answer()

    def do(self, task: str, **arguments):
        """Do a task: give its result, None where it was killed or failed."""
        self._process.stdin.write(json.dumps({"task": task, **arguments}) + "\n")
        self._process.stdin.flush()
        self.pid = self._answer()["pid"]
        try:
            return self._answer()["result"]
        finally:
            self.pid = 0

    def kill(self, pid: int) -> None:
        """Kill the process of the task, if it is that one."""
        if pid and pid == self.pid:
            os.kill(pid, signal.SIGKILL)

    def _answer(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Odoo ended (see {self._log.name})")
        return json.loads(line)
