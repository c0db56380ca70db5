"""When two ways to write an address mean the same mailbox."""

from ...tools.addresses.mailbox import in_ascii
from ..support.pure import PureCase


class TestInAscii(PureCase):
    def test_a_domain_stands_in_punycode_and_everything_that_has_cases_in_lower_case(self):
        for address, expected in (
            ("Ada@Lab.Example", "ada@lab.example"),
            ("ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example"),
            ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
            ("J\u00f6rg@stra\u00dfe.example", "J\u00f6rg@xn--strae-oqa.example"),
        ):
            with self.subTest(address):
                self.assertEqual(in_ascii(address), expected)

    def test_what_is_no_domain_stays_what_it_is(self):
        for address in ("ada@\u00fc..example", "ada", ""):
            with self.subTest(address):
                self.assertEqual(in_ascii(address), address)
