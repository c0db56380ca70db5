"""Addresses that are taken out of what is shown."""

from ...tools.addresses.hidden import without_addresses
from ..support.pure import PureCase


class TestHidden(PureCase):
    def test_addresses_go_wherever_they_stand_and_whatever_their_case(self):
        value = {
            "words": "<Vera@Abroad.example> unknown",
            "tries": [{"to": "vera@abroad.example", "id": 7}],
            "ok": False,
        }
        self.assertEqual(
            without_addresses(value, ["vera@abroad.example"]),
            {"words": "<…> unknown", "tries": [{"to": "…", "id": 7}], "ok": False},
        )

    def test_the_domain_goes_too(self):
        self.assertEqual(without_addresses("mx.abroad.example says no", ["vera@abroad.example"]), "mx.… says no")
        self.assertEqual(without_addresses("a bad address", ["vera@a"]), "a bad address")

    def test_without_addresses_everything_stays(self):
        for addresses in ((), ("",), (False,)):
            self.assertEqual(without_addresses({"a": ["b@c.example"]}, addresses), {"a": ["b@c.example"]})

    def test_what_is_no_address_is_taken_out_as_it_is(self):
        self.assertEqual(without_addresses(("a (b c", "a"), ["(b c"]), ("a …", "a"))
