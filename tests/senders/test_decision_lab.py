"""What is told of an email that is not sent is what the mail lab receives when it is sent."""

from contextlib import suppress
from email.utils import getaddresses

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail_troubleshooting.services.senders.decision.decide import decide
from odoo.addons.mail_troubleshooting.services.senders.decision.explaining import FORCED, PERSONAL
from odoo.addons.mail_troubleshooting.tools.identities.choice import (
    DEFAULT,
    FIRST,
    OF_ADDRESS,
    OF_DOMAIN,
    OF_NOTIFICATION,
    OF_NOTIFICATION_DOMAIN,
    WITHOUT_FILTER,
)

from .drawn import KINDS
from .drawn_case import DrawnCase

SEEDS = range(130)
NOISY = ("odoo.addons.base.models.ir_mail_server", "odoo.addons.mail.models.mail_mail", "odoo.models.unlink")


#: What the set-ups must have met.
RULES = {
    DEFAULT,
    "reply_alias",
    OF_ADDRESS,
    OF_DOMAIN,
    OF_NOTIFICATION,
    OF_NOTIFICATION_DOMAIN,
    WITHOUT_FILTER,
    FIRST,
    FORCED,
    PERSONAL,
}
#: Steps that are proven wherever a record decides; a server that is named may be the one that Odoo takes anyway.
DECISIVE = ("server_of", "server_personal", "server_first", "server_without", "from_replaced", "envelope_covered")
DECISIVE += ("envelope_uncovered", "envelope_unfiltered", "reply_catchall", "reply_named", "reply_alias")


@tagged("post_install", "-at_install")
class TestDecisionLab(DrawnCase):
    def _told(self, drawn, question):
        env = self.env(user=drawn.user)
        self.env.flush_all()
        try:
            with self.enter_registry_test_mode():
                decision = decide(env, question)
        except (UserError, ValidationError):
            return None
        self.assertFalse(decision["differs"], (question, decision))
        self.seen = getattr(self, "seen", set()) | {step["code"] for step in decision["steps"]}
        for step in decision["steps"]:
            if step["code"].startswith(DECISIVE) and step["record"]:
                self.assertTrue(step["proven"], (question, step))
        route = decision["route"]
        return route and (route["server_id"], route["email_from"], route["envelope_sender"], route["reply_to"])

    def _received(self, drawn):
        for lab, server in drawn.by_lab.items():
            for entry in lab.mailbox.accepted:
                message = entry.parsed()
                return server.id, str(message["From"]), entry.sender, str(message["Reply-To"] or "")
        return None

    @mute_logger(*NOISY)
    def test_what_is_told_is_what_the_lab_receives(self):
        seen, wrong = set(), []
        for seed in SEEDS:
            with self._set_up(seed) as drawn:
                question, send = drawn.ready()
                told = self._told(drawn, question)
                with suppress(UserError, ValidationError):
                    send()
                received = self._received(drawn)
                seen.add((drawn.kind, bool(received)))
                if _plain(told) != _plain(received):
                    why = self.env["mail.mail"].search([], order="id desc", limit=1).failure_reason
                    wrong.append((seed, drawn.kind, told, received, why))
        self.assertFalse(wrong, "\n".join(map(repr, wrong)))
        self.assertEqual({kind for kind, is_received in seen if is_received}, set(KINDS))
        self.assertLessEqual(RULES, self.seen)


def _plain(result):
    """Addresses as parsed: how a header is folded and quoted is no matter."""
    if result is None:
        return None
    server, *headers = result
    return server, *(getaddresses([header]) for header in headers)
