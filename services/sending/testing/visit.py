"""Speaks to an outgoing server for real, step by step, and sends nothing."""

from __future__ import annotations

import smtplib
import ssl
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import NamedTuple

from OpenSSL.SSL import Error as SSLError

from odoo import api
from odoo.exceptions import UserError
from odoo.tools import config, email_normalize

from ..secrets_of_servers import redactor
from ..submission.connection import words
from .kept import fingerprint

#: In the context while a server is tested.
VISIT = "mail_troubleshooting_visit"
#: Until then a server has answered, or the test says that it has not.
SECONDS = 10
#: What the classifier reads where nobody has answered.
TIMED_OUT = "TimeoutError: timed out"
#: What connecting and logging in comes to, in the words of Python or of Odoo.
ERRORS = (OSError, smtplib.SMTPException, UserError, ValueError, OverflowError, SSLError)
#: Of these, what says that a server was there, and only encryption failed.
OF_ENCRYPTION = (ssl.SSLError, ssl.CertificateError, smtplib.SMTPNotSupportedError, SSLError)


class Step(NamedTuple):
    """One step of a test: ``connection``, ``encryption``, ``login``, ``sender`` or ``recipient``."""

    code: str
    seconds: float


class Visit:
    """How far a test has come.

    :param done: steps that went well
    :param reason: why the step ``code`` failed, as a line that the classifier reads; empty where nothing failed
    :param fingerprint: of the settings with which it was connected
    """

    def __init__(self):
        self.done: list[Step] = []
        self.code, self.reason, self.fingerprint = "connection", "", ""
        self.started = self._since = time.monotonic()

    def go_on(self, code: str) -> None:
        """The step so far went well, and another one begins."""
        now = time.monotonic()
        self.done.append(Step(self.code, round(now - self._since, 2)))
        self.code, self._since = code, now

    def fail(self, reason: str) -> Visit:
        self.reason = reason
        return self

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.started, 2)

    @property
    def was_let_in(self) -> bool:
        """Whether the connection, and the login where one is set up, went well."""
        return self.code in ("sender", "recipient", "end")


def visit_of(env) -> Visit | None:
    """The test that is going on, if it is one that was begun here: contexts come from the browser as well."""
    visit = env.context.get(VISIT)
    return visit if isinstance(visit, Visit) else None


def visit(env, server_id: int) -> Visit:
    """Connect, log in, and name a sender and a recipient; 0: the server of the configuration file.

    It ends after some seconds, whatever the server does.
    """
    if env["ir.mail_server"]._disable_send():
        return Visit().fail(env._("Odoo does not connect to servers while it runs its own tests."))
    under_way = Visit()
    threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="Test Now")
    found = threads.submit(_run, env.registry, env.uid, {**env.context, VISIT: under_way}, server_id)
    threads.shutdown(wait=False)
    if wait([found], SECONDS).done:
        return found.result()
    return _given_up(under_way)


def _given_up(visit: Visit) -> Visit:
    """What was heard until now, as the thread may hear more later."""
    left = Visit()
    left.done, left.code, left.started = [*visit.done], visit.code, visit.started
    left.fingerprint = visit.fingerprint
    return left.fail(TIMED_OUT)


def _run(registry, uid: int, context: dict, server_id: int) -> Visit:
    with registry.cursor() as cr:  # commits a fresh token of an OAuth addon
        return _speak(api.Environment(cr, uid, context), server_id)


def _speak(env, server_id: int) -> Visit:
    visit, servers = visit_of(env), env["ir.mail_server"]
    server, session = servers.browse(server_id or []), None
    visit.fingerprint = fingerprint(server)
    try:
        session = _connect(server, _sender(server))
        visit.go_on("sender")
        _ask(visit, session, servers._get_test_email_to())
    except ERRORS as error:
        if visit.code == "connection" and isinstance(error, OF_ENCRYPTION):
            visit.go_on("encryption")
        visit.fail(redactor(env)(str(error) if isinstance(error, UserError) else words(error)))
    finally:
        if session:
            session.close()
    return visit


def _connect(server, sender: str):
    """As Odoo does it when it sends, with what other addons add."""
    if server:
        return server._connect__(mail_server_id=server.id, allow_archived=True, smtp_from=sender)
    return server._connect__(host=config["smtp_server"], smtp_from=sender)


def _sender(server) -> str:
    """From whom a test of Odoo's own is; empty where no address is known."""
    if not server:
        return email_normalize(server._get_default_from_address() or server.env.user.email or "") or ""
    with suppress(UserError):
        return email_normalize(server._get_test_email_from()) or ""
    return ""


def _ask(visit: Visit, session, recipient: str) -> None:
    """Whether the server takes emails from this sender, to somebody outside. None is sent."""
    if session.smtp_from:
        _expect(session.mail(session.smtp_from))
        visit.go_on("recipient")
        _expect(session.rcpt(recipient))
        visit.go_on("end")


def _expect(answer: tuple) -> None:
    if answer[0] not in (250, 251):
        raise smtplib.SMTPResponseException(*answer)
