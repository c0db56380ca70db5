"""The call of the webhook ends in time, whatever the other side does."""

import socket
import ssl
import time
from contextlib import suppress
from threading import Thread
from unittest.mock import patch

import trustme

from odoo.tests import BaseCase

from ....services.dashboard.alerts import webhook_call

#: Seconds for all of a call in these tests, and for a test that has gone wrong.
DEADLINE, FAR_TOO_LONG = 0.5, 10


class Dripping:
    """A context manager: a server that sends a byte now and then, for ever.

    :param words: what it sends
    :param head: what it sends before that, at once
    """

    def __init__(self, words: bytes, context: ssl.SSLContext | None = None, head: bytes = b""):
        self._words, self._context, self._head = words, context, head
        self._ended = False

    def __enter__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = Thread(target=self._serve)
        self._thread.start()
        return self

    def _serve(self):
        with suppress(OSError):
            connection, _address = self._socket.accept()
            with connection:
                if self._context:
                    connection = self._context.wrap_socket(connection, server_side=True)
                connection.recv(65536)
                connection.sendall(self._head)
                began = time.monotonic()
                while not self._ended and time.monotonic() - began < FAR_TOO_LONG:
                    for number in range(len(self._words)):
                        connection.sendall(self._words[number : number + 1])
                        time.sleep(0.05)

    def __exit__(self, *_exception):
        self._ended = True
        self._socket.close()
        self._thread.join()


class TestWebhookCall(BaseCase):
    def _call(self, words: bytes, scheme="http", context=None, head=b""):
        with Dripping(words, context, head) as server, patch.object(webhook_call, "DEADLINE", DEADLINE):
            began = time.monotonic()
            found = webhook_call.post(f"{scheme}://localhost:{server.port}/", b"{}", {})
            return found, time.monotonic() - began < FAR_TOO_LONG / 2

    def test_headers_that_never_end_are_no_answer(self):
        self.assertEqual(self._call(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 900), ((0, "no_answer"), True))

    def test_a_handshake_that_never_ends_is_no_answer(self):
        self.assertEqual(self._call(b"\x16\x03\x03\x40\x00" + b"\0" * 900, "https"), ((0, "no_answer"), True))

    def test_an_encrypted_answer_that_never_ends_is_no_answer(self):
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        with authority.cert_pem.tempfile() as bundle, patch.dict("os.environ", REQUESTS_CA_BUNDLE=bundle):
            found = self._call(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 900, "https", context)
        self.assertEqual(found, ((0, "no_answer"), True))

    def test_an_answer_whose_body_never_ends_is_an_answer(self):
        self.assertEqual(self._call(b"x" * 900, head=b"HTTP/1.1 200 OK\r\n\r\n"), ((200, False), True))
