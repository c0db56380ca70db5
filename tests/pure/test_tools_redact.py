"""Secrets are taken out of texts, and nothing else is."""

import base64
import json
import smtplib
import time
from urllib.parse import quote, quote_plus

from ...tools.texts.redact import HIDDEN, Redactor, redact_exception
from ..support.pure import PureCase

SECRETS = ("Pässwörd ₫-7", "s3cr3t/+%&<x>'\"\\", "hunter22", "Gebirgsjäger", "пароль-Ж9", "tr0ub4dor&3", "a\\\\b\\c99")


def b64(text, encoding="utf-8"):
    return base64.b64encode(text.encode(encoding)).decode()


class TestRedact(PureCase):
    def test_a_secret_is_hidden_in_every_spelling(self):
        for secret in SECRETS:
            spellings = {
                "text": secret,
                "repr": repr(secret)[1:-1],
                "repr of repr": repr(repr(secret)[1:-1])[1:-1],
                "ascii": ascii(secret)[1:-1],
                "bytes": repr(secret.encode())[2:-1],
                "json": json.dumps(secret)[1:-1],
                "json with its own letters": json.dumps(secret, ensure_ascii=False)[1:-1],
                "percent": quote(secret, safe=""),
                "percent, few characters": quote(secret, safe="/:@!$&'()*+,;=%"),
                "percent, small letters": quote(secret, safe="").replace("%C3%A4", "%c3%a4"),
                "form": quote_plus(secret),
                "html": secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;"),
                "read as latin-1": secret.encode().decode("latin-1"),
                "letters that are lost": secret.encode("ascii", "replace").decode(),
                "LOGIN": b64(secret),
                "PLAIN": b64(f"\0odoo@lab.example\0{secret}"),
                "PLAIN with an identity": b64(f"me\0you\0{secret}"),
                "XOAUTH2": b64(f"user=odoo@lab.example\1auth=Bearer {secret}\1\1"),
                "base64 for addresses": base64.urlsafe_b64encode(f"\0u\0{secret}".encode()).decode(),
                "base64, percent-encoded": quote(b64(f"\0u\0{secret}"), safe=""),
            }
            for name, spelled in spellings.items():
                with self.subTest(name, secret=secret, spelled=spelled):
                    expected = f"535 5.7.8 no: {HIDDEN} (odoo@lab.example)"
                    found = Redactor([secret])(f"535 5.7.8 no: {spelled} (odoo@lab.example)")
                    self.assertEqual(found, expected)

    def test_what_python_keeps_of_a_password_that_is_not_ascii(self):
        reason = "ascii\nPässwörd\n1\n2\nordinal not in range(128)"
        self.assertEqual(Redactor(["Pässwörd"])(reason), "ascii\n***\n1\n2\nordinal not in range(128)")

    def test_what_could_not_be_encoded_is_hidden_although_nobody_knows_it_any_more(self):
        for gap in ("\n", "\r\n", "\\n", "<br>", "<br/>", " "):
            reason = gap.join(
                ("Unable to connect", "ascii", "me\0Pässwörd\nof old", "1", "2", "ordinal not in range(128)")
            )
            self.assertEqual(
                Redactor([])(reason),
                gap.join(("Unable to connect", "ascii", "***", "1", "2", "ordinal not in range(128)")),
            )
        reason = (
            "UnicodeEncodeError: 'ascii' codec can't encode character '\\xe4' in position 1: ordinal not in range(128)"
        )
        self.assertEqual(Redactor([])(reason), reason)

    def test_of_two_secrets_the_longer_one_is_hidden_first(self):
        self.assertEqual(Redactor(["hunter22", "hunter22-and-more"])("it was hunter22-and-more"), "it was ***")

    def test_a_short_secret_is_hidden_where_it_stands_as_a_value_and_nowhere_else(self):
        redact = Redactor(["ab1", "a", "4711"])
        self.assertEqual(
            redact("a cab1 at 4711 said 'ab1' (a=4711)\nab1\nascii\na\n1"),
            "a cab1 at 4711 said '***' (a=4711)\n***\nascii\n***\n1",
        )

    def test_a_short_secret_is_hidden_in_base64(self):
        redact = Redactor(["ab1", "4711"])
        self.assertEqual(
            redact(f"LOGIN {b64('4711')}, PLAIN {b64(chr(0) + 'me' + chr(0) + 'ab1')}"), "LOGIN ***, PLAIN ***"
        )

    def test_a_word_that_servers_say_stays_where_they_say_it(self):
        redact = Redactor(["password", "Authentication"])
        said = "535 5.7.8 Username and password not accepted: Authentication failed"
        self.assertEqual(redact(said), said)
        self.assertEqual(redact(f"{said} (b'password')"), f"{said} (b'***')")

    def test_other_texts_stay_as_they_are(self):
        redact = Redactor(SECRETS)
        for text in (
            "550 5.1.1 <una@lab.example>: User unknown in virtual mailbox table",
            "504 5.5.4 AUTH LOGIN failed, AUTH PLAIN unsupported, AUTH mechanism SmtpClientAuthentication",
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled [AM0PR03CA0099.eurprd03]",
            "250 2.0.0 Ok: queued as 4bXk2Qz7Zz9sR <176402.12.aGVsbG8@mx1.lab.example>",
            "Bearer authentication is needed. password: see https://help.lab.example/?id=7",
            "",
            "***",
        ):
            self.assertEqual(redact(text), text)

    def test_what_is_named_as_a_secret_is_hidden_although_nobody_knows_it(self):
        redact = Redactor([])
        for text, expected in (
            (f"500 unknown: AUTH PLAIN {b64(chr(0) + 'me' + chr(0) + 'hunter22')}", "500 unknown: AUTH PLAIN ***"),
            (f"500 AUTH LOGIN {b64('odoo@lab.example')[:-5]}", "500 AUTH LOGIN ***"),
            ("/api?refresh_token=1%2F%2Fabc-def&db_uuid=7", "/api?refresh_token=***&db_uuid=7"),
            ('{"access_token": "ya29.a0Af"}', '{"access_token": "***"}'),
            ("auth=Bearer ya29.a0AfH6SMBx", "auth=Bearer ***"),
            ("proxy http://me:geheim@proxy.lab.example:3128/", "proxy http://me:***@proxy.lab.example:3128/"),
        ):
            self.assertEqual(redact(text), expected)

    def test_a_secret_that_was_cut_is_hidden(self):
        redact = Redactor(["correct-horse-battery"])
        self.assertEqual(redact("535 no: correct-horse"), "535 no: ***")
        self.assertEqual(redact("horse-battery: no"), "***: no")

    def test_a_secret_that_is_broken_in_two_lines_is_hidden(self):
        wrapped = base64.encodebytes(b"x" * 47 + b"tr0ub4dor&3" + b"yy").decode()
        for text, expected in (
            ("535 5.7.8 no: tr0ub4\r\n535-dor&3 is wrong", "535 5.7.8 no: *** is wrong"),
            ("(535, b'5.7.8 no: tr0ub4\\ndor&3\\nSorry')", "(535, b'5.7.8 no: ***\\nSorry')"),
            ("no: tr0ub4=\n  and dor&3=\ntr0=\nub4=\ndor&3", "no: tr0ub4=\n  and dor&3=\n***"),
            (f"no: {wrapped} Sorry", "no: ***\n Sorry"),
            ("535 no: tr0ub4dor\n535 &3, tr0ub4dor&3", "535 no: ***, ***"),
            ("535-No tr0ub4\n535 Sorry dor&3\n", "535-No tr0ub4\n535 Sorry dor&3\n"),
        ):
            with self.subTest(text):
                self.assertEqual(Redactor(["tr0ub4dor&3"])(text), expected)

    def test_a_secret_that_repeats_itself_and_was_cut_is_hidden(self):
        redact = Redactor(["abcdeabcdefg9"])
        self.assertEqual(redact("said abcdexabcdea"), "said abcdex***")
        self.assertEqual(redact("cdefg9xdefg9 was said"), "***xdefg9 was said")

    def test_values_in_values(self):
        redact = Redactor(["hunter22"])
        given = {"a": ["hunter22", 7, None], "b": (b"x hunter22 \xff", True)}
        self.assertEqual(redact.deep(given), {"a": ["***", 7, None], "b": (b"x *** \xff", True)})

    def test_exceptions_and_what_is_behind_them(self):
        try:
            try:
                "Pässwörd".encode("ascii")
            except UnicodeEncodeError as error:
                raise smtplib.SMTPAuthenticationError(535, "no: Pässwörd".encode()) from error
        except smtplib.SMTPAuthenticationError as error:
            caught = error
        caught.__cause__.__cause__ = OSError(5, "Pässwörd", "Pässwörd")
        redact_exception(caught, Redactor(["Pässwörd"]))
        self.assertEqual((caught.args, caught.smtp_error), ((535, b"no: ***"), b"no: ***"))
        self.assertEqual((caught.__cause__.args[1], caught.__cause__.object), ("***", "***"))
        self.assertEqual(str(caught.__cause__.__cause__), "[Errno 5] ***: '***'")

    def test_a_text_made_to_hurt_takes_no_time(self):
        secrets = ["\\" * 30, "é" * 30, " x" * 15, "?" * 30, "+/" * 20, "é?" * 15, *SECRETS]
        for text in (
            "\\" * 12000,
            "?" * 12000,
            " " * 12000,
            "\ufffd?" * 6000,
            "A" * 12000,
            "+/" * 6000,
            "%5C" * 4000,
            "ascii " * 100_000,
            "tr0ub\n" * 100_000,
        ):
            begun = time.monotonic()
            Redactor(secrets)(text)
            self.assertLess(time.monotonic() - begun, 10)  # what grows with the square takes minutes
