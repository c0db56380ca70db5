"""The words of a server as people write them, where Odoo has kept what Python prints."""

from __future__ import annotations

import re

from .smtp_reply import parse

#: ``(550, b'…')`` and ``{'a@b.example': (550, b'…')}``: what Python prints of replies.
_PYTHON = re.compile(r"[({]\s*(?:[2-5]\d\d\s*,\s*b?['\"]|['\"][^'\"\n]{1,320}['\"]\s*:\s*\()|\n[^\S\n]*b['\"]|^b['\"]")
_LONGEST = 4000


def readable(raw: str, recipient: str = "") -> str:
    """Return the reply as ``550 5.1.1 User unknown``, one line each; empty where the text is readable as it is.

    :param recipient: of replies to several recipients, only that to this one
    """
    if not raw or not _PYTHON.search(raw):
        return ""
    replies = parse(raw)
    own = [reply for reply in replies if reply.recipient and reply.recipient.lower() == recipient.lower()]
    lines = (" ".join(str(part) for part in (r.code, r.enhanced, r.text) if part) for r in own or replies)
    return "\n".join(dict.fromkeys(line for line in lines if line))[:_LONGEST]
