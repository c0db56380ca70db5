"""What becomes of emails beside ``mail_tracking``, ``mail_outbound_static`` and ``queue_job``. Runs in Odoo's Python.

Everything is sent by the server beside this process, mostly in jobs; here it is only ordered, and looked at.
"""

import sys
import time
import unittest
from datetime import timedelta
from email.mime.text import MIMEText
from pathlib import Path

from odoo import SUPERUSER_ID, api, fields, tools
from odoo.modules.registry import Registry

sys.path.append(str(Path(__file__).parents[2] / "tests"))
from lab import MailLab

#: Seconds that the server has for a job, the runner's start included.
PATIENCE = 60
QUEUE, RETRY = "mail.ir_cron_mail_scheduler_action", "mail_troubleshooting.ir_cron_retry"
LISTED = "550 5.7.1 Service unavailable; client [203.0.113.9] blocked using zen.spamhaus.org"
UNKNOWN = "550 5.1.1 User unknown"


class Neighbours(unittest.TestCase):
    maxDiff = None
    database: str

    @classmethod
    def setUpClass(cls):
        cls.registry = Registry(cls.database)
        cls.lab = MailLab()
        cls.lab.__enter__()
        cls.addClassCleanup(cls.lab.close)
        cr = cls.registry.cursor()
        cls.addClassCleanup(cr.close)
        cls.env = api.Environment(cr, SUPERUSER_ID, {})
        cls.env["ir.mail_server"].search([]).active = False
        cls.server = cls._server()
        domain = cls.env["mail.alias.domain"].create({"name": "shop.example"})
        cls.env.company.alias_domain_id = domain
        cls.bounces = domain.bounce_email
        cls.author = cls.env["res.users"].create(
            {
                "name": "Aldo Author",
                "login": "aldo",
                "email": "aldo@lab.example",
                "group_ids": [(6, 0, [cls.env.ref("base.group_system").id])],
            }
        )
        cls.record = cls.env["res.partner"].create({"name": "Lumber Lane", "email": "lane@lab.example"})
        cls.env.cr.commit()

    @classmethod
    def _server(cls, **values):
        host, port = cls.lab.server("plain")
        values = {"name": "lab", "smtp_host": host, "smtp_port": port, "smtp_encryption": "none", **values}
        return cls.env["ir.mail_server"].create(values)

    def setUp(self):
        self._look_again()
        self.lab.reset()

    # ------------------------------------------------------------ ordering

    def _done(self, delayed) -> None:
        """Let the job runner do a job, successfully."""
        self.assertEqual(self._end_of(delayed), "done", delayed.exc_info)

    def _end_of(self, delayed) -> str:
        self.env.cr.commit()
        job = self.env["queue.job"].search([("uuid", "=", delayed.uuid)])
        self._until(lambda: job.state in ("done", "failed"), f"{job.name} ({job.state})")
        return job.state

    def _until(self, happened, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not happened():
            self.assertLess(time.monotonic(), end, f"never happened: {what}")
            time.sleep(0.1)
            self._look_again()

    def _look_again(self) -> None:
        self.env.cr.rollback()
        self.env.invalidate_all()

    def _post(self, *names: str, **values):
        """A message to new contacts, posted by a job and sent after it."""
        partners = self.env["res.partner"].create(
            [{"name": name.title(), "email": f"{name}@lab.example", "parent_id": self.record.id} for name in names]
        )
        subject = f"Delivery {partners.ids}"
        record = self.record.with_user(self.author).with_delay()
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment", "mail_auto_delete": False, **values}
        self._done(record.message_post(body="Hello", subject=subject, partner_ids=partners.ids, **values))
        message = self.env["mail.message"].search([("subject", "=", subject)])
        self.assertEqual(len(message), 1)
        self._settled(message)
        return message

    def _settled(self, message) -> None:
        self._until(lambda: "ready" not in self._statuses(message).values(), "every recipient is reached or failed")
        self._until(lambda: self._mail(message).state != "outgoing", "the email is sent or failed")

    def _mail(self, message):
        return self.env["mail.mail"].search([("mail_message_id", "=", message.id)])

    def _run_cron(self, xmlid: str) -> None:
        """Let the server's scheduler run an action."""
        self.env.ref(xmlid)._trigger()
        self.env.cr.commit()

    def _bounce(self, message, name: str, reply: str) -> None:
        """Let a job take a report of RFC 3464 in, as a mailbox or a mail server would bring it."""
        original = MIMEText("Hello")
        original["Message-Id"], original["To"] = message.message_id, f"{name}@lab.example"
        status = [f"Final-Recipient: rfc822; {name}@lab.example", "Action: failed", f"Status: {reply.split()[1]}"]
        parts = [
            ("text/plain", "This is the mail system."),
            ("message/delivery-status", "\n".join(["Reporting-MTA: dns; mx.lab.example", "", *status])),
            ("message/rfc822", original.as_string()),
        ]
        lines = ["From: MAILER-DAEMON@mx.lab.example", f"To: {self.bounces}", "Subject: Undelivered Mail"]
        lines += [f"Message-Id: <report-{message.id}-{name}@mx.lab.example>", "MIME-Version: 1.0"]
        lines += ['Content-Type: multipart/report; report-type=delivery-status; boundary="=="', ""]
        for content_type, body in parts:
            body = body.replace("Action: failed", f"Action: failed\nDiagnostic-Code: smtp; {reply}")
            lines += ["--==", f"Content-Type: {content_type}", "", body]
        raw = "\n".join([*lines, "--==--", ""])
        self._done(self.env["mail.thread"].with_delay().message_process(False, raw))

    # ------------------------------------------------------------ looking

    def _by_name(self, message) -> dict:
        notifications = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        return {n.res_partner_id.email.split("@")[0]: n for n in notifications}

    def _statuses(self, message) -> dict[str, str]:
        return {name: n.notification_status for name, n in self._by_name(message).items()}

    def _causes(self, message) -> dict[str, str]:
        return {name: n.failure_cause_id.code for name, n in self._by_name(message).items() if n.failure_cause_id}

    def _copies(self, message) -> dict[str, int]:
        return {
            recipient.split("@")[0]: count
            for (message_id, recipient), count in self.lab.mailbox.counts().items()
            if message_id == message.message_id
        }

    def _outcomes(self, message) -> dict[str, list[str]]:
        attempts = self.env["mail.troubleshooting.attempt"].search([("mail_message_id", "=", message.id)], order="id")
        found = {}
        for attempt in attempts:
            found.setdefault(attempt.recipient.split("@")[0], []).append(attempt.outcome)
        return found

    def _tracked(self, message) -> dict[str, list]:
        """State and events of each record of ``mail_tracking``, oldest first."""
        trackings = self.env["mail.tracking.email"].search([("mail_message_id", "=", message.id)], order="id")
        found = {}
        for tracking in trackings:
            events = tracking.tracking_event_ids.sorted("id").mapped("event_type")
            found.setdefault(tracking.recipient_address.split("@")[0], []).append((tracking.state, events))
        return found

    # ------------------------------------------------------------ tests

    def test_who_is_accepted_gets_one_copy_and_one_event(self):
        message = self._post("ada", "bea")
        self.assertEqual(self._statuses(message), {"ada": "sent", "bea": "sent"})
        self.assertEqual(self._copies(message), {"ada": 1, "bea": 1})
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "bea": ["accepted"]})
        self.assertEqual(self._tracked(message), {"ada": [("sent", ["sent"])], "bea": [("sent", ["sent"])]})

    def test_who_is_refused_fails_alone(self):
        message = self._post("ada", "unknown", "zoe")
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "exception", "zoe": "sent"})
        self.assertEqual(self._causes(message), {"unknown": "recipient_unknown"})
        self.assertEqual(self._copies(message), {"ada": 1, "zoe": 1})
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "unknown": ["refused"], "zoe": ["accepted"]})
        self.assertEqual(
            self._tracked(message),
            {"ada": [("sent", ["sent"])], "unknown": [("error", [])], "zoe": [("sent", ["sent"])]},
        )

    def test_a_bounce_that_counts_is_told_to_the_tracking(self):
        message = self._post("ada", "bea")
        self._bounce(message, "ada", UNKNOWN)
        self.assertEqual(self._statuses(message), {"ada": "bounce", "bea": "sent"})
        self.assertEqual(self._causes(message), {"ada": "recipient_unknown"})
        self.assertEqual(
            self._tracked(message), {"ada": [("soft-bounced", ["sent", "soft_bounce"])], "bea": [("sent", ["sent"])]}
        )
        self.assertEqual(self._by_name(message)["ada"].res_partner_id.message_bounce, 1)

    def test_a_bounce_that_counts_on_nobody_is_told_to_the_tracking(self):
        message = self._post("ida", "eva")
        self._bounce(message, "ida", LISTED)
        self.assertEqual(self._statuses(message), {"ida": "bounce", "eva": "sent"})
        self.assertEqual(self._causes(message), {"ida": "ip_blocklisted"})
        self.assertEqual(
            self._tracked(message), {"ida": [("soft-bounced", ["sent", "soft_bounce"])], "eva": [("sent", ["sent"])]}
        )
        self.assertEqual(self._by_name(message)["ida"].res_partner_id.message_bounce, 0)

    def test_a_retry_to_two_of_three_is_tracked_for_these_two(self):
        message = self._post("ada", "unknown", "full")
        for name in ("unknown", "full"):
            self.lab.behave(f"{name}@lab.example", "accepted")
        self._mail(message).mark_outgoing()
        self._run_cron(QUEUE)
        self._settled(message)
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "sent", "full": "sent"})
        self.assertEqual(self._copies(message), {"ada": 1, "unknown": 1, "full": 1})
        again = [("error", []), ("sent", ["sent"])]
        self.assertEqual(self._tracked(message), {"ada": [("sent", ["sent"])], "unknown": again, "full": again})

    def test_who_was_greylisted_is_reached_by_the_automatic_retry(self):
        message = self._post("ada", "greylist")
        self.assertEqual(self._statuses(message), {"ada": "sent", "greylist": "exception"})
        self.assertEqual(self._causes(message), {"greylist": "greylisted"})
        mail = self._mail(message)
        self.assertTrue(mail.retry_date)
        mail.retry_date = fields.Datetime.now() - timedelta(minutes=1)
        self._run_cron(RETRY)
        self._until(lambda: set(self._statuses(message).values()) == {"sent"}, "it is sent again")
        self.assertEqual(self._copies(message), {"ada": 1, "greylist": 1})
        self.assertEqual(
            self._tracked(message), {"ada": [("sent", ["sent"])], "greylist": [("error", []), ("sent", ["sent"])]}
        )

    def test_a_job_that_is_rolled_back_after_sending_sends_nothing_twice(self):
        mail = self.env["mail.mail"].create(
            {
                "subject": "In a job",
                "body_html": "<p>Hello</p>",
                "email_from": "aldo@lab.example",
                "auto_delete": False,
                "recipient_ids": [
                    (0, 0, {"name": name, "email": f"{name}@lab.example"}) for name in ("ada", "unknown")
                ],
            }
        )
        self.env.cr.commit()
        self.assertEqual(self._end_of(mail.with_delay().send(raise_exception=True)), "failed")
        self.lab.behave("unknown@lab.example", "accepted")
        self._done(mail.with_delay().send(raise_exception=True))
        self.assertEqual(mail.state, "sent")
        self.assertEqual(self._copies(mail.mail_message_id), {"ada": 1, "unknown": 1})

    def test_the_sender_that_mail_outbound_static_chooses_is_the_one_that_is_used(self):
        server = self._server(name="static", smtp_from="noreply@lab.example", domain_whitelist="other.example")
        self.env.cr.commit()
        message = self._post("ada", "unknown", mail_server_id=server.id)
        self.assertEqual(self._statuses(message), {"ada": "sent", "unknown": "exception"})
        self.assertEqual(self._causes(message), {"unknown": "recipient_unknown"})
        accepted = self.lab.mailbox.accepted
        self.assertEqual(
            [(one.sender, one.parsed()["From"]) for one in accepted],
            [("noreply@lab.example", "Aldo Author <noreply@lab.example>")],
        )
        self.assertEqual(self._outcomes(message), {"ada": ["accepted"], "unknown": ["refused"]})


def _run(config: str, database: str, *names: str) -> bool:
    tools.config.parse_config(["-c", config, "-d", database, "--log-level", "critical"])
    Neighbours.database = database
    loader = unittest.TestLoader()
    if names:
        loader.testNamePatterns = [f"*{name}*" for name in names]
    suite = loader.loadTestsFromTestCase(Neighbours)
    return unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful()


if __name__ == "__main__":
    sys.exit(not _run(*sys.argv[1:]))
