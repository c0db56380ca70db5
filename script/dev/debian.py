"""Debian packages, fetched and unpacked without touching the system and without being root."""

import re
import shutil
from pathlib import Path

from . import layout
from .console import Stop, run

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def mirror() -> str | None:
    """The Debian mirror that this machine uses, None where it is not a Debian machine."""
    places = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    text = "\n".join(place.read_text(errors="replace") for place in places if place.is_file())
    found = re.search(r"^(?:deb\s.*?|URIs:.*?)(\w+://\S+/debian)/?(?:\s|$)", text, re.MULTILINE)
    return found and found[1]


class PrivateApt:
    """An apt of its own, with the given suites, that knows nothing of the system's packages."""

    def __init__(self, folder: Path, suites: list[str]) -> None:
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Stop("apt-get and dpkg-deb are not here: this is not a Debian or Ubuntu machine.")
        source = mirror()
        if not source:
            raise Stop("no Debian mirror is set up on this machine.")
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        for part in ("state/lists/partial", "cache/archives/partial", "sources"):
            (folder / part).mkdir(parents=True)
        (folder / "state/status").touch()
        signed = f"Signed-By: {KEYRING}\n" if KEYRING.exists() else ""
        (folder / "sources/debian.sources").write_text(
            f"Types: deb\nURIs: {source}\nSuites: {' '.join(suites)}\nComponents: main\n{signed}"
        )
        self._apt("update", what="Debian's package lists could not be read")

    def _apt(self, *arguments: str, what: str, **kwargs) -> str:
        folder = self._folder
        options = {
            "Dir::State": folder / "state",
            "Dir::State::status": folder / "state/status",
            "Dir::Cache": folder / "cache",
            "Dir::Etc::sourcelist": "/dev/null",
            "Dir::Etc::sourceparts": folder / "sources",
            "Acquire::Languages": "none",
            "APT::Sandbox::User": "root",
            "APT::Update::Error-Mode": "any",
        }
        flags = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
        return run(["apt-get", "-qq", *flags, *arguments], what=what, log=layout.LOGS / "apt.log", **kwargs)

    def unpack(self, packages: list[str], into: Path) -> None:
        """Download the packages (``name`` or ``name/suite``) and lay their files into a folder."""
        downloads = self._folder / "downloads"
        downloads.mkdir(exist_ok=True)
        self._apt("download", *packages, what="Debian's packages could not be downloaded", cwd=downloads)
        _lay_out(downloads, into)


def unpack_from_this_machine(packages: list[str], into: Path) -> None:
    """Download packages from the sources that this machine has anyway, and lay their files into a folder."""
    downloads = layout.DEV / "downloads"
    shutil.rmtree(downloads, ignore_errors=True)
    downloads.mkdir(parents=True)
    run(["apt-get", "-qq", "download", *packages], what="Packages could not be downloaded", cwd=downloads)
    _lay_out(downloads, into)


def _lay_out(downloads: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for archive in sorted(downloads.glob("*.deb")):
        run(["dpkg-deb", "-x", archive, into], what=f"{archive.name} could not be unpacked")
    shutil.rmtree(downloads)
