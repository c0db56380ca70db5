"""The SMTP session over which the emails of one batch go."""

from __future__ import annotations

import smtplib
from collections.abc import Callable

from odoo.exceptions import UserError

#: After so many lost connections in a row the server is left alone.
LOST_CONNECTIONS = 3

#: As it was imported: tests exchange ``smtplib.SMTP`` for something that is no class.
_SMTP = smtplib.SMTP


def words(error: Exception) -> str:
    """An exception as a line of its own."""
    return f"{type(error).__name__}: {error}"


class ServerGone(smtplib.SMTPServerDisconnected):
    """The connection is lost and cannot be had again: what was not begun stays in the queue."""


class Connection:
    """The SMTP session of a batch, which is opened again when the server has closed it.

    It stays the same object: Odoo and other addons hold it while a message is handed over.

    :param session: what core opened; anything but a session of smtplib (a test's) is never opened again
    :param connect: gives another one like it
    """

    def __init__(self, session, connect: Callable[[], smtplib.SMTP]):
        self.session = session
        self._connect = connect
        self._lost = 0
        self.is_fresh = True

    @property
    def is_real(self) -> bool:
        return isinstance(self.session, _SMTP)

    @property
    def is_lost(self) -> bool:
        return self.is_real and self.session.sock is None

    def heard(self) -> None:
        """Remember how a conversation ended."""
        self.is_fresh = False
        self._lost = self._lost + 1 if self.is_lost else 0

    def reopen(self) -> None:
        """Open it again where it is lost.

        :raises ServerGone: when that fails, or was needed too often
        """
        if not self.is_lost:
            return
        if self._lost >= LOST_CONNECTIONS:
            raise ServerGone("the server closed the connection again and again")
        try:
            self._take_over(self._connect())
        except (OSError, smtplib.SMTPException, UserError) as error:  # what Odoo lets through when it connects
            self._lost = LOST_CONNECTIONS
            raise ServerGone(words(error)) from error
        self.is_fresh = True

    def _take_over(self, fresh: smtplib.SMTP) -> None:
        """Go on with the connection of another session, and with what its server said when it was opened."""
        if not isinstance(fresh, _SMTP):
            raise smtplib.SMTPException("no connection was opened")
        vars(self.session).update(vars(fresh))
        fresh.sock = fresh.file = None
