"""Ports on loopback: nothing of the lab is reachable from another machine."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

HOST = "127.0.0.1"


class PortTaken(OSError):
    """A fixed port of the lab is in use."""

    def __init__(self, port: int):
        super().__init__(errno.EADDRINUSE, f"port {port} on {HOST} is in use")
        self.port = port


@contextmanager
def naming_the_port(port: int) -> Iterator[None]:
    """Say which port it was.

    :raise PortTaken: somebody else has that port
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise


def bind(port: int, *, listen: bool) -> socket.socket:
    """Take a port, any free one for 0. One that does not listen refuses connections, and nobody else can take it.

    :raise PortTaken: somebody else has that port
    """
    # The protocol is named, as asyncio switches TCP_NODELAY on for such sockets only.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if listen:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with naming_the_port(port):
            bound.bind((HOST, port))
            if listen:
                bound.listen()
    except OSError:
        bound.close()
        raise
    return bound
