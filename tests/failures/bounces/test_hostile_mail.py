"""No message that a stranger can write costs the gateway more with the addon than without it, but for a bounded bit."""

import email
import email.policy
import time
import tracemalloc
from contextlib import nullcontext

from odoo.tests import tagged
from odoo.tools import mute_logger

from ....tools.reports.explain import explain_message
from ...hostile.mails import mails
from ...support.addons.plain_odoo import plain_odoo
from .bounce_case import GATEWAY, BounceCase

#: Seconds of processor time and bytes that the addon may take, whatever the message.
TIME, MEMORY = 5, 50 * 1024 * 1024  # on a busy machine; what grows with the square took 18 s and more
#: The machine has other things to do, too: what seems slow is measured again.
ATTEMPTS = 3


@tagged("post_install", "-at_install")
class TestHostileMail(BounceCase):
    def _seconds(self, raw: bytes, plain: bool) -> float:
        """Processor time in which the gateway takes a message in; nothing is kept of it."""
        self.env.invalidate_all()
        with (
            self.env.cr.savepoint(flush=False) as savepoint,
            plain_odoo(self.registry) if plain else nullcontext(),
            mute_logger(GATEWAY),
        ):
            start = time.process_time()
            self.env["mail.thread"].message_process(None, raw)
            spent = time.process_time() - start
            savepoint.rollback()
        self.env.invalidate_all()
        return spent

    def test_no_message_takes_the_gateway_longer_than_plain_odoo(self):
        for name, make in mails().items():
            with self.subTest(name):
                raw = make(self.domain.bounce_email, self._message(self.ada, self.bea).message_id)
                for _attempt in range(ATTEMPTS):
                    more = -self._seconds(raw, plain=True) + self._seconds(raw, plain=False)
                    if more < TIME:
                        break
                self.assertLess(more, TIME)

    def test_reading_takes_little_memory_whatever_the_message(self):
        for name, make in mails().items():
            with self.subTest(name):
                raw = make(self.domain.bounce_email, "<1.odoo@shop.example>")
                message = email.message_from_bytes(raw, policy=email.policy.SMTP)
                tracemalloc.start()
                explain_message(message)
                peak = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
                self.assertLess(peak, MEMORY)

    def test_what_hurts_hides_no_failure(self):
        for name, make in mails().items():
            if (
                name in ("an address of 3,000 characters", "8,000 recipients")
                or "each other" in name
                or "references" in name
            ):
                continue  # these do not name the recipient
            with self.subTest(name), mute_logger(GATEWAY):
                message = self._message(self.ada, self.bea)
                self.env["mail.thread"].message_process(None, make(self.domain.bounce_email, message.message_id))
                self.env.invalidate_all()
                self.assertEqual(
                    {who: state for who, (state, _cause) in self._states(message).items()},
                    {"ada": "bounce", "bea": "sent"},
                )
