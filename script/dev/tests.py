"""``script/test``: linters, pure tests, Odoo tests, browser tours and hoot unit tests."""

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from . import found_check, i18n, layout, node, postgres, setup, uninstall_check, upgrade_check, virtual_env
from .console import Stop, main, run, say, step
from .odoo_instance import OdooInstance

DATABASE = "mail_troubleshooting_test"
BARE = "mail_troubleshooting_bare"
#: What stands beside the addon in the test database. ``mass_mailing`` is the optional neighbour.
NEIGHBOURS = ["mail", "contacts", "mass_mailing"]
#: Tests that need Chromium.
BROWSER = ("test_tour", "test_javascript")
#: The oldest that Odoo 19 runs on. ``ruff`` looks at the syntax alone, ``vermin`` at what is imported, too.
PYTHON = "3.10"
HOW_TO_GET_CHROMIUM = "apt-get install chromium (on Ubuntu: snap install chromium)"


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__)
    parser.add_argument("paths", nargs="*", help="test files (or file.py::Class::test); without: everything")
    parser.add_argument("--pure", action="store_true", help="only what needs neither Odoo nor a database")
    parser.add_argument("--lint", action="store_true", help="only the linters")
    parser.add_argument("--fresh", action="store_true", help="make the test database again")
    parser.add_argument("-k", dest="keyword", help="only tests whose name matches, as in pytest")
    return parser.parse_args(arguments)


def _run(arguments: list[str]) -> int:
    options = _arguments(arguments)
    with layout.only_one("test", "Wait for it to end."):
        if options.pure:
            with layout.only_one("setup"):
                layout.prepare()
                virtual_env.ensure()
            failed = _pytest_pure(options)
            if not options.paths and not options.keyword:
                failed |= any(_lint_with(name, command) for name, command in _pure_under_oldest_python().items())
            return failed
        source = setup.ensure()
        failed = 0
        if options.lint or not options.paths:
            failed = _lint()
        if options.lint:
            return failed
        with postgres.running("test", fresh=options.fresh) as database:
            odoo = OdooInstance("test", source, database, DATABASE, layout.free_port())
            _prepare_database(odoo, fresh=options.fresh)
            failed |= _pytest_odoo(odoo, options)
            if not options.paths and not options.keyword:
                failed |= found_check.run_check(odoo)
                failed |= uninstall_check.run_check(odoo, BARE)
                failed |= upgrade_check.run_check(odoo, BARE)
                failed |= i18n.run_check(odoo)
        return failed


# ---------------------------------------------------------------- linters


def _lint() -> int:
    """Run every linter and say what each found; 1 if one of them found something."""
    addon = layout.LINK.relative_to(layout.ROOT)
    pylint = (layout.PYTHON, "-m", "pylint", "--rcfile=pyproject.toml", "-j0")
    commands = {
        "ruff": [layout.VENV / "bin/ruff", "check", "--no-cache", "."],
        "ruff format": [layout.VENV / "bin/ruff", "format", "--no-cache", "--check", "--quiet", "."],
        "pylint-odoo": [*pylint, "--ignore-paths=.*/(tests|script|bench)/.*", addon],
        # It takes what lies directly in ``tests`` for tests, which need no translation.
        "pylint-odoo: tests": [*pylint, "--disable=translation-required", addon / "tests"],
        f"vermin: Python {PYTHON}": [
            layout.VENV / "bin/vermin",
            f"-t={PYTHON}-",
            "--violations",
            "--no-tips",
            *_sources(),
        ],
    }
    commands |= _pure_under_oldest_python() | _node_linters()
    return int(sum(_lint_with(name, command) for name, command in commands.items()) > 0)


def _lint_with(name: str, command: list) -> bool:
    with step(name):
        done = subprocess.run([str(part) for part in command], cwd=layout.ROOT, capture_output=True, text=True)
    if done.returncode:
        say((done.stdout + done.stderr).strip())
    return bool(done.returncode)


def _sources() -> list[Path]:
    """Every Python file of the repository."""
    paths = [*layout.ROOT.glob("*.py"), *layout.ROOT.glob("[!.]*/**/*.py")]
    return [path.relative_to(layout.ROOT) for path in sorted(paths)]


def _pure_under_oldest_python() -> dict[str, list]:
    tools = _node_tools()
    script = layout.ROOT / "script/dev/oldest_python.cjs"
    site = next((layout.VENV / "lib").glob("python3*/site-packages"))
    return (
        {f"pure tests under Python {PYTHON}": ["node", script, tools / "pyodide", layout.ROOT, site]} if tools else {}
    )


