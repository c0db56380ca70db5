"""``script/lab`` runs the mail lab alone."""

import io
import signal
import socket
import subprocess
import sys
from contextlib import redirect_stderr

from ...lab import MailLab
from ...lab.__main__ import main
from ...support.code.repository import ROOT
from ...support.lab_case import TIMEOUT, YOU, send
from ...support.pure import PureCase

TESTS = ROOT / "tests"


class TestScript(PureCase):
    def start(self, *arguments):
        """Start it as ``script/lab`` does, with this test's own Python."""
        process = subprocess.Popen(
            [sys.executable, "-m", "lab", *arguments],
            cwd=TESTS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def lines_until(self, process, beginning):
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith(beginning):
                return lines
        raise AssertionError(process.stderr.read())

    def test_it_prints_its_tables_then_a_line_for_each_transaction_and_ends_at_ctrl_c(self):
        process = self.start("--port", "0", "--behave", f"{YOU}=full")
        lines = self.lines_until(process, "The mail lab answers on ")
        self.assertTrue(any(line.startswith("  unknown@") and "550 5.1.1" in line for line in lines))
        port = next(int(line.split()[0]) for line in lines if " plain " in line)
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as raw:
            raw.sendall(f"EHLO c\r\nMAIL FROM:<me@lab.example>\r\nRCPT TO:<{YOU}>\r\nQUIT\r\n".encode())
            self.assertIn("552 5.2.2", raw.makefile().read())
        self.assertIn(f"me@lab.example -> {YOU}  refused at rcpt: 552 5.2.2", process.stdout.readline())
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.communicate(timeout=TIMEOUT), ("The mail lab has ended.\n", ""))
        self.assertEqual(process.returncode, 0)

    def test_sigterm_ends_it_as_ctrl_c_does(self):
        process = self.start("--port", "0", "--quiet")
        self.lines_until(process, "The mail lab answers on ")
        process.terminate()
        process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 0)

    def test_a_taken_port_is_one_line_and_exit_code_1(self):
        with MailLab(services=("plain",)) as lab:
            port = lab.ports["plain"]
            process = self.start("--port", str(port))
            said, complained = process.communicate(timeout=TIMEOUT)
            self.assertEqual(send(lab, YOU), {})
        self.assertEqual((process.returncode, said), (1, ""))
        self.assertEqual(
            complained,
            f"The mail lab cannot start: port {port} on 127.0.0.1 is in use. Choose others with --port.\n",
        )

    def test_an_impossible_port_is_refused(self):
        with redirect_stderr(io.StringIO()) as complained:
            self.assertRaises(SystemExit, main, ["--port", "65500"])
        self.assertIn("65500", complained.getvalue())
