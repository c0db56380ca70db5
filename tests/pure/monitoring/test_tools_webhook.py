"""What a webhook is sent and signed with."""

import hashlib
import hmac
from datetime import timedelta

from ....tools.monitoring import webhook
from ...support.pure import PureCase


class TestWebhook(PureCase):
    def test_only_whole_addresses_of_http_and_https_can_be_called(self):
        for url in ("https://hooks.example.com/odoo?x=1", "http://127.0.0.1:8080/", "http://[::1]/"):
            self.assertTrue(webhook.is_url(url), url)
        for url in (
            "",
            "hooks.example.com",
            "ftp://hooks.example.com",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://",
            "http://hooks.example.com:port/",
            "http://hooks.example.com:99999/",
            "http://[::1",
            "https://a b.example",
            "https://hooks.example.com/\r\nHost: x",
            "https://hooks.example.com/" + "x" * 1000,
            "https://hooks..example.com/",
            f"https://{'x' * 64}.example.com/",
            "https://me:€@hooks.example.com/",
        ):
            self.assertFalse(webhook.is_url(url), url)

    def test_a_receiver_can_check_the_signature_with_nothing_but_the_secret(self):
        content = webhook.body({"event": "raised", "title": "Đã dừng"})
        headers = webhook.headers("secret", 1700000000, content)
        expected = hmac.new(b"secret", b"1700000000." + content, hashlib.sha256).hexdigest()
        self.assertEqual(headers[webhook.SIGNATURE], f"sha256={expected}")
        self.assertEqual(headers[webhook.TIMESTAMP], "1700000000")

    def test_another_body_time_or_secret_has_another_signature(self):
        signatures = {
            webhook.headers(secret, timestamp, content)[webhook.SIGNATURE]
            for secret, timestamp, content in ((("a"), 1, b"x"), ("b", 1, b"x"), ("a", 2, b"x"), ("a", 1, b"y"))
        }
        self.assertEqual(len(signatures), 4)

    def test_waits_grow_and_end(self):
        waits = [webhook.wait_after(tries) for tries in range(1, 7)]
        self.assertEqual(waits[-1], None)
        self.assertEqual(waits[:-1], sorted(waits[:-1]))
        self.assertGreater(waits[-2], 100 * waits[0])
        self.assertEqual(sum(waits[:-1], timedelta()), timedelta(minutes=321))

    def test_numbers_travel_and_names_do_not(self):
        values = {"count": "12", "user": "Ada", "address": "ada@lab.example"}
        self.assertEqual(webhook.without_personal_data(values), {"count": "12", "user": "…", "address": "…"})