def _node_linters() -> dict[str, list]:
    tools = _node_tools()
    files = [str(path.relative_to(layout.ROOT)) for path in sorted(layout.ROOT.glob("static/**/*.js"))]
    styles = [str(path.relative_to(layout.ROOT)) for path in sorted(layout.ROOT.glob("static/**/*.scss"))]
    if not tools or not files:
        return {}
    return {
        "prettier": [tools / ".bin/prettier", "--check", "--log-level=warn", *files, *styles],
        "eslint": [tools / ".bin/eslint", "--config", "eslint.config.mjs", *files],
    }


def _node_tools() -> Path | None:
    tools = node.ensure()
    if not tools:
        say(f"  prettier, eslint, Python {PYTHON}: left out, as npm is not installed (apt-get install npm)")
    return tools


# ---------------------------------------------------------------- pure tests


def _pytest_pure(options: argparse.Namespace) -> int:
    tests = layout.LINK / "tests"
    files = _named(options.paths) or [str(tests / "pure")]
    command = [
        layout.PYTHON,
        "-m",
        "pytest",
        "-q",
        "-p",
        "pure_plugin",
        "-p",
        "no:odoo",
        *_pytest_flags(options),
        *files,
    ]
    environment = os.environ | {"PYTHONPATH": str(layout.ROOT / "script/dev")}
    return subprocess.run([str(part) for part in command], cwd=layout.ADDONS, env=environment).returncode


def _named(paths: list[str]) -> list[str]:
    """Where the test files are that were asked for, by path or by name alone.

    :raises Stop: there is no such file
    """
    found = []
    for path in paths:
        name, colons, test = Path(path).name.partition("::")
        files = sorted((layout.ROOT / "tests").rglob(name))
        if not files:
            raise Stop(f"There is no test file {name}.")
        found += [str(layout.LINK / file.relative_to(layout.ROOT)) + colons + test for file in files]
    return found


def _pytest_flags(options: argparse.Namespace) -> list[str]:
    return ["-p", "no:cacheprovider", "--durations=5", *(["-k", options.keyword] if options.keyword else [])]


# ---------------------------------------------------------------- Odoo tests


def _prepare_database(odoo: OdooInstance, *, fresh: bool) -> None:
    """Have a test database with the addon as it is now, made from a copy of one without the addon."""
    mark = odoo.folder / "complete"
    known = mark.exists() and mark.read_text() == odoo.source.version
    if fresh or not known or BARE not in odoo.postgres.databases():
        mark.unlink(missing_ok=True)
        with step("Database without the addon"):
            bare = OdooInstance("test", odoo.source, odoo.postgres, BARE, odoo.port)
            bare.forget()
            bare.modules("-i", NEIGHBOURS)
            odoo._write_config()
        mark.write_text(odoo.source.version)
    with step("Installing the addon"):
        odoo.postgres.copy(BARE, DATABASE)
        warnings = odoo.modules("-i", [layout.ADDON], demo=True)
    with step("Upgrading the addon"):
        warnings += odoo.modules("-u", [layout.ADDON])
    if warnings:
        raise Stop("Installing or upgrading the addon warns:\n" + "\n".join(warnings))


def _pytest_odoo(odoo: OdooInstance, options: argparse.Namespace) -> int:
    tests = layout.LINK / "tests"
    paths = _named(options.paths) or [str(tests)]
    if not options.paths or any(name in path for path in paths for name in BROWSER):
        _have_browser()
    command = [
        layout.PYTHON,
        "-m",
        "pytest",
        "-q",
        f"--odoo-config={odoo.config}",
        f"--odoo-database={DATABASE}",
        "--odoo-http",
        *_pytest_flags(options),
        *paths,
    ]
    return subprocess.run([str(part) for part in command], cwd=layout.ADDONS, env=odoo.environment).returncode


def _have_browser() -> None:
    names = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
    if any(shutil.which(name) for name in names):
        return
    if os.geteuid() != 0:
        raise Stop(f"Chromium is needed for the browser tests. Install it with: sudo {HOW_TO_GET_CHROMIUM}")
    with step("Chromium"):
        run(["apt-get", "-qq", "update"], what="Debian's package lists could not be read")
        run(
            ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", "chromium"],
            what=f"Chromium could not be installed; the command is: {HOW_TO_GET_CHROMIUM}",
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )


if __name__ == "__main__":
    main(_run)
