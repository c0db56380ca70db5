"""The SMTP side of the mail lab: aiosmtpd with a conversation that follows the rows."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from typing import NoReturn

from aiosmtpd.smtp import SMTP, AuthResult, TLSSetupException

from . import behaviours as stage
from .behaviours import ACCEPT, CLOSE, HANG_UP, REPLY, RESET, SILENT, WAIT, Behaviour
from .conversation import Conversation, LabEnvelope, Moment
from .mailbox import Mailbox
from .rules import Rules
from .services import Service

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd: else each command is a line in Odoo's log

#: aiosmtpd's own words, put as a mail server of today puts them.
REWORDED = {
    "530 Must issue a STARTTLS command first": "530 5.7.0 Must issue a STARTTLS command first",
    "552 Error: message size exceeds fixed maximum message size": "552 5.3.4 Message size exceeds fixed limit",
    "552 Error: Too much mail data": "552 5.3.4 Error: message file too big",
}
WITHOUT_A_WORD = (HANG_UP, RESET, SILENT)
BAD_LOGIN = "535 5.7.8 Error: authentication failed: invalid user or password"


@dataclass(frozen=True)
class Event:
    """Something that shall happen outside of the lab at one moment of a conversation.

    :param client: the name that the client gave itself in EHLO
    :param recipients: those accepted so far
    :param message_id: empty before the final dot
    """

    name: str
    client: str
    recipients: tuple[str, ...]
    message_id: str


class HungUp(ConnectionResetError):
    """The lab ended the connection: nothing more is said on it (aiosmtpd stops at this exception)."""


class LabSMTP(SMTP):
    """One connection of one service."""

    #: Real servers take longer lines than RFC 5321 asks for; the lab is not about that.
    line_length_limit = 65536

    def __init__(self, service: Service, rules: Rules, mailbox: Mailbox, login: tuple[str, str], on_event, **options):
        self.service, self.rules, self.mailbox, self.login = service, rules, mailbox, login
        self.on_event: Callable[[Event], None] = on_event
        self.number, self.begun, self.now = 0, 0, Moment()
        self.afterwards: Event | None = None
        self.command_size_limits = defaultdict(lambda: 2048)  # aiosmtpd shares one between all connections
        super().__init__(
            Conversation(),
            data_size_limit=service.size_limit,
            enable_SMTPUTF8=True,
            hostname="mx1.lab.example",
            ident="ESMTP mail lab",
            require_starttls=service.starttls_required,
            auth_require_tls=not (service.auth or service.implicit_tls),
            authenticator=self._check_login,
            auth_exclude_mechanism=service.auth_without,
            timeout=86400,
            **options,
        )

    # Connection.

    def connection_made(self, transport) -> None:
        if not self.number:
            self.number = self.mailbox.open_session(self.service.name)
        super().connection_made(transport)
        if transport.get_extra_info("ssl_object"):
            self.mailbox.change_session(self.number, tls=True)

    def connection_lost(self, error) -> None:
        try:
            super().connection_lost(error)
        finally:
            self.mailbox.change_session(self.number, is_open=False)

    def _create_envelope(self) -> LabEnvelope:
        return LabEnvelope()

    async def _handle_client(self) -> None:
        with suppress(ConnectionError):
            await super()._handle_client()

    async def handle_exception(self, error: Exception) -> str:
        """Record a failed handshake; anything else is a fault of the lab or of a plan, which aiosmtpd logs."""
        if not isinstance(error, TLSSetupException):
            return await super().handle_exception(error)
        self.now = Moment(stage.STARTTLS)
        self.record("")
        return ""

    # Commands.

    async def smtp_AUTH(self, arg) -> None:
        with self.at(stage.AUTH):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg) -> None:
        with self.at(stage.MAIL):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg) -> None:
        with self.at(stage.RCPT):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg) -> None:
        with self.at(stage.DATA):
            for recipient, row in self.envelope.due(stage.DATA, stage.BODY):
                if row.stage == stage.BODY:
                    await self.push("354 End data with <CR><LF>.<CR><LF>")
                    await self._reader.readuntil(b"\r\n")
                    self.now.stage = stage.BODY
                if refusal := await self.meet(recipient, row):
                    await self.push(refusal)
                    return
            await super().smtp_DATA(arg)
        if self.afterwards:
            event, self.afterwards = self.afterwards, None
            await self._happen(event)

    @contextmanager
    def at(self, name: str):
        """Name the stage for what is recorded meanwhile."""
        self.now = Moment(name)
        try:
            yield
        finally:
            self.now = Moment()

    async def push(self, status) -> None:
        """Say a reply, and record it where it refuses."""
        text = status.decode() if isinstance(status, bytes) else status
        text = REWORDED.get(text, text)
        if text[0] in "45":
            self.record(text)
        await super().push(text.replace("\n", "\r\n"))

    def record(self, reply: str) -> None:
        """Record that something was not accepted."""
        now = replace(
            self.now,
            sender=self.now.sender or self.sender,
            recipients=self.now.recipients or tuple(self.envelope.rcpt_tos),
        )
        self.mailbox.add_refused(reply=reply, service=self.service.name, session=self.number, **asdict(now))

    def accept(self, *, answered: bool) -> str:
        """Store the message: give its queue id."""
        return self.mailbox.add_accepted(
            content=self.envelope.original_content,
            recipients=self.envelope.rcpt_tos,
            sender=self.sender,
            service=self.service.name,
            session=self.number,
            answered=answered,
        ).queue_id

    # Behaviours.

    @property
    def sender(self) -> str:
        """The envelope sender, empty for the null reverse-path (RFC 5321, section 4.5.5)."""
        return (self.envelope.mail_from or "").replace("<>", "")

    def _check_login(self, _server, _session, _envelope, _mechanism, given) -> AuthResult:
        if self.service.auth_reply or (given.login.decode(), given.password.decode()) != self.login:
            plain = b64encode(b"\0" + given.login + b"\0" + given.password).decode()
            reply = self.service.auth_reply.replace("{given}", plain) or BAD_LOGIN
            return AuthResult(success=False, handled=False, message=reply)
        self.mailbox.change_session(self.number, user=given.login.decode())
        return AuthResult(success=True, auth_data=given)

    async def meet(self, recipient: str, row: Behaviour) -> str:
        """Let a behaviour happen: give the reply that refuses, or nothing where the conversation goes on.

        :raise HungUp: the connection was ended
        """
        if not self.rules.applies(row, self.sender, recipient):
            return ""
        if row.action in WITHOUT_A_WORD and not row.keeps:
            self.now.behaviour = row.name
            self.record("")
        if row.event:
            await self._happen(self.event(row.event))
        if row.action == ACCEPT:
            return ""
        if row.action == WAIT:
            await asyncio.sleep(row.seconds)
            return ""
        self.now.behaviour = row.name
        reply = row.reply.replace("{recipient}", recipient).replace("{sender}", self.sender or recipient)
        if row.action in (REPLY, stage.GREYLIST):
            return reply
        if row.action == CLOSE:
            await self.push(reply)
            self.transport.close()
            raise HungUp
        return await self._end_in_silence(row.action)

    def event(self, name: str) -> Event:
        return Event(name, self.session.host_name or "", tuple(self.envelope.rcpt_tos), self.now.message_id)

    async def _happen(self, event: Event) -> None:
        """Let something happen outside of the lab, and wait for it without holding up other conversations."""
        await asyncio.get_running_loop().run_in_executor(None, self.on_event, event)

    async def _end_in_silence(self, action: str) -> NoReturn:
        if action == SILENT:
            await asyncio.get_running_loop().create_future()  # ended by the client's leaving or the lab's closing
        if action == RESET:
            raw = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        elif action == HANG_UP:
            self.transport.close()
        raise HungUp
