"""What an exception tells of an email that others have sent in their own way, so that nobody listened to the server."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator

from .conversation import ServerReply

#: The server was never reached.
_NOT_REACHED = (ConnectionRefusedError, socket.gaierror, smtplib.SMTPConnectError)
#: The connection ended: nobody knows how far the email had come.
_ENDED = (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those that led to it, the last one first."""
    known = set()
    while error is not None and id(error) not in known:
        known.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def is_connection_lost(error: BaseException | None) -> bool:
    """Whether a connection ended, at whatever moment."""
    return any(isinstance(one, _ENDED) for one in chain(error))


def may_have_left(error: BaseException) -> bool:
    """Whether the email may have been handed over although it failed: the connection ended, and not at its beginning."""
    return is_connection_lost(error) and not any(isinstance(one, _NOT_REACHED) for one in chain(error))


def reply_to(error: BaseException | None, address: str) -> tuple[ServerReply | None, str]:
    """What a server said against one recipient or the whole message, and the name of the exception that tells it."""
    for one in chain(error):
        if isinstance(one, smtplib.SMTPRecipientsRefused) and address in one.recipients:
            return ServerReply.of(*one.recipients[address]), type(one).__name__
        if isinstance(one, smtplib.SMTPResponseException) and one.smtp_code >= 400:
            return ServerReply.of(one.smtp_code, one.smtp_error), type(one).__name__
    return None, ""
