"""The answers of the mail lab's SMTP servers, as a handler of aiosmtpd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiosmtpd.smtp import Envelope

from . import behaviours as stage
from .behaviours import Behaviour
from .mailbox import message_id_of

if TYPE_CHECKING:
    from .smtp_server import LabSMTP

NO_LOGIN = "530 5.7.0 Authentication required"
TOO_MANY_RECIPIENTS = "452 4.5.3 Error: too many recipients"
TOO_MANY_MESSAGES = Behaviour(
    "few_messages", stage.COMMAND, stage.CLOSE, "421 4.7.0 mx1.lab.example Too many messages in this connection"
)


@dataclass
class Moment:
    """What the conversation is about right now, for what is recorded (see ``Refused``)."""

    stage: str = stage.COMMAND
    sender: str = ""
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    behaviour: str = ""


class LabEnvelope(Envelope):
    """An envelope that remembers what its recipients will still meet."""

    def __init__(self) -> None:
        super().__init__()
        self.later: dict[str, Behaviour] = {}

    def due(self, *stages: str) -> list[tuple[str, Behaviour]]:
        """Give the recipients whose behaviour belongs to one of these stages, in the order of RCPT."""
        return [(address, row) for address, row in self.later.items() if row.stage in stages]


class Conversation:
    """aiosmtpd's handler: the answers of a service."""

    async def handle_EHLO(self, server: LabSMTP, session, envelope, hostname: str, responses: list[str]) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", *responses[1:]]

    async def handle_MAIL(self, server: LabSMTP, session, envelope, address: str, options: list[str]) -> str:
        if server.service.auth_required and not session.authenticated:
            return NO_LOGIN
        server.now.sender = address
        server.begun += 1
        limit = server.service.max_messages
        if limit and server.begun > limit:
            return await server.meet(address, TOO_MANY_MESSAGES)
        row = server.rules.for_sender(address)
        if row and (refusal := await server.meet(address, row)):
            return refusal
        envelope.mail_from = address
        return "250 2.1.0 Ok"

    async def handle_RCPT(self, server: LabSMTP, session, envelope, address: str, options: list[str]) -> str:
        server.now.recipients = (address,)
        limit = server.service.max_recipients
        if limit and len(envelope.rcpt_tos) >= limit:
            return TOO_MANY_RECIPIENTS
        row = server.rules.for_recipient(server.sender, address, server.service.name)
        if row and row.stage == stage.RCPT and (refusal := await server.meet(address, row)):
            return refusal
        if row and row.stage != stage.RCPT:
            envelope.later[address] = row
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: LabSMTP, session, envelope: LabEnvelope) -> str:
        message_id = message_id_of(envelope.original_content)
        server.now = Moment(stage.DOT, server.sender, tuple(envelope.rcpt_tos), message_id)
        for address in envelope.rcpt_tos:
            row = server.rules.for_message(server.sender, address, message_id, server.service.name)
            if row:
                envelope.later[address] = row
        for address, row in envelope.due(stage.DOT):
            if row.keeps:
                server.accept(answered=False)
            if refusal := await server.meet(address, row):
                return refusal
            if row.afterwards:
                server.afterwards = server.event(row.afterwards)
        return f"250 2.0.0 Ok: queued as {server.accept(answered=True)}"
