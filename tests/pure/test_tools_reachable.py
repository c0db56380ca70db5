"""Whether outsiders can open a web address."""

from ...tools.addresses.reachable import Unreachable, unreachable
from ..support.pure import PureCase


class TestReachable(PureCase):
    def test_a_public_name_or_address_says_nothing_against_it(self):
        for url in (
            "https://odoo.example.com",
            "http://erp.firm.vn:8069/x",
            "https://8.8.8.8",
            "https://[2606:4700::1]",
        ):
            with self.subTest(url):
                self.assertIsNone(unreachable(url))

    def test_this_machine_is_nobody_elses(self):
        for url in (
            "http://localhost:8069",
            "http://127.0.0.1",
            "http://[::1]:8069",
            "http://0.0.0.0",
            "http://a.localhost",
        ):
            with self.subTest(url):
                self.assertEqual(unreachable(url), Unreachable.THIS_MACHINE)

    def test_names_and_addresses_of_the_own_network(self):
        for url in ("http://192.168.1.5:8069", "http://10.0.0.3", "http://odoo", "https://odoo.lan", "http://x.local."):
            with self.subTest(url):
                self.assertEqual(unreachable(url), Unreachable.OWN_NETWORK)

    def test_what_is_no_web_address(self):
        for url in ("", "odoo.example.com", "ftp://odoo.example.com", "https://", "http://[::1", "https://a b:x"):
            with self.subTest(url):
                self.assertIn(unreachable(url), (Unreachable.NO_URL, Unreachable.OWN_NETWORK))
        self.assertEqual(unreachable("odoo.example.com"), Unreachable.NO_URL)
