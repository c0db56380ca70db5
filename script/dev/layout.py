"""Where things are. All state lives under ``.dev/``."""

import argparse
import contextlib
import fcntl
import os
import socket
from pathlib import Path

from .console import Stop

ADDON = "mail_troubleshooting"
ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / ".dev"
#: Holds the repository under the addon's technical name, as Odoo wants it.
ADDONS = DEV / "addons"
LINK = ADDONS / ADDON
VENV = DEV / "venv"
PYTHON = VENV / "bin" / "python"
LOGS = DEV / "logs"


def prepare() -> None:
    """Make the folders that everything else expects."""
    try:
        for folder in (ADDONS, LOGS):
            folder.mkdir(parents=True, exist_ok=True)
        if not LINK.is_symlink() or LINK.resolve() != ROOT:
            LINK.unlink(missing_ok=True)
            LINK.symlink_to(Path("..") / "..", target_is_directory=True)
    except OSError as error:
        raise Stop(f"{DEV} cannot be written: {error.strerror}.") from error


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port(text: str) -> int:
    """A port number as people write it on the command line."""
    if not text.isdigit() or not 1 <= int(text) <= 65000:
        raise argparse.ArgumentTypeError(f"{text} is not a port from 1 to 65000")
    return int(text)


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@contextlib.contextmanager
def only_one(name: str, hint: str = ""):
    """Hold a lock for this command, so that a second start does not trip over the first.

    :param hint: what to do if another process holds it; without one, wait for it
    :raises Stop: if another process holds it
    """
    try:
        DEV.mkdir(exist_ok=True)
        file = open(DEV / f"{name}.lock", "a+")  # noqa: SIM115 - closed below
    except OSError as error:
        raise Stop(f"{error.filename} cannot be written ({error.strerror}): does another user own {DEV}?") from error
    with file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (fcntl.LOCK_NB if hint else 0))
        except OSError as error:
            lock.seek(0)
            raise Stop(f"it is already running (process {lock.read().strip()}). {hint}") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
