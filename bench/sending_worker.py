"""One side of the benchmark of sending: an Odoo that makes emails and sends them, when told. Runs in Odoo's Python.

Reads a line of JSON for each order, and answers with one.
"""

import contextlib
import json
import smtplib
import sys
import time

from odoo import SUPERUSER_ID, api, sql_db, tools
from odoo.modules.registry import Registry

BODY = "<p>Good morning,</p>" + "<p>Your delivery comes on Thursday between eight and ten.</p>" * 10 + "<p>Yours</p>"


class Clock:
    """Seconds in the hands of the mail server, and how often a transaction was committed."""

    def __init__(self) -> None:
        self.smtp, self.commits = 0.0, 0
        send, commit = smtplib.SMTP.sendmail, sql_db.Cursor.commit

        def timed(*args, **kwargs):
            start = time.perf_counter()
            try:
                return send(*args, **kwargs)
            finally:
                self.smtp += time.perf_counter() - start

        def counted(cursor):
            self.commits += 1
            return commit(cursor)

        smtplib.SMTP.sendmail, sql_db.Cursor.commit = timed, counted

    def now(self) -> tuple[float, ...]:
        return (time.perf_counter(), time.process_time(), self.smtp, sql_db.sql_counter, self.commits)


class Worker:
    def __init__(self, database: str) -> None:
        self.registry = Registry(database)
        self.clock = Clock()

    @contextlib.contextmanager
    def _env(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def prepare(self, port: int) -> dict:
        """One outgoing server, nothing in the queue, and no scheduled action that disturbs."""
        with self._env() as env:
            env["ir.cron"].search([]).active = False
            env["mail.mail"].search([]).unlink()
            env["ir.mail_server"].search([]).unlink()
            env["ir.mail_server"].create(
                {"name": "sink", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
            )
            env["res.partner"].search([("name", "=like", "Bench %")]).unlink()
            env["res.partner"].create(
                [{"name": f"Bench {number}", "email": f"bench{number}@sink.example"} for number in range(5)]
            )
        return {}

    def make(self, emails: int, recipients: int) -> dict:
        """Messages to contacts, which wait in the queue as those of a busy morning do."""
        with self._env() as env:
            partners = env["res.partner"].search([("name", "=like", "Bench %")], limit=recipients)
            record = env.ref("base.main_partner").with_context(mail_notify_force_send=False)
            for _email in range(emails):
                record.message_post(
                    body=BODY,
                    body_is_html=True,
                    subject="Delivery",
                    partner_ids=partners.ids,
                    email_from="office@sink.example",
                    message_type="comment",
                    force_send=False,
                    subtype_xmlid="mail.mt_note",
                )
            return {"waiting": env["mail.mail"].search_count([("state", "=", "outgoing")])}

    def send(self) -> dict:
        """Empty the queue with real commits, and say what it cost."""
        with self._env() as env:
            before = self.clock.now()
            env["mail.mail"].process_email_queue()
            env.cr.commit()
            spent = [after - start for after, start in zip(self.clock.now(), before, strict=True)]
            left = env["mail.mail"].search_count([("state", "in", ("outgoing", "exception"))])
        return dict(zip(("seconds", "processor", "smtp", "queries", "commits"), spent, strict=True), left=left)


def main(config: str, database: str) -> None:
    tools.config.parse_config(["-c", config, "-d", database, "--log-level", "critical"])
    worker = Worker(database)
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(getattr(worker, order.pop("do"))(**order)), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
