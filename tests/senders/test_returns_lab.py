"""Where a bounce is said to arrive is where the bounce of the lab does arrive, and whether Odoo learns of it."""

from random import Random

from odoo.tests import tagged
from odoo.tools import email_normalize, mute_logger

from odoo.addons.mail_troubleshooting.services.senders.decision.decide import decide

from ..lab.returned import returned
from .drawn import FOREIGN
from .drawn_case import DrawnCase

#: Set-ups in which an email leaves and is written in the name of somebody who would be told of a bounce.
WANTED, KINDS = 60, ("user", "document", "automatic")
NOISY = (
    "odoo.addons.base.models.ir_mail_server",
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.mail.models.mail_thread",
    "odoo.models.unlink",
)


class Provider:
    """Whoever hosts the mailboxes: which there are, and what is forwarded; Odoo cannot see it.

    :param read: mailboxes that this database reads
    """

    def __init__(self, drawn, seed: int):
        random = self.random = Random(seed)
        self.forwards, self.read = {}, set()
        for domain in drawn.domains:
            bounce, catchall = domain.bounce_email, domain.catchall_email
            box = random.choice((bounce, catchall, catchall, False))
            self.read |= {box} - {False}
            if box != bounce and random.random() < 0.5:
                self.forwards[bounce] = catchall
        for box in (drawn.user.email_normalized, f"office@{FOREIGN}", *drawn.domains.mapped("default_from_email")):
            if box and random.random() < 0.3:
                self.read.add(box)
        drawn.env["fetchmail.server"].search([]).state = "draft"
        drawn.env["fetchmail.server"].create(
            [
                {"name": box, "server": "127.0.0.1", "user": box, "password": "x", "state": "done"}
                for box in map(self._as_written, sorted(self.read))
            ]
        )

    def _as_written(self, box: str) -> str:
        return self.random.choice((box, box.title()))

    def is_read(self, address: str) -> bool:
        """Whether what is sent there comes to a mailbox that Odoo reads."""
        address = email_normalize(address)
        return self.forwards.get(address, address) in map(email_normalize, self.read)


@tagged("post_install", "-at_install")
class TestReturnsLab(DrawnCase):
    def _where(self, drawn, question) -> str:
        self.env.flush_all()
        with self.enter_registry_test_mode():
            return decide(self.env(user=drawn.user), question)["bounce"]["where"]

    def _accepted(self):
        return next((entry for lab in (*self.labs, self.personal) for entry in lab.mailbox.accepted), None)

    def _learns(self, provider: Provider, entry) -> bool:
        """Whether Odoo knows afterwards that the email failed."""
        bounce = returned(entry)
        if bounce and provider.is_read(entry.sender):
            self.env["mail.thread"].message_process(None, bounce)
        message = self.env["mail.message"].search([("message_id", "=", entry.message_id)])
        return message.notification_ids.mapped("notification_status") == ["bounce"]

    @mute_logger(*NOISY)
    def test_a_bounce_arrives_where_it_is_said_to(self):
        seen, tried, seed = [], 0, 1000
        while tried < WANTED:
            seed += 1
            with self._set_up(seed, KINDS) as drawn:
                provider = Provider(drawn, seed)
                question, send = drawn.ready()
                told = self._where(drawn, question)
                send()
                entry = self._accepted()
                if not entry:
                    continue
                tried += 1
                learns = self._learns(provider, entry)
                seen.append((told, learns))
                which = f"seed {seed}: {entry.sender} is {told}, read are {provider.read}"
                if told != "unknown":
                    self.assertEqual(learns, told == "database", which)
                elif learns:  # nobody could know, but now Odoo does
                    self.assertEqual(self._where(drawn, question), "database", which)
        self.assertEqual({told for told, _learns in seen}, {"database", "mailbox", "unknown"})
        self.assertEqual({learns for told, learns in seen if told == "unknown"}, {True, False})
