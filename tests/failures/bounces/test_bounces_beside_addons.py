"""What other addons hear of a bounce, and what core makes of it."""

from odoo.tests import tagged

from ...support.addons.neighbours import hearing_bounces
from ...support.addons.other_addon import load
from .bounce_case import FULL, LISTED, UNKNOWN, BounceCase

ADA, BEA = "ada@customer.example", "bea@customer.example"


class HearingBounces:
    """One addon that acts on bounces, loaded before or after this one."""

    allow_inherited_tests_method = True

    before: bool

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.heard = []
        load(cls, *hearing_bounces(cls.heard), before=cls.before)

    def setUp(self):
        super().setUp()
        self.heard.clear()

    def _routed(self, message, *partners) -> list:
        """What the addon is to hear about each of these contacts."""
        return [
            ("routed", partner.email_normalized, partner.ids, message.ids, [message.message_id]) for partner in partners
        ]

    def _received(self, *partners) -> list:
        """Core tells the contact, and the document of the message."""
        return [
            ("received", record.ids, partner.email_normalized, partner.ids)
            for partner in partners
            for record in (partner, self.record)
        ]

    def test_the_address_is_told_where_the_bounce_counts(self):
        message = self._message(self.ada)
        self._receive(self._bounce(message.message_id, (ADA, UNKNOWN.format(ADA))))
        self.assertEqual(self.heard, self._received(self.ada) + self._routed(message, self.ada))
        self.assertEqual(self.ada.message_bounce, 1)

    def test_the_address_is_told_where_the_bounce_counts_on_nobody(self):
        message = self._message(self.ada)
        self._receive(self._bounce(message.message_id, (ADA, LISTED)))
        self.assertEqual(self.heard, self._received(self.ada) + self._routed(message, self.ada))
        self.assertEqual((self.ada.message_bounce, self.record.message_bounce), (0, 0))
        self.assertEqual(self._states(message), {"ada": ("bounce", "ip_blocklisted")})

    def test_every_recipient_is_told_and_those_count_whose_address_is_in_doubt(self):
        message = self._message(self.ada, self.bea, self.cyd)
        self._receive(self._bounce(message.message_id, (ADA, UNKNOWN.format(ADA)), (BEA, LISTED)))
        self.assertEqual(
            sorted(self.heard),
            sorted(self._received(self.ada, self.bea) + self._routed(message, self.ada, self.bea)),
        )
        self.assertEqual([p.message_bounce for p in (self.ada, self.bea, self.cyd)], [1, 0, 0])
        self.assertEqual(
            self._states(message),
            {"ada": ("bounce", "recipient_unknown"), "bea": ("bounce", "ip_blocklisted"), "cyd": ("sent", False)},
        )

    def test_a_bounce_that_is_sent_again_is_told_again_and_counts_once(self):
        message = self._message(self.ada, self.bea)
        for _time in range(2):
            self._receive(self._bounce(message.message_id, (ADA, FULL.format(ADA))))
        self.assertEqual(self.heard, (self._received(self.ada) + self._routed(message, self.ada)) * 2)
        self.assertEqual(self.ada.message_bounce, 1)

    def test_a_delay_is_no_bounce_of_any_address(self):
        message = self._message(self.ada)
        self._receive(self._bounce(message.message_id, (ADA, "", {"Action": "delayed", "Status": "4.4.7"})))
        self.assertEqual(self.heard, [("routed", False, [], message.ids, [])])


@tagged("post_install", "-at_install")
class TestHearingBouncesLoadedBefore(HearingBounces, BounceCase):
    before = True


@tagged("post_install", "-at_install")
class TestHearingBouncesLoadedAfter(HearingBounces, BounceCase):
    before = False


@tagged("post_install", "-at_install")
class TestMembersWhoBounce(BounceCase):
    """Core takes members out of a channel whose contact bounced ten times."""

    def _is_member_after(self, diagnostic: str) -> bool:
        self.ada.message_bounce = 10
        channel = self.env["discuss.channel"].create({"name": "Lumber", "channel_type": "channel"})
        channel._add_members(partners=self.ada)
        message = self._message(self.ada, model="discuss.channel", res_id=channel.id)
        self._receive(self._bounce(message.message_id, (ADA, diagnostic)))
        return self.ada in channel.channel_partner_ids

    def test_who_does_not_exist_leaves_the_channel(self):
        self.assertFalse(self._is_member_after(UNKNOWN.format(ADA)))

    def test_a_blocked_server_of_ours_takes_nobody_out_of_a_channel(self):
        self.assertTrue(self._is_member_after(LISTED))
        self.assertEqual(self.ada.message_bounce, 10)
