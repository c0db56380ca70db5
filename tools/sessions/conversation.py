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
from dataclasses import dataclass, field

#: Characters of a reply that are kept.
REPLY_LENGTH = 1000

_FINAL_DOT = b".\r\n"
#: For one look at one socket the one that asks the system once. Windows lacks it.
_Selector = getattr(selectors, "PollSelector", selectors.DefaultSelector)
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


class Phase(enum.IntEnum):
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


@dataclass(slots=True)
class Transaction:
    """What was said of one message, from MAIL to the reply after its text (RFC 5321, section 3.3).

    :param recipients: what the server said of each, in the order in which they were named
    :param refusal: the negative reply to MAIL or DATA, which is about the whole message
    :param final: the reply to the text
    """

    phase: Phase = Phase.CONNECTED
    sender: str = ""
    recipients: dict[str, ServerReply] = field(default_factory=dict)
    refusal: ServerReply | None = None
    final: ServerReply | None = None
    size: int = 0
    tls: str = ""
    began: float = field(default_factory=time.monotonic)

    @property
    def milliseconds(self) -> int:
        """Since the beginning."""
        return round((time.monotonic() - self.began) * 1000)

    @property
    def is_uncertain(self) -> bool:
        """Whether the server may have accepted the message although it did not say so (RFC 1047)."""
        return self.phase == Phase.FINAL_DOT

    @property
    def is_accepted(self) -> bool:
        return bool(self.final and self.final.positive)

    @property
    def negative(self) -> ServerReply | None:
        """What the server said against the whole message."""
        return self.refusal or (self.final if self.final and not self.final.positive else None)

    def taken(self) -> list[str]:
        """Recipients that the server took before the text."""
        return [address for address, reply in self.recipients.items() if reply.code in (250, 251)]

    def refused(self) -> dict[str, ServerReply]:
        """Recipients that the server refused before the text."""
        return {address: reply for address, reply in self.recipients.items() if reply.code not in (250, 251)}


#: Hands a flat message to some recipients over the session, and gives those that the server refused.
Send = Callable[[list[str]], dict]


class Conversation:
    """A context manager around the sending of one message over one session.

    :param session: a connected ``smtplib.SMTP``
    :param transmit: called in place of ``sendmail`` with what does its work, and with the recipients. It may do so again,
        for fewer of them or over another connection that the session was given: to whoever called it is one sending.
    :param before_final_dot: called when the server has taken the text but not the dot that ends it. What it raises
        ends the connection, and the server drops the message (RFC 5321, section 4.1.1.4).
    """

    _HOOKS = ("send_message", "sendmail", "mail", "rcpt", "send", "getreply")

    def __init__(
        self,
        session: smtplib.SMTP,
        before_final_dot: Callable[[Transaction], None],
        transmit: Callable[[Send, list[str]], dict] | None = None,
    ):
        self.session = session
        #: The message that is being handed over, None as long as the session was not used.
        self.now: Transaction | None = None
        #: Whether the message could not be made flat, so that the server heard nothing of it.
        self.is_unbuilt = False
        self._before_final_dot = before_final_dot
        self._transmit = transmit or (lambda send, recipients: send(recipients))

    def __enter__(self) -> Conversation:
        self._smtp = {name: getattr(self.session, name) for name in self._HOOKS}
        for name in self._HOOKS:
            setattr(self.session, name, getattr(self, f"_{name}"))
        return self

    def __exit__(self, *exc_info) -> None:
        for name in self._HOOKS:
            self.session.__dict__.pop(name, None)
        # They know this conversation: the message would stay until it is collected.
        del self._before_final_dot, self._transmit
        if self.now and self.now.phase == Phase.DATA and self.session.sock:
            # smtplib leaves the message open where the command DATA is refused: the next MAIL would be refused, too.
            with suppress(OSError, smtplib.SMTPServerDisconnected):
                self.session.rset()

    # What is called from outside.

    def _send_message(self, *args, **kwargs):
        before = self.now
        try:
            return self._smtp["send_message"](*args, **kwargs)
        except (smtplib.SMTPServerDisconnected, MemoryError):
            raise
        except Exception:
            self.is_unbuilt = self.now is before
            raise

    def _sendmail(self, from_addr, to_addrs, msg, mail_options=(), rcpt_options=()):
        def send(recipients: list[str]) -> dict:
            self.now = self._begin()
            return self._smtp["sendmail"](from_addr, recipients, msg, mail_options, rcpt_options)

        return self._transmit(send, [to_addrs] if isinstance(to_addrs, str) else list(to_addrs))

    def _begin(self) -> Transaction:
        sock = self.session.sock
        return Transaction(tls=(sock.version() or "") if isinstance(sock, ssl.SSLSocket) else "")

    # What smtplib calls.

    def _mail(self, sender, options=()):
        if not self.now or self.now.phase != Phase.CONNECTED:  # without ``sendmail``, command by command
            self.now = self._begin()
        self.now.phase, self.now.sender = Phase.MAIL, sender
        return self._smtp["mail"](sender, options)

    def _rcpt(self, recip, options=()):
        self.now.phase = Phase.RCPT
        code, text = self._smtp["rcpt"](recip, options)
        self.now.recipients[recip] = ServerReply.of(code, text)
        return code, text

    def _send(self, s):
        now = self.now
        if now and isinstance(s, str) and s[:4].lower() == "data":
            now.phase = Phase.DATA
        elif now and now.phase == Phase.DATA and isinstance(s, bytes) and s.endswith(_FINAL_DOT):
            self._send_text(s)
            return
        self._smtp["send"](s)

    def _send_text(self, text: bytes) -> None:
        """Send the text, then the dot on its own, so that the moment in which nobody can know is as short as can be."""
        self.now.phase, self.now.size = Phase.BODY, len(text) - len(_FINAL_DOT)
        with suppress(OSError, AttributeError):  # else the dot would wait for the acknowledgement of the text
            self.session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._smtp["send"](text[: -len(_FINAL_DOT)])
        try:
            self._before_final_dot(self.now)
            self._check_that_server_listens()
        except BaseException:
            self.session.close()
            raise
        self._smtp["send"](_FINAL_DOT)  # what fails here has not left this machine
        self.now.phase = Phase.FINAL_DOT

    def _check_that_server_listens(self) -> None:
        """A server that has hung up while the text came has not accepted it: look before it becomes uncertain.

        :raises smtplib.SMTPServerDisconnected: it has hung up
        """
        sock = self.session.sock
        with _Selector() as selector:
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
        phase = self.now.phase if self.now else None
        code, text = self._smtp["getreply"]()
        # A line that is no reply leaves it uncertain.
        if phase == Phase.FINAL_DOT and code // 100 in (2, 4, 5):
            self.now.phase, self.now.final = Phase.REPLIED, ServerReply.of(code, text)
        elif phase in (Phase.MAIL, Phase.DATA) and code // 100 in (4, 5):
            self.now.refusal = self.now.refusal or ServerReply.of(code, text)
        return code, text
