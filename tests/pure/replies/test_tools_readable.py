"""The words of a server as people write them."""

import time

from ....tools.replies.odoo_failure import diagnose
from ....tools.replies.readable import readable
from ...support.pure import PureCase


class TestReadable(PureCase):
    def test_what_python_prints_becomes_code_and_words(self):
        raw = "Mail delivery failed.\nSMTPDataError: (554, b'5.7.1 Message rejected\\nas \\xc3\\xa9 spam')"
        self.assertEqual(readable(raw), "554 5.7.1 Message rejected as é spam")

    def test_of_several_recipients_the_own_reply_is_shown(self):
        raw = "{'a@x.example': (550, b'5.1.1 No such user'), 'b@x.example': (552, b'5.2.2 Mailbox full')}"
        self.assertEqual(readable(raw, "B@x.example"), "552 5.2.2 Mailbox full")
        self.assertEqual(readable(raw), "550 5.1.1 No such user\n552 5.2.2 Mailbox full")

    def test_what_people_can_read_stays_as_it_is(self):
        for raw in ("", "550 5.1.1 User unknown", "Connection refused", "The mailbox (main) is full.\nSorry."):
            self.assertEqual(readable(raw), "", raw)

    def test_a_reply_that_never_ends_is_cut(self):
        self.assertLessEqual(len(readable(f"(550, b'{'x' * 100_000}')")), 4000)

    def test_empty_lines_without_end_take_no_time(self):
        empty = "\n" * 100_000
        for read in (lambda: readable(f"550{empty}x"), lambda: diagnose(None, f"550{empty}x")):
            begun = time.monotonic()
            read()
            self.assertLess(time.monotonic() - begun, 10)  # what grows with the square takes minutes
