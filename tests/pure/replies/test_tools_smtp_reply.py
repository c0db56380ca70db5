"""Replies are taken apart in every form in which Odoo, Python and mail servers write them."""

import time

from ....tools.replies.smtp_reply import HEAD, TAIL, parse
from ....tools.values import ParsedReply
from ...support.pure import PureCase


class TestSmtpReply(PureCase):
    def assertReads(self, text, *replies):
        self.assertEqual(parse(text), replies)

    def test_a_plain_reply(self):
        self.assertReads(
            "550 5.1.1 <bob@y.example> User unknown",
            ParsedReply(550, "5.1.1", "<bob@y.example> User unknown", recipient="bob@y.example"),
        )

    def test_a_reply_in_several_lines_is_one_text(self):
        self.assertReads(
            "552-5.2.2 The recipient's inbox is\n552-5.2.2 out of storage\n552 5.2.2  space. a1 - gsmtp",
            ParsedReply(552, "5.2.2", "The recipient's inbox is out of storage space. a1 - gsmtp", provider="google"),
        )

    def test_what_odoo_stores_of_a_refused_message(self):
        self.assertReads(
            "Mail Delivery Failed\nMail delivery failed via SMTP server 'None'.\n"
            "SMTPDataError: (554, b'5.7.1 Spam message rejected')",
            ParsedReply(554, "5.7.1", "Spam message rejected", provider="rspamd", exception="SMTPDataError"),
        )

    def test_what_odoo_stores_in_other_languages(self):
        wrappers = {
            "fr": "Échec d'envoi de l'e-mail\nÉchec de l'envoi de l'e-mail via le serveur SMTP 'x'.\n",
            "de": "Mail-Zustellung fehlgeschlagen\nE-Mail-Zustellung via SMTP-Server „x“ fehlgeschlagen.\n",
            "es": "Fallo de entrega de correo\nLa entrega de correo vía el servidor SMTP “x” falló.\n",
            "vi": "Lỗi gửi mail\nGửi email gửi thất bại qua máy chủ SMTP 'x'.\n",
            "ja": "メール送信失敗\nSMTPサーバ経由でのメール配信に失敗しました 'x'。\n",
        }
        for language, wrapper in wrappers.items():
            with self.subTest(language):
                self.assertReads(
                    f"{wrapper}SMTPDataError: (550, b'No')", ParsedReply(550, None, "No", exception="SMTPDataError")
                )

    def test_the_wide_colon_of_chinese(self):
        self.assertReads(
            "邮件发送失败\n通过 SMTP 服务器 “x” 发送邮件失败。\nSMTPDataError：(550, b'No')",
            ParsedReply(550, None, "No", exception="SMTPDataError"),
        )

    def test_each_refused_recipient_has_a_reply(self):
        self.assertReads(
            "SMTPRecipientsRefused: {'a@y.example': (550, b'5.1.1 Unknown'), 'b@z.example': (452, b\"4.2.2 It's full\")}",
            ParsedReply(550, "5.1.1", "Unknown", exception="SMTPRecipientsRefused", recipient="a@y.example"),
            ParsedReply(452, "4.2.2", "It's full", exception="SMTPRecipientsRefused", recipient="b@z.example"),
        )

    def test_a_refused_sender_is_not_taken_for_the_recipient(self):
        self.assertReads(
            "SMTPSenderRefused: (553, b'5.7.1 <a@x.example>: Sender address rejected: not owned by user b', 'a@x.example')",
            ParsedReply(
                553,
                "5.7.1",
                "<a@x.example>: Sender address rejected: not owned by user b",
                provider="postfix",
                exception="SMTPSenderRefused",
            ),
        )

    def test_a_code_on_a_line_of_its_own(self):
        self.assertReads(
            "535\nb'5.7.8 Username and Password not accepted'",
            ParsedReply(535, "5.7.8", "Username and Password not accepted"),
        )

    def test_bytes_are_decoded(self):
        self.assertReads(
            "(550, b'Empf\\xc3\\xa4nger unbekannt\\nSiehe Hilfe')",
            ParsedReply(550, None, "Empfänger unbekannt Siehe Hilfe"),
        )
        self.assertReads("(550, b'Empf\\xe4nger unbekannt')", ParsedReply(550, None, "Empfänger unbekannt"))

    def test_a_log_line_of_postfix(self):
        self.assertReads(
            "<bob@y.example>: host mx.y.example[192.0.2.1] said: 550 5.1.1 No (in reply to RCPT TO command)",
            ParsedReply(
                550, "5.1.1", "No (in reply to RCPT TO command)", "mx.y.example", "postfix", recipient="bob@y.example"
            ),
        )

    def test_a_diagnostic_code_of_a_delivery_report(self):
        self.assertReads("smtp; 452 4.2.2 Mailbox full", ParsedReply(452, "4.2.2", "Mailbox full"))

    def test_what_exchange_quotes(self):
        self.assertReads(
            "Remote Server returned '550 5.7.64 TenantAttribution; Relay Access Denied'",
            ParsedReply(550, "5.7.64", "TenantAttribution; Relay Access Denied", provider="microsoft"),
        )

    def test_the_exceptions_of_sockets(self):
        self.assertReads(
            "ConnectionRefusedError: [Errno 111] Connection refused",
            ParsedReply(text="[Errno 111] Connection refused", exception="ConnectionRefusedError"),
        )
        self.assertReads(
            "gaierror: [Errno -2] Name or service not known",
            ParsedReply(text="[Errno -2] Name or service not known", exception="gaierror"),
        )

    def test_numbers_that_are_no_codes(self):
        for text in (
            "connect to [192.0.2.1]:465 took 450 seconds",
            "Postfix 3.5.6 on host 550",
            "message of 512 kB",
            "id 4.5.6.7",
        ):
            with self.subTest(text):
                reply = parse(text)[0]
                self.assertEqual((reply.code, reply.enhanced), (None, None))

    def test_a_telling_status_is_taken_before_a_vague_one(self):
        self.assertEqual(parse("550 5.0.0 said 5.1.1 unknown")[0].enhanced, "5.1.1")

    def test_there_is_always_a_reply(self):
        for text in ("", " ", "\x00\xff", "{", "(550, b'", b"550 \xff", None):
            with self.subTest(text):
                self.assertEqual(len(parse(text)), 1)

    def test_a_long_reply_keeps_its_head_and_its_tail(self):
        text = parse("550 head " + "x " * 50_000 + "tail")[0].text
        self.assertTrue(text.startswith("head") and text.endswith("tail"))
        self.assertLessEqual(len(text), HEAD + TAIL + 1)

    def test_time_does_not_grow_with_the_length(self):
        for piece in ("a", "5", "(", "{'", "550-", "<a@", "\\x", "5.1.1 ", "SMTPA"):
            with self.subTest(piece):
                short, long = (self._seconds(piece * (size // len(piece))) for size in (100_000, 1_000_000))
                self.assertLess(long, 3 * short + 0.02)

    def _seconds(self, text):
        best = 9.0
        for _try in range(3):
            start = time.perf_counter()
            parse(text)
            best = min(best, time.perf_counter() - start)
        return best
