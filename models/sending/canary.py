"""One deliberate failure goes the whole way of an email, to see whether it would be recorded. Nothing leaves Odoo.

An addon may send over a session of its own, or over HTTP. So nobody but Odoo can read the email that is handed down: who
tries is stopped before there is anything to send, and then it is not known whether failures are recorded.
"""

import logging
import re
import smtplib
import sys
import threading
from contextlib import contextmanager
from email.message import EmailMessage
from weakref import WeakKeyDictionary

from odoo import api, models

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ...tools.texts.redact import redact_exception

_logger = logging.getLogger(__name__)

ADDRESS = "canary@mail-troubleshooting.invalid"
#: What the server that does not exist says.
WORDS = "5.0.0 deliberate refusal by the check of other addons"
#: In the context while it flies: the cage.
FLIES = "mail_troubleshooting_canary"
#: Where the email may be read: Odoo does so before it hands it to the session, which is the cage.
_READERS = ("odoo.addons.base.models.ir_mail_server",)
#: What everybody may read of it, as neither the text nor the recipients follow from it.
_OPEN = re.compile("message-id|x-.*", re.IGNORECASE)
OURS = "mail_troubleshooting"
#: Who writes what Odoo ships, as its manifests say: alone, or beside a partner who wrote it with them.
SHIPPED_BY = {"odoo", "odoo s.a.", "odoo sa", "odoo s.a", "openerp sa", "openerp s.a."}
#: The only method of the mail server's model that is given what the email says; the others get it when it is caged.
_BUILDS = "_build_email__"
#: Automation rules about these would be set off.
_WATCHED = ("mail.mail", "mail.message")
#: Kinds of server actions that write records and do nothing else, so that all of it can be taken back.
_WRITES = ("object_write", "object_create", "object_copy", "multi")
#: Where Odoo writes that an email failed.
_LOGGER = logging.getLogger("odoo.addons.mail.models.mail_mail")


class Cage:
    """Stands in for the SMTP session, and refuses.

    :param is_entered: whether an email was handed to it
    :param is_broken: whether somebody tried to read the email on its way
    """

    from_filter = smtp_from = False

    def __init__(self):
        self.is_entered = self.is_broken = False

    def send_message(self, _message, _sender, recipients):
        self.is_entered = True
        raise smtplib.SMTPRecipientsRefused(dict.fromkeys(recipients, (550, WORDS.encode())))

    def quit(self):
        """Nothing was opened."""


def cage_of(env) -> Cage | None:
    """The cage of what flies. The context of a call from outside may say anything."""
    cage = env.context.get(FLIES)
    return cage if isinstance(cage, Cage) else None


class CagedMessage(EmailMessage):
    """An email that can be handed on and added to, and read by nobody but Odoo."""

    def __init__(self, message: EmailMessage, cage: Cage):
        _CAGED[self] = message, cage

    def __getattribute__(self, name):
        return getattr(_read(self), name)

    def __getitem__(self, name):
        return (_CAGED[self][0] if _OPEN.fullmatch(name) else _read(self))[name]

    def __setitem__(self, name, value):
        _CAGED[self][0][name] = value

    def __delitem__(self, name):
        del _CAGED[self][0][name]


#: What caged messages say. They have nothing themselves that another way to look at them could find.
_CAGED: WeakKeyDictionary = WeakKeyDictionary()


def _read(caged: CagedMessage) -> EmailMessage:
    message, cage = _CAGED[caged]
    if sys._getframe(2).f_globals.get("__name__") in _READERS:
        return message
    cage.is_broken = True
    raise PermissionError("this email is not to be read")


class NoJournal:
    """Stands in for the journal of attempts, which would outlive that all is taken back."""

    def settled(self, *_args):
        return {}

    def words(self, *_args):
        return {}

    def cause_of(self, *_args):
        return False

    def record(self, *_args):
        """Nothing is kept."""

    not_tried = write_outcomes = close = record


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


