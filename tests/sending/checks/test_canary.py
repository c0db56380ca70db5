"""The deliberate failure: whatever an addon does with it, nothing of it leaves Odoo."""

import logging
import pickle
import smtplib
from contextlib import suppress
from copy import copy, deepcopy
from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO
from threading import Thread
from types import SimpleNamespace
from unittest.mock import patch

from odoo import api, models
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ....services.sending.attempts.connection import JournalConnection
from ....services.sending.canary import flight
from ....services.sending.canary.overrides import by_odoo
from ....tools.monitoring.finding import Severity
from ...support.addons.neighbours import (
    Api,
    archive,
    other_session,
    over_http,
    own_session,
    redirecting,
    redirecting_earlier,
    sending_all,
    tracking,
)
from ...support.addons.other_addon import load
from ...support.check_case import CHECK, Checks
from ...support.common import LabCase

NOISY = "odoo.addons.mail_troubleshooting.services.sending.canary.flight"


def reading(service: Api, read) -> tuple:
    """Looks at each email on its way, takes down what it sees, and hands it down."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            with suppress(PermissionError):
                service.post(read(message))
            return super().send_email(message, *args, **kwargs)

    return (IrMailServer,)


def building(service: Api) -> tuple:
    """Takes down what emails are made of."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        def _build_email__(self, email_from, email_to, *args, **kwargs):
            service.post(email_to[0])
            return super()._build_email__(email_from, email_to, *args, **kwargs)

    return (IrMailServer,)


def pooling(lab) -> tuple:
    """Gives Odoo a connection of its own."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        def _connect__(self, *args, **kwargs):
            session = smtplib.SMTP(*lab.server("plain"), timeout=5)
            session.from_filter = session.smtp_from = False
            return session

    return (IrMailServer,)


def swallowing() -> tuple:
    """Says nothing of what failed."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            with suppress(MailDeliveryException):
                super().send_email(message, *args, **kwargs)
            return message["Message-Id"]

    return (IrMailServer,)


