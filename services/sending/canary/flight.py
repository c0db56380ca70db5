"""Makes the deliberate failure, looks at what became of it, and takes back all of it."""

import logging
import threading
from contextlib import contextmanager

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ....tools.texts.redact import redact_exception
from ..secrets_of_servers import redactor
from .automation import automation_of_emails, sets_off_more
from .cage import FLIES, WORDS, Cage
from .overrides import is_caged

_logger = logging.getLogger(__name__)

ADDRESS = "canary@mail-troubleshooting.invalid"
#: Where Odoo writes that an email failed.
_LOGGER = logging.getLogger("odoo.addons.mail.models.mail_mail")


def fly(env) -> str | None:
    """What became of the failure instead of being raised and recorded, empty where both is as it should be.

    :returns: None where it could not be tried without a chance that something leaves
    """
    if env["ir.mail_server"]._disable_send():
        return ""
    if not is_caged(env):
        return None
    cage, found = Cage(), ""
    try:
        with _leaving_nothing(env.cr), env.cr.savepoint():
            flying = env(context={**env.context, FLIES: cage})
            found = _swallowed(flying, cage)
            if not found and not sets_off_more(automation_of_emails(flying)):
                found = _outcome(flying, cage)
            raise _Landed
    except _Landed:
        env.invalidate_all()
    except Exception as error:  # noqa: BLE001  # whatever another addon does here, it does to every email
        redact_exception(error, redactor(env))
        _logger.warning("A deliberate failure broke sending", exc_info=True)
        env.invalidate_all()
        return None if cage.is_broken else f"{type(error).__name__}: {error}"[:200]
    return None if cage.is_broken or not cage.is_entered else found


class _Landed(Exception):
    """Takes back all that was written."""


@contextmanager
def _leaving_nothing(cr):
    """What was to run after the commit is forgotten, and what this thread logs of the failure is not kept."""
    hooks = (cr.precommit, cr.postcommit, cr.prerollback, cr.postrollback)
    before = [([*one._funcs], {**one.data}) for one in hooks]
    thread = threading.get_ident()

    def is_of_others(record):
        return record.thread != thread

    _LOGGER.addFilter(is_of_others)
    try:
        yield
    finally:
        _LOGGER.removeFilter(is_of_others)
        for one, (functions, data) in zip(hooks, before, strict=True):
            one.clear()
            one._funcs.extend(functions)
            one.data.update(data)


def _swallowed(env, cage: Cage) -> str:
    """Whoever sends must hear of a refusal. This addon hears the server itself, others do not."""
    servers = env["ir.mail_server"]
    message = servers._build_email__(ADDRESS, [ADDRESS], WORDS, WORDS)
    try:
        servers.send_email(message, smtp_session=cage)
    except MailDeliveryException:
        return ""
    return "send_email"


def _outcome(env, cage: Cage) -> str:
    """What an email that fails says of it afterwards."""
    if cage.is_broken or not cage.is_entered:
        return ""
    mail = env["mail.mail"].create(
        {
            "subject": WORDS,
            "body_html": WORDS,
            "email_from": ADDRESS,
            "email_to": ADDRESS,
            "auto_delete": False,
        }
    )
    mail.send()
    if not mail.exists():
        return "deleted"
    if mail.state == "exception" and WORDS in (mail.failure_reason or ""):
        return ""
    return f"{mail.state}: {mail.failure_reason or ''}"[:200]
