"""Which server is taken, which is never, and where a bounce goes: rules without Odoo."""

from ....tools.identities.choice import (
    DEFAULT,
    FIRST,
    OF_ADDRESS,
    OF_DOMAIN,
    OF_NOTIFICATION,
    OF_NOTIFICATION_DOMAIN,
    WITHOUT_FILTER,
    Server,
    choose,
)
from ....tools.identities.idle import idle
from ....tools.identities.returns import DATABASE, MAILBOX, NOWHERE, UNKNOWN, Reading, returns
from ....tools.identities.verdict import Way, verdict
from ...support.pure import PureCase

ANY = Server(1)
ADDRESS = Server(2, addresses=frozenset({"ada@firm.example"}), has_filter=True)
DOMAIN = Server(3, domains=frozenset({"firm.example"}), has_filter=True)
NOTES = Server(4, addresses=frozenset({"notes@firm.example"}), has_filter=True)
FAR = Server(5, domains=frozenset({"far.example"}), has_filter=True)
OWN = Server(6, addresses=frozenset({"ada@firm.example"}), has_filter=True, is_personal=True)


def chosen(servers, address="ada@firm.example", notification="notes@firm.example"):
    choice = choose(servers, address, notification)
    return choice.server and choice.server.id, choice.rule


class TestChoice(PureCase):
    def test_the_whole_address_comes_before_the_domain_whatever_the_order(self):
        self.assertEqual(chosen([ANY, DOMAIN, ADDRESS]), (2, OF_ADDRESS))
        self.assertEqual(chosen([ANY, DOMAIN]), (3, OF_DOMAIN))

    def test_then_whoever_may_send_as_the_notification_address(self):
        self.assertEqual(chosen([ANY, NOTES], "bob@else.example"), (4, OF_NOTIFICATION))
        self.assertEqual(chosen([ANY, DOMAIN], "bob@else.example"), (3, OF_NOTIFICATION_DOMAIN))

    def test_then_one_without_filter_then_the_first_then_none(self):
        self.assertEqual(chosen([FAR, ANY]), (1, WITHOUT_FILTER))
        self.assertEqual(chosen([FAR]), (5, FIRST))
        self.assertEqual(chosen([]), (None, DEFAULT))

    def test_a_personal_one_is_taken_for_its_address_and_never_as_a_fallback(self):
        self.assertEqual(chosen([OWN, ANY]), (6, OF_ADDRESS))
        self.assertEqual(chosen([OWN], "bob@firm.example", None), (None, DEFAULT))

    def test_without_a_sender_the_notification_address_decides(self):
        self.assertEqual(chosen([ANY, DOMAIN], ""), (3, OF_NOTIFICATION_DOMAIN))

    def test_others_that_would_do_are_told(self):
        self.assertEqual([one.id for one in choose([ANY, Server(7)], "bob@else.example", None).others], [7])


class TestIdle(PureCase):
    def test_the_first_of_those_without_filter_leaves_nothing_to_the_others(self):
        self.assertEqual(idle([ANY, Server(7), FAR]), {7: 1})

    def test_a_filter_within_the_filter_of_one_before(self):
        wide = Server(8, frozenset(), frozenset({"firm.example", "far.example"}), has_filter=True)
        self.assertEqual(idle([wide, DOMAIN]), {3: 8})
        self.assertEqual(idle([DOMAIN, wide]), {})

    def test_an_address_is_asked_for_before_a_domain(self):
        self.assertEqual(idle([DOMAIN, ADDRESS]), {})


class TestReturns(PureCase):
    READING = Reading({"bounce@firm.example", "bounce@far.example"}, {"ada@firm.example"}, {"bounce@far.example"})

    def test_where_a_bounce_arrives(self):
        for address, expected in (
            ("", (NOWHERE, "return_none")),
            ("ada@firm.example", (DATABASE, "return_read")),
            ("bounce@far.example", (DATABASE, "return_arrived")),
            ("bob@firm.example", (MAILBOX, "return_mailbox")),
            ("bounce@firm.example", (UNKNOWN, "return_forwarded")),
        ):
            self.assertEqual(returns(address, self.READING), expected)
        self.assertEqual(returns("bounce@firm.example", Reading({"bounce@firm.example"})), (UNKNOWN, "return_unread"))


class TestVerdict(PureCase):
    def test_what_matters_most_comes_first(self):
        for way, expected in (
            (Way(error=True, is_covered=False), ("error", "way_stops")),
            (Way(is_covered=False, rule=FIRST, where=MAILBOX), ("error", "way_first")),
            (Way(is_covered=False, where=MAILBOX), ("error", "way_uncovered")),
            (Way(where=NOWHERE, is_replaced=True), ("warning", "way_nowhere")),
            (Way(where=MAILBOX, is_replaced=True), ("warning", "way_mailbox")),
            (Way(where=DATABASE, is_replaced=True), ("info", "way_replaced")),
            (Way(where=UNKNOWN), ("ok", "way_good")),
        ):
            self.assertEqual(verdict(way), expected)
