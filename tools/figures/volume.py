"""How many emails a day a provider allows, and how many there will be."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: "limit of 200 emails", "quota: 10,000", "500 messages per day". Numbers of replies and codes are shorter.
_LIMITS = (
    re.compile(r"(?:limit|quota|maximum)\b[^\d.;]{0,30}\b(\d{1,3}(?:[,. ]\d{3}){1,4}|\d{2,7})\b(?!\.\d)", re.I),
    re.compile(r"\b(\d{1,3}(?:[,. ]\d{3}){1,4}|\d{2,7})\b[^\d.;]{0,20}(?:per day|a day|daily|/ ?day|every 24)", re.I),
)
_NO_DIGIT = re.compile(r"\D")


def stated_limit(reply: str) -> int:
    """The number of emails a day that a reply names, 0 where it names none."""
    for pattern in _LIMITS:
        if found := pattern.search(reply or ""):
            return int(_NO_DIGIT.sub("", found[1]))
    return 0


def projected(count: int, seconds: float) -> int:
    """How many there will be at the end of a day of which some seconds are over, if it goes on like this."""
    return round(count * 86400 / seconds) if seconds else count


@dataclass(frozen=True)
class Origin:
    """How many emails come from one place.

    :param kind: one of ``KINDS``
    :param model: of the documents that they are about, empty where they are about none
    """

    kind: str
    model: str
    count: int


#: Written by a person; by Odoo on its own; for the own people; to many or from a template.
KINDS = ("written", "automatic", "internal", "mass")
_AUTOMATIC = ("notification", "auto_comment", "user_notification", "out_of_office")


def origin(message_type: str | bool | None, is_share: bool | None) -> str:
    """What kind of email it is.

    :param message_type: of the message, empty where it was deleted as it is with templates and mailings
    :param is_share: whether the recipient is a customer, None where it is no contact
    """
    if message_type not in (*_AUTOMATIC, "comment", "email"):
        return "mass"
    if is_share is False:
        return "internal"
    return "automatic" if message_type in _AUTOMATIC else "written"
