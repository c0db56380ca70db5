"""JSON over HTTP on loopback, for a browser tour or a script that asks a lab running in another process.

| request | answer |
|---|---|
| ``GET /`` | ports, behaviours |
| ``GET /mailbox[?recipient=…][&message_id=…]`` | accepted, refused, counts, sessions |
| ``POST /behave`` ``{"address", "behaviour" (name or null), "seconds" (optional)}`` | the same values |
| ``POST /clear``, ``POST /reset`` | ``{}`` |
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from .behaviours import BEHAVIOURS, behaviour_named
from .loopback import HOST, naming_the_port

if TYPE_CHECKING:
    from .mail_lab import MailLab

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_BODY = 65536


class Control:
    """The control endpoint of one lab."""

    def __init__(self, lab: MailLab):
        self._lab = lab
        self._server: ThreadingHTTPServer | None = None
        self.url = ""

    def start(self, port: int) -> None:
        """Serve until ``stop``.

        :raise PortTaken: somebody else has that port
        """
        handler = type("Handler", (_Handler,), {"lab": self._lab})
        with naming_the_port(port):
            self._server = _Server((HOST, port), handler)
        self.url = f"http://{HOST}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="mail lab control")
        self._thread.daemon = True
        self._thread.start()

    def stop(self) -> None:
        server, self._server = self._server, None
        if server:
            server.shutdown()
            server.server_close()
            self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # joined by server_close
    block_on_close = True


class _Handler(BaseHTTPRequestHandler):
    lab: MailLab
    timeout = 2  # a browser opens connections ahead and says nothing on them

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if url.path == "/":
            self._answer({"ports": self.lab.ports, "behaviours": [asdict(row) for row in BEHAVIOURS.values()]})
        elif url.path == "/mailbox":
            self._answer(self.lab.mailbox.as_json(query.get("recipient", ""), query.get("message_id", "")))
        else:
            self._answer({"error": "there are /, /mailbox, /behave, /clear and /reset"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        action = {"/clear": self._clear, "/reset": self._reset, "/behave": self._behave}.get(urlsplit(self.path).path)
        if action is None:
            self._answer({"error": "there are /clear, /reset and /behave"}, HTTPStatus.NOT_FOUND)
            return
        try:
            length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
            self._answer(action(json.loads(self.rfile.read(length) or b"{}")))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._answer({"error": f"{type(error).__name__}: {error}"}, HTTPStatus.BAD_REQUEST)

    def do_OPTIONS(self) -> None:
        self._answer({})

    def _clear(self, _given: dict) -> dict:
        self.lab.clear()
        return {}

    def _reset(self, _given: dict) -> dict:
        self.lab.reset()
        return {}

    def _behave(self, given: dict) -> dict:
        address, behaviour = given["address"], given["behaviour"]
        row = behaviour_named(behaviour) if behaviour and "seconds" in given else None
        self.lab.behave(address, replace(row, seconds=float(given["seconds"])) if row else behaviour)
        return given

    def _answer(self, values: dict, status: HTTPStatus = HTTPStatus.OK) -> None:
        """Answer to this machine's own pages only: a stranger's page open in the same browser gets nothing."""
        origin = self.headers.get("Origin", "")
        body = json.dumps(values).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if origin:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Headers", "Content-Type")
        self.end_headers()
        self.wfile.write(body)

    def parse_request(self) -> bool:
        """Refuse what comes by another host name or from another machine's page (also DNS rebinding)."""
        if not super().parse_request():
            return False
        host = urlsplit("//" + self.headers.get("Host", "")).hostname
        origin = self.headers.get("Origin")
        if host in LOOPBACK and (not origin or urlsplit(origin).hostname in LOOPBACK):
            return True
        self.send_error(HTTPStatus.FORBIDDEN)
        return False

    def log_message(self, *_arguments) -> None:
        """Say nothing: the lab prints transactions, not questions."""
