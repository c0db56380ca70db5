"""A neutralized copy of a database calls nobody, answers nobody and sends nothing again."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

from ...tools.parameters import KEYS, PREFIX
from ..lab import MailLab
from ..support.code.repository import ROOT
from ..support.common import write_by_sql
from ..support.process_case import ProcessCase
from ..support.receiver import Receiver

CODE = ("models", "checks", "wizard", "controllers", "tools", "services", "cli")
NEUTRALIZE = "mail_troubleshooting/data/neutralize.sql"
#: Parameters of the addon that let something leave the database, and what a neutralized copy has.
NEUTRALIZED = {
    "health": False,
    "health_token": False,
    "webhook_secret": False,
    "webhook_url": False,
    "retry_hours": "0",
}
#: The others: whom it tells inside Odoo, how long it keeps what, how it counts.
HARMLESS = {
    "alert_channel_id",
    "alert_severity",
    "alert_user_ids",
    "alert_way",
    "attempt_days",
    "attempts_wait_for_disk",
    "daily_limit",
    "notified_in_odoo",
}
#: What can reach another machine, and why a neutralized copy does not do it.
NETWORK = {
    "services/sending/submission/connection.py": "opens again what core opened, over servers that core archives",
    "services/sending/submission/hand_over.py": "speaks over what core opened",
    "services/sending/submission/listener.py": "listens to what core opened",
    "services/sending/queue/culprits.py": "names of exceptions",
    "services/sending/canary/cage.py": "a session that is connected to nothing",
    "services/sending/testing/visit.py": "a button of an administrator: connects, and sends no email",
    "services/dashboard/alerts/webhook_call.py": "has no address to call",
    "tools/sessions/conversation.py": "listens to what core opened",
    "tools/sessions/unheard.py": "names of exceptions",
}
LIBRARIES = {
    "aiohttp",
    "asyncio",
    "dns",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "subprocess",
    "telnetlib",
    "urllib",
    "urllib3",
    "websocket",
    "xmlrpc",
    "zeep",
}
#: Parts of these that connect to nothing.
NO_NETWORK = {"http.HTTPStatus", "urllib.parse"}


@tagged("post_install", "-at_install")
class TestNeutralizeFile(TransactionCase):
    """The file alone, as Odoo runs those of all addons in no order."""

    def setUp(self):
        super().setUp()
        for name in (*NEUTRALIZED, *HARMLESS):
            write_by_sql(self.env, PREFIX + name, "7")
        self.env.flush_all()
        with file_open(NEUTRALIZE) as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def test_no_job_of_the_addon_is_left_active(self):
        names = self.env["ir.model.data"].search([("model", "=", "ir.cron"), ("module", "=", "mail_troubleshooting")])
        self.assertGreaterEqual(len(names), 6)
        self.assertFalse(self.env["ir.cron"].browse(names.mapped("res_id")).filtered("active"))

    def test_parameters_that_let_something_leave_are_gone_and_the_others_stay(self):
        parameters = self.env["ir.config_parameter"].search([("key", "=like", f"{PREFIX}%")])
        found = {parameter.key.removeprefix(PREFIX): parameter.value for parameter in parameters}
        expected = {name: value for name, value in NEUTRALIZED.items() if value} | dict.fromkeys(HARMLESS, "7")
        self.assertEqual({name: found.get(name) for name in (*NEUTRALIZED, *HARMLESS) if found.get(name)}, expected)

    def test_every_parameter_of_the_addon_is_thought_of(self):
        used = {key.removeprefix(PREFIX) for key in KEYS if key.startswith(PREFIX)}
        asked = re.compile(
            r"""(?:parameter|number)\((?:[\w.]*env,)?\s*"(\w+)"|"mail_troubleshooting\.(\w+)",?\s*[,)"]"""
        )
        for path in _sources():
            text = path.read_text()
            used |= {name for pair in asked.findall(text) for name in pair if name}
            used |= set(re.findall(r'PREFIX \+ "(\w+)"', text))
        for path in ROOT.glob("data/*.xml"):
            used |= set(re.findall(r'<field name="key">mail_troubleshooting\.(\w+)<', path.read_text()))
        external = {name for name in used if self.env.ref(f"mail_troubleshooting.{name}", raise_if_not_found=False)}
        actions = {"open_failure_wizard", "channel_alerts"}
        self.assertEqual(used - external - actions | {"retry_hours", "notified_in_odoo"}, {*NEUTRALIZED, *HARMLESS})

    def test_everything_that_can_reach_another_machine_is_thought_of(self):
        found = {str(path.relative_to(ROOT)) for path in _sources() if _imports(path) & LIBRARIES}
        self.assertEqual(found, set(NETWORK))


@tagged("post_install", "-at_install")
class TestNeutralizedCopy(ProcessCase):
    """Every job on a copy, with real commits, a web server and a mail server that count who calls."""

    def _run_jobs(self, neutralize: bool):
        place = self.place("neutral")
        lab = self.enterContext(MailLab(services=("plain",)))
        receiver = self.enterContext(Receiver(200))
        prepared = {
            "neutralize": neutralize,
            "port": lab.server("plain")[1],
            "parameters": {
                "webhook_url": receiver.url,
                "webhook_secret": "shared",
                "health": "True",
                "health_token": "t0ken",
                "retry_hours": "48",
            },
        }
        path = os.pathsep.join([*place.python_path, *filter(None, [os.environ.get("PYTHONPATH")])])
        worker = Path(__file__).with_name("neutralized_worker.py")
        done = subprocess.run(
            [sys.executable, worker, place.config, place.database, json.dumps(prepared)],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        reached = sorted(address.split("@")[0] for entry in lab.mailbox.accepted for address in entry.recipients)
        return result, reached, len(receiver.calls)

    def test_before_it_is_neutralized_all_of_it_happens(self):
        result, reached, calls = self._run_jobs(neutralize=False)
        self.assertEqual((reached, bool(calls)), (["asked", "planned", "retried"], True))
        self.assertTrue(result["answers"] and result["jobs_on"] and len(result["connected"]) == 2)

    def test_afterwards_nobody_is_called_nothing_is_sent_again_and_nothing_is_answered(self):
        result, reached, calls = self._run_jobs(neutralize=True)
        self.assertEqual((reached, calls), ([], 0))
        result.pop("mails")
        self.assertEqual(
            result,
            {"connected": [], "waiting": [], "tried": 0, "planned": 0, "jobs_on": [], "answers": False, "webhook": []},
        )


def _sources():
    return [path for folder in CODE for path in sorted(ROOT.glob(f"{folder}/**/*.py"))]


def _imports(path) -> set[str]:
    """Packages that a file imports, without what of them connects to nothing."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    harmless = {name for name in found for known in NO_NETWORK if name == known or name.startswith(f"{known}.")}
    return {name.partition(".")[0] for name in found - harmless}
