"""What the tests share that send on connections of their own, with real commits."""

from threading import Thread

from odoo import SUPERUSER_ID, api

from .queue_case import QueueCase

#: Seconds that one connection may wait for another.
PATIENCE = 10
JOURNAL = "odoo.addons.mail_troubleshooting.services.sending.journal"
#: Where the journal asks whether a test runs.
CONNECTION = "odoo.addons.mail_troubleshooting.services.sending.attempts.connection"


class CommittedCase(QueueCase):
    """``here`` is an environment on a connection of its own; what it commits is taken away at the end."""

    def setUp(self):
        super().setUp()
        self.here = self._environment()
        host, port = self.lab.server("plain")
        self.real_server = self.here["ir.mail_server"].create(
            {"name": "At once", "smtp_host": host, "smtp_port": port, "smtp_encryption": "none"}
        )
        self.here.cr.commit()
        self.addCleanup(self._clean_up)

    def _environment(self):
        return api.Environment(self._fresh_cursor(), SUPERUSER_ID, {})

    def _committed(self, *names: str):
        mails = self.here["mail.mail"].create(
            [
                {
                    "subject": "At once",
                    "body_html": "<p>Hello</p>",
                    "email_from": "aldo@lab.example",
                    "email_to": f"{name}@lab.example",
                    "mail_server_id": self.real_server.id,
                    "auto_delete": False,
                }
                for name in names
            ]
        )
        self.here.cr.commit()
        return mails

    def _clean_up(self):
        self.here.cr.rollback()
        mails = self.here["mail.mail"].search([("mail_server_id", "=", self.real_server.id)])
        messages = mails.mail_message_id
        (mails.unlink(), messages.exists().unlink(), self.real_server.unlink())
        for model in ("mail.troubleshooting.attempt", "mail.troubleshooting.release"):
            self.here[model].search([("mail_message_id", "in", messages.ids)]).unlink()
        self.here.cr.commit()

    def _copies_of(self, mails) -> list[int]:
        return [self.lab.mailbox.count(address) for address in mails.mapped("email_to")]

    def _send_all(self, mails):
        """One run of the queue over these emails, in a thread of its own."""

        def run():
            with self.registry.cursor() as cr:
                cr.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE}s"])
                env = api.Environment(cr, SUPERUSER_ID, {"filters": [("id", "in", mails.ids)]})
                env["mail.mail"].process_email_queue()

        thread = Thread(target=run)
        thread.start()
        return thread
