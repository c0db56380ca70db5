"""Listens while ``smtplib`` hands over one message: how far it came, and what the server said of each recipient.

smtplib keeps little of it: the reply of an accepted message (with the queue id) is dropped, and after a lost connection
nobody can tell whether the server had the whole message. That decides whether another try could bring a second copy.
"""

from __future__ import annotations

import enum
import re
import selectors
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

#: Characters of a reply that are kept.
REPLY_LENGTH = 1000

_FINAL_DOT = b".\r\n"
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


class Stage(enum.IntEnum):
    """How far a message came, in the order of RFC 5321, section 3.3."""

    CONNECTED = 0
    MAIL = 1
    RCPT = 2
    DATA = 3
    BODY = 4
    FINAL_DOT = 5  # the dot is sent: from here on the server may have the message, whatever is heard of it
    REPLIED = 6


@dataclass(frozen=True, slots=True)
class ServerReply:
    """What a server said: code and text, lines joined by line feeds."""

    code: int
    text: str

    @property
    def positive(self) -> bool:
        return 200 <= self.code < 300

    @property
    def enhanced_code(self) -> str | None:
        """The code of RFC 3463 with which the text begins."""
        found = _ENHANCED.match(self.text)
        return found.group() if found else None

    @classmethod
    def of(cls, code: int, text: bytes | str) -> ServerReply:
        words = text.decode(errors="replace") if isinstance(text, bytes) else text
        return cls(code, words[:REPLY_LENGTH].replace("\x00", ""))


class Conversation:
    """A context manager around the sending of one message over one session.

    :param session: a connected ``smtplib.SMTP``
    :param before_final_dot: called when the server has taken the text but not the dot that ends it. What it raises
        ends the connection, and the server drops the message (RFC 5321, section 4.1.1.4).
    """

    def __init__(self, session: smtplib.SMTP, before_final_dot: Callable[[Conversation], None]):
        self.session = session
        self.stage = Stage.CONNECTED
        self.sender = ""
        self.recipients: dict[str, ServerReply] = {}
        self.final: ServerReply | None = None
        self.size = 0
        self.tls = ""
        self._before_final_dot = before_final_dot
        self._began = time.monotonic()

    def __enter__(self) -> Conversation:
        session = self.session
        sock = session.sock
        if isinstance(sock, ssl.SSLSocket):
            self.tls = sock.version() or ""
        self._smtp_mail, self._smtp_rcpt = session.mail, session.rcpt
        self._smtp_send, self._smtp_getreply = session.send, session.getreply
        session.mail, session.rcpt, session.send, session.getreply = self._mail, self._rcpt, self._send, self._getreply
        return self

    def __exit__(self, *exc_info) -> None:
        for name in ("mail", "rcpt", "send", "getreply"):
            self.session.__dict__.pop(name, None)
        del self._before_final_dot  # which knows this conversation: the message would stay until it is collected
        if self.stage == Stage.DATA and self.session.sock:
            # smtplib leaves the message open where the command DATA is refused: the next MAIL would be refused, too.
            with suppress(OSError, smtplib.SMTPServerDisconnected):
                self.session.rset()

    @property
    def milliseconds(self) -> int:
        """Since the beginning."""
        return round((time.monotonic() - self._began) * 1000)

    @property
    def is_uncertain(self) -> bool:
        """Whether the server may have accepted the message although it did not say so (RFC 1047)."""
        return self.stage == Stage.FINAL_DOT

    @property
    def is_accepted(self) -> bool:
        return bool(self.final and self.final.positive)

    def taken(self) -> list[str]:
        """Recipients that the server took before the text."""
        return [address for address, reply in self.recipients.items() if reply.code in (250, 251)]

    def refused(self) -> dict[str, ServerReply]:
        """Recipients that the server refused before the text."""
        return {address: reply for address, reply in self.recipients.items() if reply.code not in (250, 251)}

    # What smtplib calls.

    def _mail(self, sender, options=()):
        self.stage, self.sender = Stage.MAIL, sender
        return self._smtp_mail(sender, options)

    def _rcpt(self, recip, options=()):
        self.stage = Stage.RCPT
        code, text = self._smtp_rcpt(recip, options)
        self.recipients[recip] = ServerReply.of(code, text)
        return code, text

    def _send(self, s):
        if isinstance(s, str) and s[:4].lower() == "data":
            self.stage = Stage.DATA
        elif self.stage == Stage.DATA and isinstance(s, bytes) and s.endswith(_FINAL_DOT):
            self._send_text(s)
            return
        self._smtp_send(s)

    def _send_text(self, text: bytes) -> None:
        """Send the text, then the dot on its own, so that the moment in which nobody can know is as short as can be."""
        self.stage, self.size = Stage.BODY, len(text) - len(_FINAL_DOT)
        with suppress(OSError, AttributeError):  # else the dot would wait for the acknowledgement of the text
            self.session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._smtp_send(text[: -len(_FINAL_DOT)])
        try:
            self._before_final_dot(self)
            self._check_that_server_listens()
        except BaseException:
            self.session.close()
            raise
        self._smtp_send(_FINAL_DOT)  # what fails here has not left this machine
        self.stage = Stage.FINAL_DOT

    def _check_that_server_listens(self) -> None:
        """A server that has hung up while the text came has not accepted it: look before it becomes uncertain.

        :raises smtplib.SMTPServerDisconnected: it has hung up
        """
        sock = self.session.sock
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_READ)
            if not selector.select(0):
                return
        try:  # below TLS, and without taking anything away: only the end of the stream matters
            hung_up = socket.socket.recv(sock, 1, socket.MSG_PEEK) == b""
        except OSError as error:
            raise smtplib.SMTPServerDisconnected(f"Connection unexpectedly closed: {error}") from error
        if hung_up:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    def _getreply(self):
        waits_for_final = self.stage == Stage.FINAL_DOT
        code, text = self._smtp_getreply()
        # A line that is no reply leaves it uncertain.
        if waits_for_final and code // 100 in (2, 4, 5):
            self.stage, self.final = Stage.REPLIED, ServerReply.of(code, text)
        return code, text
