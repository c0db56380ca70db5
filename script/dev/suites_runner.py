"""Run tests of Odoo's own in one database, each with a line of JSON about how it ended. Runs in Odoo's Python.

All modules of the database are loaded first, so that tests meant for the middle of an installation meet the addon, too.
"""

import json
import re
import signal
import socket
import sys
import unittest
from pathlib import Path
from zlib import crc32

import odoo.modules.module
import odoo.modules.registry
from odoo import http, sql_db, tools
from odoo.service import server
from odoo.tests.common import HttpCase
from odoo.tests.loader import make_suite
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite

#: What differs from run to run without a meaning. The number of queries has one.
ACCIDENTAL = re.compile(r"0x[0-9a-f]+|\d+")
QUERIES = "Query count"


class Recorder(OdooTestResult):
    """Writes one line for each test as soon as it has ended, so that nothing is lost when the process is."""

    def __init__(self, file):
        super().__init__()
        self.file = file
        self.running = None
        self._begin(None)

    def _begin(self, test):
        self.running, self.outcome, self.words = test, "passed", []
        self.queries = sql_db.sql_counter

    def _write(self, name):
        line = {
            "test": name,
            "outcome": self.outcome,
            "words": sorted(set(self.words)),
            "queries": sql_db.sql_counter - self.queries,
        }
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()

    def startTest(self, test):
        super().startTest(test)
        self._begin(test)

    def stopTest(self, test):
        super().stopTest(test)
        self._write(test.id())
        self._begin(None)

    def logError(self, flavour, test, error):
        super().logError(flavour, test, error)
        words = str(error[1])
        if QUERIES not in words:
            words = ACCIDENTAL.sub("#", words)
        self._ended("error" if flavour == "ERROR" else "failed", test, f"{error[0].__name__}: {words}"[:2000])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._ended("skipped", test, reason)

    def _ended(self, outcome, test, words):
        self.words.append(words)
        self.outcome = outcome if self.outcome in ("passed", "skipped") else self.outcome
        if self.running is None:  # the set-up of a class
            self._write(test.id())
            self._begin(None)


def _without_browser(*_args, **_kwargs):
    raise unittest.SkipTest("script/suites runs no browser")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _selected(order: dict) -> list:
    tests = [
        test
        for position in ("at_install", "post_install")
        for test in make_suite(order["modules"], position)
        if crc32(type(test).__name__.encode()) % order["shards"] == order["shard"]
    ]
    only = set(order["only"])
    return [test for test in tests if not only or test.id() in only]


def _run(order: dict) -> None:
    tools.config.parse_config(["-c", order["config"], "-d", order["database"], "--log-level", "critical"])
    server.load_server_wide_modules()
    odoo.modules.registry.Registry(order["database"])
    # Only now: with this option set before, loading would run every test.
    tools.config["test_enable"], tools.config["test_tags"] = True, order["tags"]
    tools.config["http_port"] = _free_port()  # only now, as other processes take ports as well
    server.server = server.ThreadedServer(http.root)
    server.server.start(stop=False)
    HttpCase.browser_js = _without_browser
    selected = _selected(order)
    Path(order["selected"]).write_text(json.dumps([test.id() for test in selected]))
    known = set(order["known"])
    odoo.modules.module.current_test = True
    with open(order["results"], "a") as file:
        OdooSuite([test for test in selected if test.id() not in known])(Recorder(file))
    server.server.stop()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _run(json.loads(Path(sys.argv[1]).read_text()))
