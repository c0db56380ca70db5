"""One call of the webhook, which ends in time however slowly the other side answers."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from threading import Timer

import requests
from requests.adapters import HTTPAdapter

#: Seconds to connect, and again to wait for the next byte.
TIMEOUT = 5
#: Seconds for all of it: a byte every few seconds would go on for ever.
DEADLINE = 15


def post(url: str, content: bytes, headers: dict[str, str]) -> tuple[int, str | bool]:
    """Hand content over. Gives the HTTP status and what went wrong, as ``webhook_trouble`` names it."""
    end = _End()
    watch = Timer(DEADLINE, end)
    watch.daemon = True
    watch.start()
    try:
        with requests.Session() as session:
            # Proxies and passwords (.netrc) of the server's process are for its own calls, not for this address.
            session.trust_env = False
            session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
            for scheme in ("http://", "https://"):
                session.mount(scheme, _Adapter(end))
            # The answer's body is not read: nobody needs it, and it may never end.
            with session.post(
                url, data=content, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as answer:
                return answer.status_code, _trouble(answer.status_code)
    except requests.exceptions.RequestException as error:
        return 0, "no_answer" if end.has_come else _trouble_of(error)
    finally:
        watch.cancel()
        end.close()


def _trouble(status: int) -> str | bool:
    if 200 <= status < 300:
        return False
    return "redirect" if 300 <= status < 400 else "refused"


def _trouble_of(error: requests.exceptions.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "certificate"
    return "no_answer" if isinstance(error, requests.exceptions.Timeout) else "no_connection"


class _End:
    """Ends every connection of one call, when it is called."""

    def __init__(self):
        self.has_come = False
        self._sockets: list[socket.socket] = []

    def add(self, sock: socket.socket) -> None:
        self._sockets.append(sock.dup())  # TLS takes the connection over, and this one still ends it
        if self.has_come:
            self()

    def __call__(self) -> None:
        self.has_come = True
        for sock in self._sockets:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for sock in self._sockets:
            sock.close()


class _Adapter(HTTPAdapter):
    """Has connections that can be ended."""

    def __init__(self, end: _End):
        self._end = end
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        pools = self.poolmanager.pool_classes_by_scheme
        self.poolmanager.pool_classes_by_scheme = {
            scheme: type(pool.__name__, (pool,), {"ConnectionCls": _ending(pool.ConnectionCls, self._end)})
            for scheme, pool in pools.items()
        }
        return result


def _ending(connection: type, end: _End) -> type:
    class Ending(connection):
        def _new_conn(self):
            sock = super()._new_conn()
            end.add(sock)
            return sock

    return Ending
