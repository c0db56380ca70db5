"""``script/server``: a demo database with real failed emails, served on loopback."""

import argparse
import os
import signal
import time
from pathlib import Path

from . import layout, postgres, processes, setup
from .console import Stop, main, say, step
from .odoo_instance import OdooInstance, report_warnings

DATABASE = "mail_troubleshooting_demo"
MODULES = ["contacts", "mass_mailing", layout.ADDON]
DEMO = Path(__file__).with_name("demo.py")
HISTORY = Path(__file__).with_name("history.py")


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/server", description=__doc__)
    parser.add_argument("--port", type=layout.port, default=8069, help="port of Odoo on 127.0.0.1 (8069)")
    parser.add_argument("--lab-port", type=layout.port, default=2525, help="first port of the mail lab (2525)")
    parser.add_argument("--fresh", action="store_true", help="drop the demo database and make it again")
    return parser.parse_args(arguments)


def start_lab(port: int):
    log = layout.LOGS / "lab.log"
    log.unlink(missing_ok=True)
    command = [layout.ROOT / "script/lab", "--port", port]
    process = processes.start(command, log=log, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Stop(f"The mail lab did not start: {log.read_text().strip().splitlines()[-1:]}")
        if layout.port_is_taken(port):
            return process
        time.sleep(0.05)
    processes.end(process)
    raise Stop(f"The mail lab did not start within 20 seconds (see {log}).")


def _stop_on_signals() -> None:
    """Stop at the first signal, also in the background where a shell had it ignored; further ones do not disturb."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number, _frame) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, stop)


def _run(arguments: list[str]) -> int:
    options = _arguments(arguments)
    _stop_on_signals()
    for port, flag in ((options.port, "--port"), (options.lab_port, "--lab-port")):
        if layout.port_is_taken(port):
            raise Stop(f"port {port} is taken. Choose another one with {flag}.")
    with layout.only_one("server", "Stop it first."):
        source = setup.ensure()
        if options.fresh:
            (layout.DEV / "server" / "complete").unlink(missing_ok=True)
        with postgres.running("server", fresh=options.fresh) as database:
            odoo = OdooInstance("server", source, database, DATABASE, options.port)
            return _serve(odoo, options)


def _serve(odoo: OdooInstance, options: argparse.Namespace) -> int:
    children = []
    try:
        with step(f"Mail lab on port {options.lab_port}"):
            children.append(start_lab(options.lab_port))
        _prepare_database(odoo, options)
        with step("Odoo"):
            log = layout.LOGS / "server.log"
            log.unlink(missing_ok=True)
            children.append(odoo.serve(log))
        _say_where(odoo, options)
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        raise Stop(f"a part of the server ended by itself (see {layout.LOGS}).")
    except KeyboardInterrupt:
        say("\nStopping.")
        return 0
    finally:
        for child in reversed(children):
            processes.end(child)


def _prepare_database(odoo: OdooInstance, options: argparse.Namespace) -> None:
    """Have the demo database: made in one go and renamed at the end, or upgraded where the addon changed."""
    mark = odoo.folder / "complete"
    state = _state_of_addon(odoo)
    if mark.exists() and DATABASE in odoo.postgres.databases():
        if mark.read_text() != state:
            with step("Upgrading the addon"):
                report_warnings(odoo.modules("-u", [layout.ADDON]))
        _point_to_lab(odoo, options.lab_port)
    else:
        mark.unlink(missing_ok=True)
        make_database(odoo, options.lab_port)
    mark.write_text(state)


def _point_to_lab(odoo: OdooInstance, lab_port: int) -> None:
    """Let the demo's outgoing servers follow where the lab is now; the plain one stands on its first port."""
    odoo.postgres.query(
        f"UPDATE ir_mail_server SET smtp_port = smtp_port + {lab_port} - plain.port"
        " FROM (SELECT smtp_port AS port FROM ir_mail_server WHERE name = 'Mail lab' LIMIT 1) plain"
        " WHERE name LIKE 'Mail lab%'",
        odoo.database,
    )


def make_database(odoo: OdooInstance, lab_port: int) -> None:
    """Install the addon with demo data and send the demo messages for real."""
    odoo.forget()
    with step("Demo database (a minute or two)"):
        report_warnings(odoo.modules("-i", MODULES, demo=True))
    with step("Sending the demo messages through the lab"):
        odoo.python(DEMO, str(lab_port), what="The demo messages could not be sent", log="demo")
    with step("Forty days before today"):
        odoo.python(HISTORY, what="The history could not be made", log="history")


def _state_of_addon(odoo: OdooInstance) -> str:
    """Changes with every file of the addon that a database depends on."""
    folders = (
        "models",
        "services",
        "views",
        "data",
        "security",
        "demo",
        "wizard",
        "checks",
        "tools",
        "i18n",
        "controllers",
    )
    files = [path for name in folders for path in (layout.ROOT / name).rglob("*") if path.suffix != ".pyc"]
    newest = max((path.stat().st_mtime for path in (*files, layout.ROOT / "__manifest__.py")), default=0)
    return f"{newest} {odoo.source.version}"


def contact_path(odoo: OdooInstance) -> str:
    """Where the demo's contact with the red envelope is."""
    rows = odoo.postgres.query(
        "SELECT id FROM res_partner WHERE name = 'Lumber Lane' ORDER BY id LIMIT 1", odoo.database
    )
    return f"/odoo/contacts/{rows[0]}" if rows else "/odoo/contacts"


def _say_where(odoo: OdooInstance, options: argparse.Namespace) -> None:
    address = f"http://127.0.0.1:{odoo.port}"
    say(f"""
Odoo {odoo.source.version}
  address   {address}
  login     admin / admin     (administrator; also: demo / demo, an ordinary user)
  mail lab  127.0.0.1:{options.lab_port}, what it accepted: http://127.0.0.1:{options.lab_port + 99}/mailbox

Three things to click:
  1. {address}/odoo/email-troubleshooting
     the dashboard: is email healthy, and what to do first
  2. {address}{contact_path(odoo)}
     the contact "Lumber Lane": click the red envelope for the failure wizard
  3. {address}/odoo/settings, "Email Troubleshooting" in the Emails block
     the state in one line

Ctrl-C ends it.""")


if __name__ == "__main__":
    main(_run)
