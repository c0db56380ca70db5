"""What stands in for the session, the email and the journal while the deliberate failure flies."""

import re
import smtplib
import sys
from email.message import EmailMessage
from weakref import WeakKeyDictionary

#: What the server that does not exist says.
WORDS = "5.0.0 deliberate refusal by the check of other addons"
#: In the context while it flies: the cage.
FLIES = "mail_troubleshooting_canary"
#: Where the email may be read: Odoo does so before it hands it to the session, which is the cage.
_READERS = ("odoo.addons.base.models.ir_mail_server",)
#: What everybody may read of it, as neither the text nor the recipients follow from it.
_OPEN = re.compile("message-id|x-.*", re.IGNORECASE)


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
