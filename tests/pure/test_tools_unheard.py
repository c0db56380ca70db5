"""What an exception tells of an email that somebody else has sent."""

import smtplib
import socket

from ...tools.sessions.conversation import ServerReply
from ...tools.sessions.unheard import may_have_left, reply_to
from ..support.pure import PureCase

ADA, BEA = "ada@lab.example", "bea@lab.example"


def because(error, reason):
    error.__cause__ = reason
    return error


class TestUnheard(PureCase):
    def test_a_connection_that_ended_leaves_open_how_far_the_email_came(self):
        for error, expected in (
            (smtplib.SMTPServerDisconnected("closed"), True),
            (because(ValueError("no answer"), TimeoutError("timed out")), True),
            (because(RuntimeError("api"), because(OSError("aborted"), ConnectionResetError())), True),
            (ConnectionRefusedError("refused"), False),
            (because(ConnectionError("no route"), socket.gaierror("unknown host")), False),
            (smtplib.SMTPConnectError(421, b"busy"), False),
            (smtplib.SMTPDataError(554, b"no"), False),
            (ValueError("bad template"), False),
        ):
            with self.subTest(repr(error)):
                self.assertEqual(may_have_left(error), expected)

    def test_a_server_has_refused_only_where_it_said_so(self):
        refused = smtplib.SMTPRecipientsRefused({ADA: (550, b"5.1.1 unknown")})
        for error, expected in (
            (refused, (ServerReply(550, "5.1.1 unknown"), "SMTPRecipientsRefused")),
            (because(ValueError("failed"), refused), (ServerReply(550, "5.1.1 unknown"), "SMTPRecipientsRefused")),
            (smtplib.SMTPDataError(554, b"spam"), (ServerReply(554, "spam"), "SMTPDataError")),
            (smtplib.SMTPSenderRefused(-1, b"what?", BEA), (None, "")),
            (smtplib.SMTPNotSupportedError("no SMTPUTF8"), (None, "")),
            (None, (None, "")),
        ):
            with self.subTest(repr(error)):
                self.assertEqual(reply_to(error, ADA), expected)
        self.assertEqual(reply_to(refused, BEA), (None, ""))

    def test_exceptions_that_lead_to_each_other_end(self):
        first = ValueError("first")
        self.assertFalse(may_have_left(because(first, because(ValueError("second"), first))))
