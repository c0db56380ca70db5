"""What a notice says about one recipient: the words that follow the address, and the replies that concern it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from ...values import RecipientReport
from ..parts import text
from . import dsn
from .layouts import DETAILS, REPLY_LINE
from .scene import START, Mention, Scene

_CODE = re.compile(r"[45](?<![\d.].)(?:\d\d(?=[ -])|\.\d\.\d{1,3}(?!\d))")
_WORDS = re.compile(r"\w{3}")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_OTHER = re.compile(r"\n[ \t]*<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?:")
#: Replies of one notice that are looked through for those to a recipient.
_MAX_REPLIES = 500


def report(
    mention: Mention, following: int, scene: Scene, alone: bool, action: str, known: bool = False
) -> RecipientReport:
    notice = scene.notice
    said = _after(notice, mention.end, following) if mention.end else ""
    if not _CODE.search(said):
        replies = _replies(notice, mention.address, alone)
        said = f"{said} {replies}".strip() if replies not in said else said
    if alone and not _CODE.search(said) and (details := DETAILS.search(notice)):
        said = f"{said} {notice[details.start() : details.start() + 900]}"
    if not _WORDS.search(said.replace(mention.address, "")) and not known:
        said = _sentence(notice, mention.start)
    said = text.one_line(said)
    return RecipientReport(
        address=mention.address,
        action=action,
        status=dsn.read_status(said) or (dsn.read_status(notice) if alone else None),
        diagnostic=said,
        remote_mta=dsn.said_by(said) or (dsn.said_by(notice) if alone else None),
    )


def _after(notice: str, start: int, following: int) -> str:
    """Yield what follows an address: its own paragraph, or the next one where the address ends its own."""
    block = notice[start : min(following, start + 4000)]
    if following < start + 4000 and following < len(notice):
        block = block[: block.rfind("\n") + 1] or block
    block = block.lstrip(">'\")]:;,. \t")
    paragraphs = _PARAGRAPH.split(block, maxsplit=3)
    first = paragraphs[0] if _WORDS.search(paragraphs[0]) else "\n".join(paragraphs[:2])
    return first if len(text.one_line(first)) > 8 else "\n".join(paragraphs[:2])


def _replies(notice: str, recipient: str, alone: bool) -> str:
    """Yield the SMTP replies in the notice that concern this recipient."""
    lines = _reply_lines(notice)
    mine = [line for line, lower in lines if recipient in lower]
    return " ".join((mine or ([line for line, _lower in lines] if alone else []))[:6])


# A notice is read once, however many recipients it speaks of: 500 of them would make minutes of a long one.


@lru_cache(maxsize=2)
def _reply_lines(notice: str) -> tuple[tuple[str, str], ...]:
    lines = (match[0].strip() for match in islice(REPLY_LINE.finditer(notice), _MAX_REPLIES))
    return tuple((line, line.lower()) for line in lines)


@lru_cache(maxsize=2)
def _others(notice: str) -> tuple[int, ...]:
    """Yield where lines begin that name a recipient."""
    return tuple(match.start() for match in _OTHER.finditer(notice))


@lru_cache(maxsize=2)
def _lower(notice: str) -> str:
    return notice.lower()


def _sentence(notice: str, start: int) -> str:
    """Yield the paragraph around a place, the whole notice where that is short."""
    if len(notice) < 700:
        return notice
    opening = notice.rfind("\n\n", 0, start)
    closing = notice.find("\n\n", start)
    around = notice[max(opening, 0) : closing if closing >= 0 else len(notice)]
    return around if len(text.one_line(around)) > 60 else notice[max(0, start - 500) : start + 700]


def with_words(known: RecipientReport, notice: str, alone: bool) -> RecipientReport:
    """Yield a report of a delivery-status part with what only the human-readable part says about its recipient."""
    at = _lower(notice).find(known.address) if known.address else -1
    if at < 0 and not alone:
        return known
    scene = Scene(notice)
    mention = Mention(known.address, START, max(at, 0), at + len(known.address) if at >= 0 else 0)
    others = _others(notice)
    place = len(others) if alone else bisect_left(others, mention.end)
    following = others[place] if place < len(others) else len(notice)
    told = report(mention, following, scene, alone, known.action, True)
    return replace(
        known,
        diagnostic=told.diagnostic if len(told.diagnostic) > len(known.diagnostic) else known.diagnostic,
        status=known.status or told.status,
        remote_mta=known.remote_mta or told.remote_mta,
    )
