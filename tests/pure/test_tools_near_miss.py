"""Did you mean …? Near misses of domains."""

from ...tools.addresses.near_miss import KNOWN, distance, near_miss, suggest
from ..support.pure import PureCase


class TestNearMiss(PureCase):
    def test_slips_of_the_finger_lead_to_the_domain_that_was_meant(self):
        meant = {
            "gmial.com": "gmail.com",
            "gamil.com": "gmail.com",
            "gnail.com": "gmail.com",
            "gmaill.com": "gmail.com",
            "gmail.con": "gmail.com",
            "gmail.co": "gmail.com",
            "gmail": "gmail.com",
            "hotmial.com": "hotmail.com",
            "hotmai.com": "hotmail.com",
            "hotmial.con": "hotmail.com",
            "outlok.com": "outlook.com",
            "outloook.com": "outlook.com",
            "yaho.com": "yahoo.com",
            "yahooo.fr": "yahoo.fr",
            "iclud.com": "icloud.com",
            "wev.de": "web.de",
            "t-onlien.de": "t-online.de",
            "orangr.fr": "orange.fr",
        }
        self.assertEqual({typed: near_miss(typed) for typed in meant}, meant)

    def test_a_known_domain_is_never_corrected(self):
        self.assertEqual({domain for domain in KNOWN if near_miss(domain)}, set())
        self.assertIsNone(near_miss("GMail.com"))

    def test_other_domains_stay_what_they_are(self):
        for domain in ("lab.example", "aa.com", "odoo.com", "example.org", "gm.com", "mailbox.example", "", "x" * 300):
            self.assertIsNone(near_miss(domain), domain)

    def test_domains_in_use_here_are_meant_too_and_never_corrected(self):
        used = ("lumber-lane.example", "mill.example")
        self.assertEqual(near_miss("lumber-lnae.example", used), "lumber-lane.example")
        self.assertIsNone(near_miss("lumber-lane.example", used))
        self.assertIsNone(near_miss("gmial.com", ("gmial.com",)))

    def test_a_slip_costs_less_than_another_letter(self):
        self.assertEqual(distance("gmial", "gmail"), 5)
        self.assertEqual(distance("gmaul", "gmail"), 5)
        self.assertEqual(distance("gmaail", "gmail"), 5)
        self.assertEqual(distance("gmazl", "gmail"), 10)
        self.assertEqual(distance("", "gg"), 15)

    def test_an_address_is_mended_as_a_whole(self):
        meant = {
            "una@gmial.com": "una@gmail.com",
            "una@gmail,com": "una@gmail.com",
            "una@gmail..com": "una@gmail.com",
            "una@@lab.example": "una@lab.example",
            "u na@lab.example.": "una@lab.example",
        }
        self.assertEqual({typed: suggest(typed) for typed in meant}, meant)

    def test_what_is_right_or_hopeless_gets_no_suggestion(self):
        for address in ("una@gmail.com", "Una@Lab.Example", "una", "", "@gmial.com", "a@b@c", "una@"):
            self.assertIsNone(suggest(address), address)
