"""The virtual environment with Odoo's libraries and the tools of the tests."""

import hashlib
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from . import debian, layout
from .console import Stop, run, step

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def _fingerprint() -> str:
    parts = [sys.version, *((layout.ROOT / name).read_text() for name in REQUIREMENTS)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def ensure() -> None:
    """Have ``.dev/venv`` with exactly what the requirement files say.

    The mark is written last, so that an interrupted installation starts again.
    """
    mark = layout.VENV / "complete"
    fingerprint = _fingerprint()
    if mark.exists() and mark.read_text() == fingerprint and layout.PYTHON.exists():
        return
    with step("Python libraries"):
        shutil.rmtree(layout.VENV, ignore_errors=True)
        _create()
        files = [part for name in REQUIREMENTS for part in ("-r", str(layout.ROOT / name))]
        run(
            [layout.PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", *files],
            what="The Python libraries could not be installed from PyPI",
            log=layout.LOGS / "pip.log",
        )
        mark.write_text(fingerprint)


def _create() -> None:
    has_pip = subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode == 0
    options = [] if has_pip else ["--without-pip"]
    run([sys.executable, "-m", "venv", *options, layout.VENV], what="No virtual environment could be made")
    if not has_pip:
        _bring_pip()


def _bring_pip() -> None:
    """Debian and Ubuntu keep pip apart from Python: fetch its wheel without installing a package."""
    folder = layout.DEV / "pip-wheel"
    try:
        debian.unpack_from_this_machine(["python3-pip-whl"], folder)
        wheel = next(Path(folder).rglob("pip-*.whl"))
    except (Stop, StopIteration) as error:
        version = sysconfig.get_python_version()
        raise Stop(f"Python's venv module has no pip. Install it with: apt-get install python{version}-venv") from error
    run([layout.PYTHON, wheel / "pip", "install", "--quiet", "--no-index", wheel], what="pip could not be set up")