class MailTroubleshootingCanary(models.AbstractModel):
    _name = "mail.troubleshooting.canary"
    _description = "Deliberate Failure"

    @api.model
    def _fly(self) -> str | None:
        """What became of the failure instead of being raised and recorded, empty where both is as it should be.

        :returns: None where it could not be tried without a chance that something leaves
        """
        if self.env["ir.mail_server"]._disable_send():
            return ""
        if not self._is_caged():
            return None
        cage, found = Cage(), ""
        try:
            with _leaving_nothing(self.env.cr), self.env.cr.savepoint():
                canary = self.with_context(**{FLIES: cage})
                found = canary._swallowed(cage)
                if not found and not self._sets_off_more(self._automation()):
                    found = canary._outcome(cage)
                raise _Landed
        except _Landed:
            self.env.invalidate_all()
        except Exception as error:  # noqa: BLE001  # whatever another addon does here, it does to every email
            redact_exception(error, self.env["ir.mail_server"]._troubleshooting_redactor())
            _logger.warning("A deliberate failure broke sending", exc_info=True)
            self.env.invalidate_all()
            return None if cage.is_broken else f"{type(error).__name__}: {error}"[:200]
        return None if cage.is_broken or not cage.is_entered else found

    @api.model
    def _is_caged(self) -> bool:
        """Whether nobody else is given the email before it is caged.

        Known to send only over the session that they are given are this addon and what Odoo has written alone.
        """
        modules = self.env["ir.module.module"].search_fetch([("state", "=", "installed")], ["name", "author"])
        known = {OURS} | {module.name for module in modules if all(by_odoo(module.author))}
        servers, mails = self.env["ir.mail_server"], self.env["mail.mail"]
        return _BUILDS not in _overridden(servers, known) and not _overridden(mails, known)

    @api.model
    def _automation(self):
        """Server actions of the automation rules that an email would set off."""
        rules = self.env["base.automation"].sudo() if "base.automation" in self.env else None  # sudo: whether there are
        found = rules is not None and rules.search([("model_id.model", "in", _WATCHED)])
        return found.action_server_ids if found else self.env["ir.actions.server"]

    @api.model
    def _sets_off_more(self, actions) -> bool:
        """Whether they may do what cannot be taken back, such as calling another system."""
        children = actions.child_ids - actions
        return any(action.state not in _WRITES for action in actions) or (
            bool(children) and self._sets_off_more(actions | children)
        )

    @api.model
    def _swallowed(self, cage) -> str:
        """Whoever sends must hear of a refusal. This addon hears the server itself, others do not."""
        Server = self.env["ir.mail_server"]
        message = Server._build_email__(ADDRESS, [ADDRESS], WORDS, WORDS)
        try:
            Server.send_email(message, smtp_session=cage)
        except MailDeliveryException:
            return ""
        return "send_email"

    @api.model
    def _outcome(self, cage) -> str:
        if cage.is_broken or not cage.is_entered:
            return ""
        mail = self.env["mail.mail"].create(
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


def by_odoo(author: str | None) -> list[bool]:
    """Of each of the authors of an addon, whether it is Odoo."""
    return [part.strip().lower() in SHIPPED_BY for part in re.split("[,;]", author or "")]


def _overridden(model, known: set[str]) -> set[str]:
    """Names of methods of Odoo's that addons other than those have put their own in place of."""
    classes = type(model).mro()
    odoos = {name for cls in classes if getattr(cls, "_module", None) in {None, *known} for name in vars(cls)}
    return {
        name for cls in classes for name, value in vars(cls).items() if name in odoos and _is_of_others(value, known)
    }


def _is_of_others(value, known: set[str]) -> bool:
    """Whether a function was written elsewhere, whatever class it stands in and whatever it says of itself."""
    function = getattr(value, "__func__", value)
    if not hasattr(function, "__globals__"):
        return callable(function) and type(function).__module__ != "builtins"
    parts = function.__globals__["__name__"].split(".")
    if parts[0] in sys.stdlib_module_names and hasattr(function, "__wrapped__"):
        return _is_of_others(function.__wrapped__, known)
    is_addon = parts[:2] == ["odoo", "addons"]
    return parts[2] not in known or parts[3:4] == ["tests"] if is_addon else parts[0] != "odoo"
