"""What the commands say: each step with its time, and one clear line where one cannot go on."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path


class Stop(Exception):
    """The command cannot go on; the message is the one line that a person reads."""


def say(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(title: str):
    """Print the title, and behind it how long the step took."""
    start = time.monotonic()
    print(f"· {title} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def run(command: list, *, what: str, log: Path | None = None, feed: str = "", **kwargs) -> str:
    """Run a command and return its output; on failure, stop with its last lines.

    :param what: what could not be done, as the start of a sentence
    :param log: keep the whole output here as well
    :param feed: what the command reads from standard input
    :raises Stop: if the command is missing or exits with another code than 0
    """
    command = [str(part) for part in command]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", input=feed, **kwargs
        )
    except FileNotFoundError as error:
        raise Stop(f"{what}: {command[0]} is not installed.") from error
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout)
    if done.returncode:
        where = f" (whole output: {log})" if log else ""
        raise Stop(f"{what}{where}: {_telling_line(done.stdout)}")
    return done.stdout


#: What commands print where a name cannot be looked up or nobody answers.
NO_NETWORK = (
    "name resolution",
    "Could not resolve",
    "Network is unreachable",
    "Connection refused",
    "No route to host",
)


def _telling_line(output: str) -> str:
    """The one line of a command's output that says why it failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if any(sign in output for sign in NO_NETWORK):
        return "there is no network, or its server does not answer."
    errors = [line for line in lines if line.startswith(("E:", "ERROR", "fatal:", "error:", "psycopg2", "Error"))]
    return (errors or lines or ["it says nothing."])[-1]


def main(action) -> None:
    """Run ``action(arguments)`` and turn what stops it into one line and exit code 1."""
    if sys.version_info < (3, 10):
        sys.exit("Python 3.10 or newer is needed; this is Python " + sys.version.split()[0])
    try:
        code = action(sys.argv[1:])
    except Stop as error:
        say(f"\nStopped: {error}")
        code = 1
    except KeyboardInterrupt:
        say("\nInterrupted.")
        code = 130
    sys.stdout.flush()
    os._exit(code or 0) if code else sys.exit(0)
