"""The servers of the mail lab do what their table says."""

import smtplib
import socket
import ssl

from ...lab import MailLab
from ...support.lab_case import ME, TIMEOUT, YOU, connect, send
from ...support.pure import PureCase


class TestServers(PureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lab = MailLab()
        cls.lab.__enter__()
        cls.addClassCleanup(cls.lab.close)

    def setUp(self):
        super().setUp()
        self.lab.clear()

    def starttls(self, server, **verify):
        context = ssl.create_default_context(**verify)
        with connect(self.lab.server(server)) as client:
            client.starttls(context=context)
            return client.sendmail(ME, [YOU], "Message-Id: <1@lab.example>\r\n\r\nHello\r\n")

    def login(self, server, password="secret"):
        with connect(self.lab.server(server)) as client:
            client.login("user@lab.example", password)
            return client.sendmail(ME, [YOU], "Message-Id: <1@lab.example>\r\n\r\nHello\r\n")

    def test_the_right_password_is_accepted(self):
        self.assertEqual(self.login("auth"), {})
        self.assertEqual(self.lab.mailbox.sessions[-1].user, "user@lab.example")

    def test_a_wrong_password_is_refused(self):
        with self.assertRaises(smtplib.SMTPAuthenticationError) as caught:
            self.login("auth", "wrong")
        self.assertEqual(caught.exception.smtp_code, 535)

    def test_without_login_the_sender_is_refused(self):
        with self.assertRaises(smtplib.SMTPSenderRefused) as caught:
            send(self.lab, YOU, server="auth")
        self.assertEqual(caught.exception.smtp_error, b"5.7.0 Authentication required")

    def test_a_server_that_refuses_every_login_says_535_5_7_8(self):
        with self.assertRaises(smtplib.SMTPAuthenticationError) as caught:
            self.login("auth_fails")
        self.assertEqual(caught.exception.smtp_error[:5], b"5.7.8")
        self.assertEqual({entry.stage for entry in self.lab.mailbox.refused}, {"auth"})

    def test_a_server_with_passwords_switched_off_says_535_5_7_139(self):
        with self.assertRaises(smtplib.SMTPAuthenticationError) as caught:
            self.login("auth_disabled")
        self.assertEqual(caught.exception.smtp_error[:7], b"5.7.139")

    def test_a_server_without_login_offers_none(self):
        self.assertRaises(smtplib.SMTPNotSupportedError, self.login, "plain")

    def test_a_server_that_asks_for_starttls_says_530_before_it(self):
        with self.assertRaises(smtplib.SMTPSenderRefused) as caught:
            send(self.lab, YOU, server="starttls_required")
        self.assertEqual(caught.exception.smtp_code, 530)
        self.assertEqual(caught.exception.smtp_error, b"5.7.0 Must issue a STARTTLS command first")
        self.assertEqual(self.starttls("starttls_required", cafile=self.lab.ca_file), {})
        self.assertTrue(self.lab.mailbox.sessions[-1].tls)

    def test_bad_certificates_fail_for_their_own_reason(self):
        for server, reason in (
            ("starttls_self_signed", "self.signed certificate"),
            ("starttls_expired", "certificate has expired"),
            ("starttls_wrong_name", "not valid for '127.0.0.1'"),
        ):
            with self.assertRaisesRegex(ssl.SSLCertVerificationError, reason):
                self.starttls(server, cafile=self.lab.ca_file)
        self.assertEqual(self.lab.mailbox.accepted, [])

    def test_implicit_tls_accepts_who_trusts_its_authority(self):
        context = ssl.create_default_context(cafile=self.lab.ca_file)
        with connect(self.lab.server("tls"), smtplib.SMTP_SSL, context=context) as client:
            self.assertEqual(client.sendmail(ME, [YOU], "Hello\r\n"), {})
        self.assertTrue(self.lab.mailbox.sessions[-1].tls)
        with self.assertRaisesRegex(ssl.SSLCertVerificationError, "self.signed certificate"):
            connect(self.lab.server("tls_self_signed"), smtplib.SMTP_SSL, context=context)

    def test_a_closed_port_refuses_the_connection(self):
        self.assertRaises(ConnectionRefusedError, connect, self.lab.server("closed"))

    def test_a_silent_port_takes_the_connection_and_never_greets(self):
        with socket.create_connection(self.lab.server("silent"), timeout=TIMEOUT) as raw:
            self.assertTrue(self.lab.mailbox.wait(lambda box: any(s.service == "silent" for s in box.sessions)))
            raw.setblocking(False)
            self.assertRaises(BlockingIOError, raw.recv, 1)

    def test_a_greeting_can_refuse(self):
        for server, code in (("greets_554", 554), ("greets_421", 421)):
            with self.assertRaises(smtplib.SMTPConnectError) as caught:
                connect(self.lab.server(server))
            self.assertEqual(caught.exception.smtp_code, code)

    def test_after_a_greeting_of_554_everything_but_quit_is_refused(self):
        with socket.create_connection(self.lab.server("greets_554"), timeout=TIMEOUT) as raw, raw.makefile() as replies:
            raw.sendall(b"EHLO client.example\r\nQUIT\r\n")
            self.assertEqual([line[:3] for line in replies], ["554", "503", "221"])

    def test_a_port_can_hang_up_without_a_word(self):
        self.assertRaises(smtplib.SMTPServerDisconnected, connect, self.lab.server("hangs_up"))

    def test_the_announced_size_is_the_limit(self):
        with connect(self.lab.server("size_limited")) as client:
            client.ehlo()
            self.assertEqual(client.esmtp_features["size"], "20000")
        with self.assertRaises(smtplib.SMTPSenderRefused) as caught:
            send(self.lab, YOU, server="size_limited", size=30_000)
        self.assertEqual(caught.exception.smtp_error, b"5.3.4 Message size exceeds fixed limit")
        self.assertEqual(send(self.lab, YOU, server="size_limited", size=900), {})

    def test_the_third_message_of_a_connection_is_put_off_and_the_connection_closed(self):
        with connect(self.lab.server("few_messages")) as client:
            client.ehlo()
            for _message in range(2):
                self.assertEqual(client.mail("me@lab.example")[0], 250)
                client.rset()
            self.assertEqual(client.mail("me@lab.example")[0], 421)
            self.assertRaises(smtplib.SMTPServerDisconnected, client.noop)

    def test_the_third_recipient_is_deferred(self):
        refused = send(self.lab, "a@lab.example", "b@lab.example", "c@lab.example", server="few_recipients")
        self.assertEqual(refused, {"c@lab.example": (452, b"4.5.3 Error: too many recipients")})
        self.assertEqual(self.lab.mailbox.count("c@lab.example"), 0)
