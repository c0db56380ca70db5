"""Run the mail lab alone: prints what every address and port does, then a line for each transaction."""

from __future__ import annotations

import argparse
import signal
import sys
import time

from .behaviours import BEHAVIOURS
from .loopback import HOST, PortTaken
from .mail_lab import MailLab
from .mailbox import Accepted, Refused
from .services import CONTROL_OFFSET, SERVICES

DEFAULT_PORT = 2525
ENDINGS = {signal.SIGINT, signal.SIGTERM}


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM: give the exit code, 1 where a port is taken."""
    options = _parser().parse_args(arguments)
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    lab = MailLab(base_port=options.port, control=True, listener=_print_transaction)
    try:
        for setting in options.behave:
            address, _, behaviour = setting.rpartition("=")
            lab.behave(address, behaviour)
        with lab:
            _say(*(_table(lab) if not options.quiet else ()), f"The mail lab answers on {HOST}:{lab.smtp[1]}.")
            signal.sigwait(ENDINGS)
    except PortTaken as error:
        print(f"The mail lab cannot start: {error.strerror}. Choose others with --port.", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"The mail lab cannot start: {error}.", file=sys.stderr)
        return 1
    _say("The mail lab has ended.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/lab", description=__doc__)
    highest = 65535 - CONTROL_OFFSET
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        choices=range(highest + 1),
        metavar="PORT",
        help=f"first of {CONTROL_OFFSET + 1} ports (default {DEFAULT_PORT}); 0 takes any free ones",
    )
    parser.add_argument(
        "--behave",
        action="append",
        default=[],
        metavar="ADDRESS=BEHAVIOUR",
        help="let this address (or @domain) behave so; may be given several times",
    )
    parser.add_argument("--quiet", action="store_true", help="print no tables")
    return parser


def _table(lab: MailLab) -> list[str]:
    lines = ["Addresses, at any domain, also with a +tag:"]
    for name, row in BEHAVIOURS.items():
        lines.append(f"  {name + '@':20}{row.stage:6}{_first(row.reply):12}{row.description}")
    lines += ["", "Ports:"]
    lines += [f"  {lab.ports[name]:<8}{name:22}{row.description}" for name, row in SERVICES.items()]
    lines += ["", f"Login: {lab.login[0]} with password {lab.login[1]}", f"Control: {lab.control_url}/mailbox", ""]
    return lines


def _first(reply: str) -> str:
    """Give the codes of a reply."""
    words = reply.replace("-", " ", 1).split()
    return " ".join(words[:2] if len(words) > 1 and words[1][:1].isdigit() else words[:1])


def _print_transaction(entry: Accepted | Refused) -> None:
    whole = f"{entry.sender or '<>'} -> {', '.join(entry.recipients) or '-'} {entry.message_id}"
    if isinstance(entry, Accepted):
        what = f"accepted {entry.queue_id}" + ("" if entry.answered else ", the sender is not told")
    else:
        what = f"refused at {entry.stage}: {entry.reply or 'without a word'}"
    _say(f"{time.strftime('%H:%M:%S', time.localtime(entry.at))} {entry.service:20} {whole} {what}")


def _say(*lines: str) -> None:
    """Print, with foreign control characters made visible."""
    for line in lines:
        print("".join(sign if sign.isprintable() else " " for sign in line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
