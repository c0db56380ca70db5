"""The mail lab: every server of ``services.py`` on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path

from .behaviours import Behaviour
from .certificates import make_contexts
from .control import Control
from .greeter import Greeter
from .loopback import HOST, bind
from .mailbox import Accepted, Mailbox, Refused
from .rules import Plan, Rules
from .services import CLOSED, CONTROL_OFFSET, SERVICES, SMTP, Service
from .smtp_server import Event, LabSMTP

#: Turns of the loop that closing waits for connections to end; one or two are enough.
MOST_TURNS = 1000


class MailLab:
    """SMTP servers that misbehave on request. A context manager; several at once do not meet.

    :param base_port: first of the fixed ports (see ``services.py``); 0: any free ones
    :param services: names of the servers to start, all by default
    :param control: also answer JSON over HTTP (see ``control.py``), at ``control_url``
    :param login: the user and the password that servers with a login accept
    :param clock: seconds that only grow, for greylisting
    :param listener: called with each Accepted and Refused, in the lab's thread
    :param on_event: called with each Event of a behaviour that has one, in a thread of its own
    :raise PortTaken: a fixed port is in use
    """

    def __init__(
        self,
        *,
        base_port: int = 0,
        services: Iterable[str] = tuple(SERVICES),
        control: bool = False,
        login: tuple[str, str] = ("user@lab.example", "secret"),
        clock: Callable[[], float] = time.monotonic,
        listener: Callable[[Accepted | Refused], None] | None = None,
        on_event: Callable[[Event], None] = lambda event: None,
    ):
        self.base_port, self.login = base_port, login
        self.services = tuple(SERVICES[name] for name in services)
        self.mailbox, self.rules = Mailbox(listener), Rules(clock)
        self.ports: dict[str, int] = {}
        self.ca_file: Path | None = None
        self._on_event = on_event
        self.control = Control(self) if control else None
        self._sockets: list[socket.socket] = []
        self._protocols: weakref.WeakSet = weakref.WeakSet()

    # Life.

    def __enter__(self) -> MailLab:
        self._folder = tempfile.TemporaryDirectory(prefix="mail-lab-")
        try:
            self._bind()
            self._contexts = self._make_contexts()
            ready: Future = Future()
            self._thread = threading.Thread(target=self._run, args=(ready,), name="mail lab", daemon=True)
            self._thread.start()
            self._loop, self._stop = ready.result()
            if self.control:
                self.control.start(self.base_port and self.base_port + CONTROL_OFFSET)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_exception) -> None:
        self.close()

    def close(self) -> None:
        """End all connections, ports and threads. Does nothing the second time."""
        if self.control:
            self.control.stop()
        thread, self._thread = getattr(self, "_thread", None), None
        if thread and thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            thread.join()
        for bound in self._sockets:
            bound.close()
        self._sockets.clear()
        self._folder.cleanup()

    # Asked and told by tests.

    @property
    def smtp(self) -> tuple[str, int]:
        """Host and port of the plain server."""
        return self.server("plain")

    @property
    def control_url(self) -> str:
        return self.control.url

    def server(self, name: str) -> tuple[str, int]:
        """Host and port of a server, as ``smtplib.SMTP(*lab.server("auth"))`` takes them."""
        return HOST, self.ports[name]

    def behave(self, address: str, behaviour: Behaviour | str | None) -> None:
        """Let ``address`` (or ``@domain``) behave so from now on; None takes it back."""
        self.rules.behave(address, behaviour)

    def plan(self, plan: Plan | None) -> None:
        """Ask ``plan(Try)`` at every recipient and message first; where it gives None the address decides."""
        self.rules.plan = plan

    def clear(self) -> None:
        """Forget what happened, not what was set."""
        self.mailbox.clear()
        self.rules.forget()

    def reset(self) -> None:
        """Be as new."""
        self.mailbox.clear()
        self.rules.reset()

    # Servers.

    def _bind(self) -> None:
        for service in self.services:
            port = self.base_port and self.base_port + service.offset
            bound = bind(port, listen=service.kind != CLOSED)
            self._sockets.append(bound)
            self.ports[service.name] = bound.getsockname()[1]

    def _make_contexts(self) -> dict:
        if not any(service.certificate for service in self.services):
            return {}
        contexts, self.ca_file = make_contexts(Path(self._folder.name))
        return contexts

    def _run(self, ready: Future) -> None:
        try:
            asyncio.run(self._serve(ready))
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    async def _serve(self, ready: Future) -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        for service, bound in zip(self.services, self._sockets, strict=True):
            if service.kind != CLOSED:
                tls = self._contexts.get(service.certificate) if service.implicit_tls else None
                await loop.create_server(lambda service=service: self._answer(service), sock=bound, ssl=tls)
        ready.set_result((loop, stop))
        await stop.wait()
        for transport in [protocol.transport for protocol in self._protocols]:
            if transport:
                transport.abort()
        for _turn in range(MOST_TURNS):  # the loop tells every protocol that its connection is lost
            if not any(session.is_open for session in self.mailbox.sessions):
                break
            await asyncio.sleep(0)

    def _answer(self, service: Service) -> asyncio.Protocol:
        if service.kind == SMTP:
            tls = None if service.implicit_tls else self._contexts.get(service.certificate)
            loop = asyncio.get_running_loop()
            protocol = LabSMTP(
                service, self.rules, self.mailbox, self.login, self._on_event, tls_context=tls, loop=loop
            )
        else:
            protocol = Greeter(service, self.mailbox)
        self._protocols.add(protocol)
        return protocol
