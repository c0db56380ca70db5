"""One Odoo: its configuration, its database, its server process."""

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import layout, node, processes
from .console import Stop, run, say
from .odoo_source import OdooSource
from .postgres import Postgres

ERROR = re.compile(r" (ERROR|CRITICAL) ")


class OdooInstance:
    """Odoo on a private data folder, with one database.

    :param name: folder below ``.dev/``
    :param addons: folder that holds the addon
    """

    def __init__(
        self,
        name: str,
        source: OdooSource,
        postgres: Postgres,
        database: str,
        port: int = 8069,
        addons: Path = layout.ADDONS,
    ) -> None:
        self.source, self.addons = source, addons
        self.postgres = postgres
        self.database = database
        self.port = port
        self.folder = layout.DEV / name
        self.config = self.folder / "odoo.conf"
        self._write_config()

    def _write_config(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = {
            "addons_path": ",".join(str(path) for path in (*self.source.addons, self.addons)),
            "data_dir": self.folder / "data",
            "db_host": self.postgres.host,
            "db_port": self.postgres.port,
            "db_user": self.postgres.user or False,
            "db_password": self.postgres.password or False,
            "db_name": self.database,
            "dbfilter": f"^{self.database}$",
            "list_db": False,
            "http_interface": "127.0.0.1",
            "http_port": self.port,
            "workers": 0,
            "max_cron_threads": 1,
            "limit_time_real": 600,
            "limit_time_cpu": 600,
        }
        self.config.touch(mode=0o600)
        self.config.write_text("[options]\n" + "".join(f"{key} = {value}\n" for key, value in options.items()))

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, [str(self.source.python_path), os.environ.get("PYTHONPATH")]))
        programs = os.pathsep.join([os.environ["PATH"], str(node.BIN)])  # Odoo calls rtlcss
        own = {"PYTHONPATH": path, "PATH": programs, "ODOO_RC": str(self.config)}
        return os.environ | self.postgres.environment() | own

    def command(self, *arguments: object) -> list[str]:
        return [str(layout.PYTHON), "-m", "odoo", *map(str, arguments)]

    def run(self, *arguments: object, what: str, log: str) -> str:
        """Run an Odoo command to its end and return its log.

        :raises Stop: if it fails or logs an error
        """
        output = run(
            self.command(*arguments), what=what, log=layout.LOGS / f"{log}.log", env=self.environment, cwd=layout.DEV
        )
        # A PostgreSQL without contrib modules is enough: Odoo logs that and goes on.
        errors = [line for line in output.splitlines() if ERROR.search(line) and "CREATE EXTENSION" not in line]
        if errors:
            raise Stop(f"{what} ({layout.LOGS / log}.log):\n{errors[0]}")
        return output

    def modules(self, action: str, names: list[str], *, demo: bool = False) -> list[str]:
        """Install (``-i``) or upgrade (``-u``) modules; returns the warnings that were logged."""
        flags = ["--with-demo"] if demo else []
        output = self.run(
            "server",
            "-c",
            self.config,
            "-d",
            self.database,
            action,
            ",".join(names),
            *flags,
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads=0",
            what=f"Odoo could not install {', '.join(names)}",
            log=f"{self.folder.name}-modules",
        )
        return [line for line in output.splitlines() if " WARNING " in line]

    def python(self, script: Path, *arguments: str, what: str, log: str) -> str:
        """Run a Python file with ``env`` in ``odoo shell``."""
        environment = self.environment | {"SCRIPT_ARGUMENTS": "\n".join(arguments)}
        return run(
            self.command("shell", "-c", self.config, "-d", self.database, "--no-http"),
            what=what,
            log=layout.LOGS / f"{log}.log",
            env=environment,
            cwd=layout.DEV,
            feed=script.read_text(),
        )

    def forget(self) -> None:
        """Drop the database and the files that belong to it."""
        self.postgres.drop(self.database)
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    def serve(self, log: Path, *flags: str) -> subprocess.Popen:
        """Start the HTTP server and wait until it answers.

        :raises Stop: if it does not
        """
        process = processes.start(
            self.command("server", "-c", self.config, *flags), log=log, env=self.environment, cwd=layout.DEV
        )
        url = f"http://127.0.0.1:{self.port}/web/login"
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            try:
                urllib.request.urlopen(url, timeout=60).close()  # noqa: S310 - loopback
                return process
            except urllib.error.HTTPError as error:
                processes.end(process)
                raise Stop(f"Odoo answers {error.code} (see {log}).") from error
            except OSError:
                time.sleep(0.1)
        processes.end(process)
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise Stop(f"Odoo did not start (see {log}):\n{tail}")


def report_warnings(lines: list[str]) -> None:
    for line in lines:
        say(f"  warning: {line}")
