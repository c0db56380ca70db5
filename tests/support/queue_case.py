"""What the tests of the email queue and of scheduled work share."""

from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from odoo.sql_db import db_connect
from odoo.tools import mute_logger

from .common import LabCase

#: Where it is asked whether a test runs: there, nothing is committed and rolled back.
ASKS = (
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.mail.models.mail_message_schedule",
    "odoo.addons.mail.models.mail_scheduled_message",
    "odoo.addons.mail_troubleshooting.services.sending.queue.interruptions",
)
NOISY = (
    "odoo.addons.base.models.ir_cron",
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.mail.models.mail_scheduled_message",
    "odoo.addons.mail_troubleshooting.services.sending.queue.interruptions",
    "odoo.sql_db",
)


class QueueCase(LabCase):
    """Emails in the queue, and the scheduler with commits and rollbacks as in real life."""

    def setUp(self):
        super().setUp()
        self.cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.parameter = self.env["ir.config_parameter"].set_param
        self._begin_anew()

    def _begin_anew(self):
        """The queue as if nobody had used this database."""
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        for model in ("mail.troubleshooting.interruption", "mail.troubleshooting.batch"):
            self.env[model].search([]).unlink()
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        self.cron.write({"failure_count": 0, "first_failure_date": False})
        for name in ("mail.mail.queue.batch.size", "mail.session.batch.size"):
            self.parameter(name, False)

    def _waiting(self, *names: str, **values):
        """Emails in the queue, oldest first, to addresses that tell the lab what to do."""
        return self.env["mail.mail"].create(
            [
                {"body_html": "<p>Hello</p>", "email_to": f"{name}@lab.example", "auto_delete": False, **values}
                for name in names
            ]
        )

    @contextmanager
    def _real_life(self):
        with self.enter_registry_test_mode(), self._real_connections(), mute_logger(*NOISY):
            yield

    def _run(self, cron=None):
        """What the scheduler does, once."""
        with self._real_life():
            result = (cron or self.cron).method_direct_trigger()
        self.env.invalidate_all()
        return result

    def _recipients(self) -> list[str]:
        """Who got something, in this order."""
        return [address.split("@")[0] for entry in self.lab.mailbox.accepted for address in entry.recipients]

    def _interruptions(self):
        return self.env["mail.troubleshooting.interruption"].search([], order="id")

    def _fresh_cursor(self):
        """A connection of its own to the database, as another worker has it."""
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        return cr

    @contextmanager
    def _real_connections(self, *more: str):
        """What asks for a cursor of its own gets one, and commits."""
        with ExitStack() as stack:
            for module in (*ASKS, *more):
                real = SimpleNamespace(module=SimpleNamespace(current_test=False))
                stack.enter_context(patch(f"{module}.modules", real, create=True))
            yield
