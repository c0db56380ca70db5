"""Odoo 19: the user's own, else Debian's package unpacked privately, else a shallow clone."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import layout
from .console import Stop, run, say, step
from .debian import PrivateApt

SERIES = "19.0"
PACKAGED = layout.DEV / "odoo"
# The package links to these by relative paths; Font Awesome in version 4, which only bookworm has.
COMPANIONS = [
    "fonts-font-awesome/bookworm",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
]


@dataclass(frozen=True)
class OdooSource:
    """An Odoo that can be run.

    :param python_path: folder that holds the ``odoo`` package
    :param addons: folders of addons
    :param version: as printed to people
    """

    python_path: Path
    addons: tuple[Path, ...]
    version: str


def ensure() -> OdooSource:
    """Find or fetch Odoo 19.

    :raises Stop: if ``$ODOO_PATH`` is no Odoo 19, or none can be fetched
    """
    own = os.environ.get("ODOO_PATH")
    if own:
        return _describe(Path(own).expanduser().resolve(), f"$ODOO_PATH ({own})")
    if not (PACKAGED / "complete").exists():
        _fetch()
    return _describe(PACKAGED, "the downloaded Odoo (try --fresh)")


def _describe(root: Path, name: str) -> OdooSource:
    for python_path in (root, root / "usr/lib/python3/dist-packages", root.parent):
        release = python_path / "odoo" / "release.py"
        if release.exists():
            break
    else:
        raise Stop(f"{name} holds no Odoo: odoo/release.py is not there.")
    text = release.read_text()
    found = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
    if not found or f"{found[1]}.{found[2]}" != SERIES:
        raise Stop(f"{name} is not Odoo {SERIES}.")
    # Where "odoo/addons" holds everything it is enough: it is always on Odoo's own list.
    packaged = (python_path / "odoo/addons/mail").is_dir()
    addons = () if packaged else (python_path / "addons",)
    note = root / "version"
    return OdooSource(python_path, addons, note.read_text().strip() if note.exists() else f"{SERIES} from {root}")


def _fetch() -> None:
    building = layout.DEV / "odoo.part"
    shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(PACKAGED, ignore_errors=True)
    try:
        with step("Odoo 19, Debian's package"):
            _from_debian(building)
    except Stop as error:
        say(f"  Debian's package is out of reach: {str(error).splitlines()[0]}")
        shutil.rmtree(building, ignore_errors=True)
        with step("Odoo 19, a shallow clone"):
            _from_git(building)
    (building / "complete").touch()
    building.rename(PACKAGED)


def _from_debian(into: Path) -> None:
    apt = PrivateApt(layout.DEV / "apt", ["sid", "bookworm"])
    apt.unpack(["odoo-19", *COMPANIONS], into)
    shutil.rmtree(layout.DEV / "apt")
    changes = next((into / "usr/share/doc").glob("odoo*/changelog.Debian.gz"), None)
    version = run(["zgrep", "-m1", "-o", "-E", r"\(.*\)", changes], what="No version").strip("()\n") if changes else ""
    (into / "version").write_text(f"{version or SERIES} (Debian)")


def _from_git(into: Path) -> None:
    run(
        ["git", "clone", "--quiet", "--depth=1", "--branch", SERIES, "https://github.com/odoo/odoo", into],
        what="Odoo 19 could not be fetched. Set ODOO_PATH to a checkout of it",
    )
    commit = run(["git", "-C", into, "rev-parse", "--short", "HEAD"], what="No version").strip()
    (into / "version").write_text(f"{SERIES} (git {commit})")
