"""A message that Python has taken apart is put together again as it came, and bounded."""

import email
import email.policy

from ....tools.reports.delivery_report import parse
from ....tools.reports.parts.flat import MAX_DEPTH, MAX_PARTS, flatten, raw_header
from ...support.pure import PureCase

ROOM = 1_000_000


def parsed(text: str):
    return email.message_from_bytes(text.encode(), policy=email.policy.SMTP)


class TestFlat(PureCase):
    def test_headers_and_body_are_as_they_came(self):
        text = "From: a@x.example\nX-Odd: a\x0bb\x0c\x1c \x85\u2028 ()(\n folded  twice\nSubject: =?utf-8?Q?=C3=A9?=\n\nHello\x0b\n"
        self.assertEqual(flatten(parsed(text), ROOM, ROOM), text.encode())

    def test_the_end_of_a_long_message_is_kept(self):
        text = (
            "From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\n"
            + "Sorry.\n" * 300_000
            + "\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ada@customer.example\n"
            "Action: failed\nStatus: 5.1.1\n\n--b--\n"
        )
        self.assertEqual([one.address for one in parse(parsed(text)).recipients], ["ada@customer.example"])
        self.assertEqual(len(flatten(parsed(text), 1000, 500)), 1501)

    def test_parts_without_number_and_depth_are_left_out(self):
        many = "Content-Type: message/delivery-status\n\n" + "A: b\n\n" * (MAX_PARTS + 100)
        self.assertEqual(flatten(parsed(many), ROOM, ROOM).count(b"A: b"), MAX_PARTS)
        deep = "Content-Type: message/rfc822\n\n" * (MAX_DEPTH + 20) + "A: b\n\n"
        flat = flatten(parsed(deep), ROOM, ROOM)
        self.assertEqual((flat.count(b"message/rfc822"), b"A: b" in flat), (MAX_DEPTH + 1, False))

    def test_a_header_that_cannot_be_parsed_is_read(self):
        message = email.message_from_string(f"From: {'(' * 5000}\nReturn-Path:  <>\n\n", policy=email.policy.SMTP)
        self.assertEqual(raw_header(message, "from"), "(" * 5000)
        self.assertEqual(raw_header(message, "Return-Path").strip(), "<>")
        self.assertEqual(raw_header(message, "Sender"), "")
