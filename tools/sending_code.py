"""Whether the code of a scheduled action sends email, by what it names."""

from __future__ import annotations

import re

#: Models and methods of Odoo that send, wherever they stand in the code.
_SENDS = re.compile(
    r"mail\.(?:mail|template|compose\.message)\b|mailing\.mailing\b"
    r"|\b(?:send_mail|send_mail_batch|message_post|message_notify|message_mail)(?:_\w+)?\s*\(",
)
_CALLED = re.compile(r"\.\s*(\w+)\s*\(")
#: Words in the names of methods that send, as Odoo and its addons call them.
_WORDS = frozenset(
    "mail mails email emails mailing mailings digest digests newsletter newsletters remind reminder reminders send sends"
    " communication communications notify followup followups invite invites invitation invitations".split()
)
#: Methods whose names say nothing of it: automation rules at a time, marketing automation.
_METHODS = frozenset(("_cron_process_time_based_actions", "execute_activities"))
#: Words in the names of those that send something else, somewhere else, or nothing.
_OTHERS = frozenset("sms whatsapp snailmail push endpoint gc vacuum fetch edi peppol download update".split())


def sends_email(code: str) -> bool:
    """Whether code sends email: it names what sends, or calls a method that is called so."""
    return bool(_SENDS.search(code)) or any(map(_is_sender, _CALLED.findall(code)))


def _is_sender(method: str) -> bool:
    words = frozenset(method.lower().split("_"))
    return method in _METHODS or bool(words & _WORDS and not words & _OTHERS)
