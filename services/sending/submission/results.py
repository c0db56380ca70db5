"""What became of each recipient of an email."""

from __future__ import annotations

from dataclasses import dataclass, field

from odoo.addons.base.models.ir_mail_server import IrMail_Server

#: After so many equal answers to the whole message in a row everyone else would get it too.
SAME_ANSWERS = 3

#: Of who may have it, where nobody has heard more.
_UNHEARD = "the sending ended before the server's answer was read"

#: Stands behind a reason where nobody can know whether the server accepted the message. Read by ``tools/rules/families/odoo.py``.
UNCERTAIN = "(acceptance uncertain: no answer after the end of the message)"

#: The same, where the message could not be made into the bytes that are sent.
UNBUILT = "(nothing was handed over: the email could not be put together)"


@dataclass(frozen=True)
class Result:
    """What became of one recipient. Without a ``failure_type`` nothing failed."""

    outcome: str
    failure_type: str = ""
    reason: str = ""

    @classmethod
    def uncertain(cls, words: str) -> Result:
        return cls("uncertain", "unknown", f"{words} {UNCERTAIN}")

    @classmethod
    def known(cls, outcome: str, words: str) -> Result:
        """Of a recipient who has it, or may have it, from an attempt before."""
        return ACCEPTED if outcome == "accepted" else cls.uncertain(words or _UNHEARD)


ACCEPTED = Result("accepted")
#: Of something that looks like an address and is longer than any can be.
NO_ADDRESS = Result("not_tried", "mail_email_invalid", IrMail_Server.NO_VALID_RECIPIENT)


@dataclass
class Email:
    """One of the emails that core builds from a ``mail.mail``: one conversation, one or several addresses.

    :param partner: the contact, an empty record where the email goes to plain addresses
    :param addresses: the very list that core hands on to the model of the mail server, without whom it leaves out
    :param is_written: whether there is anything that could be an address
    :param begun: whether core has come to it
    :param is_unheard: whether an addon sent it in its own way, so that only the addon knows what the server said
    :param results: by address, also of those that are left out; by "" where there is no valid address
    """

    partner: object
    addresses: list[str]
    results: dict[str, Result] = field(default_factory=dict)
    is_written: bool = True
    begun: bool = False
    is_unheard: bool = False

    @property
    def failure(self) -> Result | None:
        return next((result for result in self.results.values() if result.failure_type), None)

    @property
    def is_settled(self) -> bool:
        return bool(self.results) and not self.addresses

    @property
    def is_accepted(self) -> bool:
        return bool(self.results) and not self.failure

    def pending(self) -> list[str]:
        return [address for address in self.addresses if address not in self.results]
