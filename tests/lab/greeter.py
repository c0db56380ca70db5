"""Ports of the mail lab that never speak SMTP."""

from __future__ import annotations

import asyncio

from .behaviours import CONNECT
from .mailbox import Mailbox
from .services import SILENT, Service


class Greeter(asyncio.Protocol):
    """One connection of a port that never speaks SMTP: silent, or a greeting that says no (RFC 5321, section 3.1)."""

    def __init__(self, service: Service, mailbox: Mailbox):
        self.service, self.mailbox = service, mailbox
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.number = self.mailbox.open_session(self.service.name)
        if self.service.kind == SILENT:
            return
        self.mailbox.add_refused(
            stage=CONNECT, reply=self.service.greeting, service=self.service.name, session=self.number
        )
        if self.service.greeting:
            self._say(self.service.greeting)
        if not self.service.greeting.startswith("5"):
            transport.close()

    def data_received(self, data: bytes) -> None:
        for line in data.splitlines() if self.service.kind != SILENT else ():
            if line.upper().startswith(b"QUIT"):
                self._say("221 2.0.0 Bye")
                self.transport.close()
                return
            self._say("503 5.5.1 Error: no service here, only QUIT")

    def connection_lost(self, error) -> None:
        self.mailbox.change_session(self.number, is_open=False)

    def _say(self, text: str) -> None:
        self.transport.write(text.encode() + b"\r\n")
