"""Processes that end with the command that started them."""

import ctypes
import os
import pwd
import signal
import subprocess
from pathlib import Path

PR_SET_PDEATHSIG = 1


def start(command: list, *, log: Path | None, **kwargs) -> subprocess.Popen:
    """Start a process in its own session, which gets SIGTERM even if this one is killed.

    :param log: file for its output, None for the terminal
    """
    libc = ctypes.CDLL(None)

    def before() -> None:
        os.setsid()
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    out = open(log, "ab") if log else None  # noqa: SIM115 - belongs to the child
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=before,
            **kwargs,
        )
    finally:
        if out:
            out.close()


def user_group(user: int) -> int:
    """The main group of a user, by ids."""
    return pwd.getpwuid(user).pw_gid


def end(process: subprocess.Popen, how: int = signal.SIGTERM, wait: float = 10) -> None:
    """End a process and what it started, kindly first."""
    for number, patience in ((how, wait), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            break
        _signal_group(process.pid, number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    _signal_group(process.pid, signal.SIGKILL)


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return
