"""No bytes make the reading of bounces raise, and none make it slow.

``MAIL_TROUBLESHOOTING_FUZZ=20000`` sets how many mutated messages are tried; the normal suite tries fewer.
"""

import os
import random
import time

from ....tools.reports.delivery_report import parse
from ....tools.values import DeliveryReport, ReportKind
from ...support.code.repository import SAMPLES
from ...support.pure import PureCase

BOUNCES = SAMPLES / "bounces"
ROUNDS = int(os.environ.get("MAIL_TROUBLESHOOTING_FUZZ", "1500"))
SLOWEST = 2.0
#: Times longer that ten times as much text may take. Linear is 10; the rest is room for a busy machine.
GROWTH = 40

TOKENS = (
    b"\r\n",
    b"\n\n",
    b"\0",
    b"@",
    b"<",
    b">:",
    b"--",
    b"=?utf-8?B?",
    b"?=",
    b"Content-Type: multipart/report; boundary=x\n",
    b"Content-Transfer-Encoding: base64\n",
    b"charset=punycode",
    b'charset="\0"',
    b"\xff\xfe",
    b"\x1b$B",
    b"%s" * 50,
    b"Final-Recipient: rfc822; ",
    b"Action: failed\n",
    b"Status: 9.9.9",
    b"utf-8; \\x{110000}\\x{D800}@a.b",
    b"(" * 200,
    b"a@" * 100,
    b"<" * 300,
    b"<!--",
    b"&#99999999;",
    b"Last-Attempt-Date: Mon, 99 Foo 99999 99:99:99 +9999\n",
    b"+" * 99,
)

#: Texts made to hurt: each is repeated until it has the wanted length.
HOSTILE = {
    "at signs": b"a@",
    "local parts": b"a",
    "angles": b"<",
    "tags": b"<a",
    "comments": b"<!--",
    "html addresses": b"<p>x@y.example<br>",
    "failed lines": b"\n<user@example.com>: 550 5.1.1 ",
    "recipient words": b"to recipient user address: ",
    "blanks": b" ",
    "lines": b"\n",
    "carriage returns": b"\r",
    "quotes": b'"',
    "colons": b": ",
    "header lines": b"X-A: b\n",
    "folded": b"\n ",
    "digits": b"5.1.",
    "encoded words": b"=?utf-8?Q?",
    "boundaries": b"\n--b\n",
    "half boundaries": b"\n--bb",
    "markers": b"\n--- Original message",
    "final recipients": b"\nFinal-Recipient: rfc822; a@b.example\n",
    "message ids": b"\nMessage-ID:\n",
    "received": b"\nReceived: from x for ",
    "parentheses": b"(",
    "dashes": b"-",
    "japanese": "宛先".encode(),
    "escapes": b"\x1b$B",
    "base64": b"QUFB",
    "entities": b"&amp",
}
HEADS = {
    "plain": b"From: MAILER-DAEMON@example.com\nSubject: failure notice\n\n",
    "html": b"From: MAILER-DAEMON@example.com\nSubject: failure notice\nContent-Type: text/html\n\n",
    "report": b"From: postmaster@example.com\nContent-Type: multipart/report; boundary=b\n\n--b\n\n",
    "status": b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n",
    "header": b"Subject: ",
    "type": b"Content-Type: multipart/mixed; boundary=",
    "shift": b"From: MAILER-DAEMON@example.com\nContent-Type: text/plain; charset=shift_jis\n\n",
}


def mutated(source: bytes, chance: random.Random) -> bytes:
    data = bytearray(source)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(data) + 1)
        stretch = chance.choice((1, 3, 20, 200, 2000))
        change = chance.randrange(6)
        if change == 0:
            del data[place : place + stretch]
        elif change == 1:
            data[place:place] = chance.choice(TOKENS) * chance.choice((1, 1, 2, 30))
        elif change == 2:
            data[place:place] = data[place : place + stretch]
        elif change == 3:
            data[place : place + stretch] = chance.randbytes(min(stretch, len(data) - place))
        elif change == 4:
            data[place:] = source[chance.randrange(len(source) + 1) :]
        elif place < len(data):
            data[place] ^= 1 << chance.randrange(8)
    return bytes(data[:200_000])


def hostile(head: bytes, piece: bytes, length: int) -> bytes:
    return head + (piece * (length // len(piece) + 1))[:length]


def seconds(data: bytes) -> float:
    start = time.process_time()
    parse(data)
    return time.process_time() - start


class TestFuzz(PureCase):
    def test_mutated_bounces_are_read_quickly_and_without_an_exception(self):
        chance = random.Random(3464)
        sources = [path.read_bytes() for path in sorted(BOUNCES.glob("*.eml"))]
        for number in range(ROUNDS):
            data = mutated(chance.choice(sources), chance)
            start = time.process_time()
            try:
                report = parse(data)
            except Exception as error:  # the point of the test: whatever it is, show the message that did it
                self.fail(f"mutation {number} raised {error!r}: {data[:400]!r}")
            self.assertIsInstance(report, DeliveryReport)
            self.assertIsInstance(report.kind, ReportKind)
            self.assertLess(time.process_time() - start, SLOWEST, f"mutation {number}")

    def test_every_hostile_text_is_read_within_the_limit(self):
        for head_name, head in HEADS.items():
            for name, piece in HOSTILE.items():
                with self.subTest(head=head_name, text=name):
                    self.assertLess(seconds(hostile(head, piece, 300_000)), SLOWEST)

    def test_time_grows_with_the_length_and_not_with_its_square(self):
        for name in ("at signs", "failed lines", "final recipients", "boundaries", "folded", "tags"):
            for head in (HEADS["plain"], HEADS["report"], HEADS["status"]):
                with self.subTest(name):
                    small = max(min(seconds(hostile(head, HOSTILE[name], 100_000)) for _ in range(3)), 0.002)
                    large = min(seconds(hostile(head, HOSTILE[name], 1_000_000)) for _ in range(2))
                    self.assertLess(large / small, GROWTH)

    def test_ten_megabytes_made_to_hurt_are_bounded(self):
        for name, piece in HOSTILE.items():
            with self.subTest(name):
                self.assertLess(seconds(hostile(HEADS["report"], piece, 10_000_000)), SLOWEST)
