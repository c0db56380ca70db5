"""Failing recipients in a notice that people were meant to read, with what was said about each.

No list of mail systems can be complete, so every address in the notice is ranked by where it stands: at the start of a
line as in qmail, Postfix and Exim, behind a word such as ``Recipient:`` or ``RCPT TO:``, behind "delivery to", or just
anywhere. The best rank that is taken wins; addresses of the sender and of servers do not take part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice

from ..values import RecipientReport
from . import address, dsn, text
from .layouts import (
    ALIAS_LEAD,
    DETAILS,
    ECHO_LINE,
    ECHO_NEAR,
    HEADING,
    KEYWORD,
    NEGATIVE_LEAD,
    NEGATIVE_LINE,
    POSITIVE_LEAD,
    REPLY_LINE,
)

MAX_ADDRESSES = 400
#: Ranks, best first.
START, LABELLED, IN_REPLY, IN_SENTENCE, ANYWHERE, ECHOED = range(6)

_LINE_START = re.compile(r"^[ \t]{0,40}(?:[-*>•·|#–]{1,3}|\(?\d{1,3}[.)])?[ \t]*[\"'<(\[]{0,3}$")
_NAMED = re.compile(r"^[ \t>*•-]{0,20}[\"']?[^@<>\n:()]{1,60}[\"']?[ \t]*[<(\[]$")
_LINE_END = re.compile(
    r"^[>'\")\]]{0,4}[ \t]*(?:$|[:;,|(<\[=]|\.{3}|-{1,3}[ \t>]|–|\. |->|on \w{3}[, ]|(?:is|was|has|does|could|did|at|failed|said)\b|\d{3}\b|/)"
)
_REPLY_START = re.compile(r"^\W{0,8}(?:[45]\d\d[ -]|[45]\.\d\.\d{1,3}|\w{1,12}:? [45]\d\d[ -])")
_CODE = re.compile(r"[45](?<![\d.].)(?:\d\d(?=[ -])|\.\d\.\d{1,3}(?!\d))")
#: What stands between two addresses of one list.
_LISTED = re.compile(r"[>\"')\]\s]{0,6}(?:[,;、，]|and|und|et|y|e|или|и)\s{0,6}[<\"'(\[]{0,3}")
_WORDS = re.compile(r"\w{3}")
_TOKEN = re.compile(r"^[ \t]*[\"'<]?([A-Za-z0-9][\w.+-]{1,40})[\"'>]?(?:[ \t]*$|[ \t]{2})", re.M)
_UNKNOWN_NAME = re.compile(
    r"(?:unknown (?:local )?user|user unknown|no such user|unknown (?:local )?part|user|recipient|name|mailbox)[ :]{1,3}"
    r"[\"'<(]([\w.+-]{2,60})[\"'>)]|user ([\w.+-]{2,60}) not listed",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a notice is read with.

    :param notice: the human-readable text, without the original
    :param own: addresses of the sender and of the reporting server
    :param sent_to: To and Cc of the original
    """

    notice: str
    own: frozenset[str] = frozenset()
    sent_to: tuple[str, ...] = ()
    daemon: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One address, and where it stands in the notice."""

    address: str
    rank: int
    start: int
    end: int


def recipients(scene: Scene, named: list[str], action: str) -> list[RecipientReport]:
    """Yield one report per failing recipient; ``named`` are the addresses of ``X-Failed-Recipients``."""
    mentions, aliases = _mentions(scene)
    chosen = _named(named, mentions) or _best(mentions, scene)
    if not chosen and (guess := _last_resort(scene)):
        chosen = [Mention(guess, ANYWHERE, 0, 0)]
    reports: dict[str, RecipientReport] = {}
    starts = sorted((mention.start, mention.address) for mention in chosen)
    for mention in chosen:
        if mention.address not in reports:
            following = next(
                (at for at, who in starts if at > mention.end and who != mention.address), len(scene.notice)
            )
            report = _report(mention, following, scene, len({one.address for one in chosen}) == 1, action)
            alias = aliases.get(mention.address)
            if alias and dsn.is_internal(mention.address, alias):
                report, alias = replace(report, address=alias), None
            reports[mention.address] = replace(report, original_address=alias) if alias else report
    return list(reports.values())[: dsn.MAX_RECIPIENTS]


def with_words(report: RecipientReport, notice: str, alone: bool) -> RecipientReport:
    """Yield a report of a delivery-status part with what only the human-readable part says about its recipient."""
    at = notice.lower().find(report.address) if report.address else -1
    if at < 0 and not alone:
        return report
    scene = Scene(notice)
    mention = Mention(report.address, START, max(at, 0), at + len(report.address) if at >= 0 else 0)
    other = re.compile(r"\n[ \t]*<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?:", re.M).search(notice, mention.end)
    told = _report(mention, other.start() if other and not alone else len(notice), scene, alone, report.action, True)
    return replace(
        report,
        diagnostic=told.diagnostic if len(told.diagnostic) > len(report.diagnostic) else report.diagnostic,
        status=report.status or told.status,
        remote_mta=report.remote_mta or told.remote_mta,
    )


def _mentions(scene: Scene) -> tuple[list[Mention], dict[str, str]]:
    notice = scene.notice
    found: list[Mention] = []
    aliases: dict[str, str] = {}
    for match in islice(address.ADDRESS.finditer(notice), MAX_ADDRESSES):
        cleaned = address.clean(match[0])
        if not cleaned or address.is_technical(cleaned):
            continue
        lead = text.one_line(notice[max(0, match.start() - 90) : match.start()]).lower()
        if ("(" in lead or "original" in lead) and ALIAS_LEAD.search(lead):
            if found:
                aliases.setdefault(found[-1].address, cleaned)
            else:
                found.append(Mention(cleaned, START, match.start(), match.end()))
            continue
        listed = found and _LISTED.fullmatch(notice[found[-1].end : match.start()][:20])
        rank = found[-1].rank if listed else _rank(notice, match, lead, cleaned)
        if rank is not None:
            found.append(Mention(cleaned, rank, match.start(), match.end()))
    return found, aliases


def _rank(notice: str, match: re.Match, lead: str, cleaned: str) -> int | None:
    """Yield how much the place says that this is a failing recipient, None where it says that it is none."""
    line_start = notice.rfind("\n", 0, match.start()) + 1
    before = notice[max(line_start, match.start() - 160) : match.start()]
    marked = ":" in before or "=" in before or "：" in before
    after = notice[match.end() : match.end() + 120].partition("\n")[0]
    if after.startswith(">:") and not before.strip("< \t") and not address.is_role(cleaned):
        return START  # <user@example.com>: of qmail, Postfix and Exim
    if marked and ECHO_LINE.match(before) and ECHO_NEAR.search(notice[max(0, line_start - 200) : match.end() + 200]):
        return ECHOED
    if marked and KEYWORD.search(before):
        return LABELLED
    if (marked and NEGATIVE_LINE.search(before)) or NEGATIVE_LEAD.search(lead):
        return None
    if address.is_role(cleaned):
        return ANYWHERE if POSITIVE_LEAD.search(lead) else None
    if _LINE_END.match(after) and (_LINE_START.match(before) or _NAMED.match(before)):
        return START
    if _REPLY_START.match(before):
        return IN_REPLY
    if POSITIVE_LEAD.search(lead):
        return IN_SENTENCE
    return ANYWHERE


def _named(named: list[str], mentions: list[Mention]) -> list[Mention]:
    places = {one.address: one for one in sorted(mentions, key=lambda one: (-one.rank, -one.start))}
    return [places.get(one) or Mention(one, START, 0, 0) for one in named]


def _best(mentions: list[Mention], scene: Scene) -> list[Mention]:
    """Yield the mentions of the best rank. Own addresses count only where the layout itself names them."""
    foreign = [one for one in mentions if one.address not in scene.own and not address.is_helper(one.address)]
    meant = [one for one in foreign if one.address in scene.sent_to and one.rank < ECHOED]
    for candidates in (foreign, [one for one in mentions if one.rank <= IN_REPLY], meant):
        if not candidates:
            continue
        best = min(one.rank for one in candidates)
        if best >= IN_SENTENCE and meant:
            return meant
        chosen = [one for one in candidates if one.rank == best]
        return chosen if best < ANYWHERE else chosen[:1]
    return []


def _last_resort(scene: Scene) -> str:
    """Yield a recipient that the notice does not spell out: a bare name, or the only one the original went to."""
    others = [one for one in scene.sent_to if not address.is_role(one) and one not in scene.own]
    match = _UNKNOWN_NAME.search(scene.notice)
    name = (match[1] or match[2] or "").lower() if match else ""
    if name:
        same = [one for one in others if one.partition("@")[0] == name]
        if same:
            return same[0]
    heading = HEADING.search(scene.notice)
    token = _TOKEN.search(scene.notice, heading.end()) if heading else None
    name = name or (token[1].lower() if token and token.start() - heading.end() < 80 else "")
    if len(others) == 1 and (not name or not scene.daemon):
        return others[0]
    return f"{name}@{scene.daemon}" if name and _is_mail_domain(scene.daemon) else ""


def _is_mail_domain(domain: str) -> bool:
    """Tell whether addresses are likely to be written with this domain: ``example.com`` but not ``mx3.its.example.com``."""
    labels = domain.split(".")
    return len(labels) == 2 or (len(labels) == 3 and len(labels[1]) <= 3)


def _report(mention: Mention, following: int, scene: Scene, alone: bool, action: str,
            known: bool = False) -> RecipientReport:  # fmt: skip
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
    paragraphs = re.split(r"\n[ \t]*\n", block, maxsplit=3)
    first = paragraphs[0] if _WORDS.search(paragraphs[0]) else "\n".join(paragraphs[:2])
    return first if len(text.one_line(first)) > 8 else "\n".join(paragraphs[:2])


def _replies(notice: str, recipient: str, alone: bool) -> str:
    """Yield the SMTP replies in the notice that concern this recipient."""
    lines = [match[0].strip() for match in REPLY_LINE.finditer(notice)]
    mine = [line for line in lines if recipient in line.lower()]
    return " ".join((mine or (lines if alone else []))[:6])


def _sentence(notice: str, start: int) -> str:
    """Yield the paragraph around a place, the whole notice where that is short."""
    if len(notice) < 700:
        return notice
    opening = notice.rfind("\n\n", 0, start)
    closing = notice.find("\n\n", start)
    around = notice[max(opening, 0) : closing if closing >= 0 else len(notice)]
    return around if len(text.one_line(around)) > 60 else notice[max(0, start - 500) : start + 700]