def idle() -> tuple:
    """Sends nothing, as on a test database."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            return message["Message-Id"]

    return (IrMailServer,)


#: Ways in which an addon that sends by itself could look at an email.
WAYS = {
    "as_string": lambda message: message.as_string(),
    "as_bytes": lambda message: message.as_bytes(),
    "str": str,
    "bytes": bytes,
    "recipients": lambda message: message["To"],
    "get": lambda message: message.get("To"),
    "all": lambda message: message.get_all("To"),
    "items": lambda message: str(message.items()),
    "names": lambda message: str(list(message)),
    "parts": lambda message: str(list(message.walk())),
    "text": lambda message: message.get_body().get_content(),
    "payload": lambda message: message.get_payload(),
    "itself": lambda message: str(vars(message)),
    "copy": lambda message: copy(message)["To"],
    "deep copy": lambda message: deepcopy(message)["To"],
    "pickle": lambda message: str(pickle.dumps(message)),
    "generator": lambda message: BytesGenerator(BytesIO()).flatten(message),
    "without the class": lambda message: EmailMessage.as_string(message),
}


class Canary(Checks):
    """Addons that are loaded before or after this one, each for a moment."""

    before: bool

    def _fly(self, *definitions, service=None):
        """What is found with an addon; that nothing has left is looked at first."""
        for_now = SimpleNamespace(registry=self.registry, env=self.env, addClassCleanup=self.addCleanup)
        self.addCleanup(self.registry._setup_models__, self.env.cr, [])
        load(for_now, *definitions, before=self.before)
        try:
            with mute_logger(NOISY):
                found = flight.fly(self.env)
                findings = self._found("interference")
        finally:
            self.doCleanups()
        box = self.lab.mailbox
        taken = service.taken if service else []
        self.assertEqual((taken, box.accepted, box.refused), ([], [], []))
        self.assertEqual(("failures_not_tried", Severity.UNKNOWN) in findings, found is None)
        return found

    def test_an_addon_that_sends_in_its_own_way_gets_nothing_to_send(self):
        service = Api()
        addons = {
            "over HTTP": over_http(service),
            "with a session of its own": own_session(self.lab),
            "through Odoo, with a session of its own": other_session(self.lab),
            "whole emails": sending_all(service),
            "of what emails are made of": building(service),
        }
        for name, definitions in addons.items():
            with self.subTest(name):
                self.assertIsNone(self._fly(*definitions, service=service))

    def test_nobody_can_look_at_it_in_any_way(self):
        for name, read in WAYS.items():
            service = Api()
            with self.subTest(name):
                self.assertIsNone(self._fly(*reading(service, read), service=service))

    def test_an_addon_that_redirects_it_is_not_trusted_either(self):
        for definitions in (redirecting(), redirecting_earlier()):
            self.assertIsNone(self._fly(*definitions))

    def test_an_addon_that_hands_it_down_is_tried(self):
        for definitions in (
            tracking([]),
            archive(),
            pooling(self.lab),
            reading(Api(), lambda message: message["X-Odoo"]),
        ):
            self.assertEqual(self._fly(*definitions), "")

    def test_an_addon_that_swallows_a_failure_is_found(self):
        self.assertEqual(self._fly(*swallowing()), "send_email")

    def test_an_addon_that_does_nothing_at_all_is_not_called_healthy(self):
        self.assertIsNone(self._fly(*idle()))

    def test_nothing_is_kept_of_it_by_the_journal_which_outlives_that_all_is_taken_back(self):
        with patch.object(JournalConnection, "do", side_effect=AssertionError):
            self.assertEqual(self._fly(*tracking([])), "")


@tagged("post_install", "-at_install")
class TestCanaryLoadedBefore(Canary, LabCase):
    before = True


@tagged("post_install", "-at_install")
class TestCanaryLoadedAfter(Canary, LabCase):
    before = False


@tagged("post_install", "-at_install")
class TestCanaryAlone(Checks, LabCase):
    def test_partners_of_odoo_are_not_taken_for_odoo(self):
        self.assertEqual(by_odoo("Odoo S.A."), [True])
        self.assertEqual(by_odoo("Vauxoo, Odoo S.A."), [False, True])

    def test_what_could_not_be_tried_is_unknown(self):
        facts = {"overrides": [], "canary": None, "trouble": False, "rules": []}
        findings = self.env[CHECK + "interference"]._judge(facts)
        self.assertEqual([(f.problem, f.severity) for f in findings], [("failures_not_tried", Severity.UNKNOWN)])

    def test_nothing_of_it_is_logged_or_runs_after_the_commit(self):
        self.server.from_filter = "elsewhere.example"
        ran = []
        outcome, hooks = flight._outcome, self.env.cr.postcommit

        def calling(env, cage):
            hooks.add(lambda: ran.append("of the trial"))
            return outcome(env, cage)

        hooks.clear()
        hooks.add(lambda: ran.append("of the caller"))
        with patch.object(flight, "_outcome", calling), self.assertNoLogs("odoo.addons", "WARNING"):
            self.assertEqual(flight.fly(self.env), "")
        hooks.run()
        self.assertEqual(ran, ["of the caller"])

    def test_other_threads_still_log_meanwhile(self):
        outcome, logger = flight._outcome, logging.getLogger("odoo.addons.mail.models.mail_mail")

        def logging_elsewhere(env, cage):
            thread = Thread(target=logger.warning, args=("of somebody else",))
            thread.start()
            thread.join()
            return outcome(env, cage)

        with patch.object(flight, "_outcome", logging_elsewhere), self.assertLogs(logger, "WARNING") as logged:
            flight.fly(self.env)
        self.assertEqual([record.message for record in logged.records], ["of somebody else"])

    def test_no_email_is_made_where_that_would_set_off_more_than_can_be_taken_back(self):
        partner = self.env["ir.model"]._get("res.partner")
        actions = self.env["ir.actions.server"]
        writes, calls = actions.create(
            [
                {"name": kind, "model_id": partner.id, "state": kind, **values}
                for kind, values in {
                    "object_write": {"update_path": "comment", "value": "x"},
                    "webhook": {"webhook_url": "http://127.0.0.1:9/"},
                }.items()
            ]
        )
        both = actions.create(
            {
                "name": "both",
                "model_id": partner.id,
                "state": "multi",
                "child_ids": [(6, 0, calls.ids)],
            }
        )
        made = []
        for automation, expected in ((actions, 1), (writes, 1), (calls, 0), (writes | both, 0)):
            made.clear()
            with (
                patch.object(flight, "automation_of_emails", lambda _env, found=automation: found),
                patch.object(flight, "_outcome", lambda _env, _cage: made.append(1) or ""),
            ):
                self.assertEqual((flight.fly(self.env), len(made)), ("", expected))
