"""Failing recipients in a notice that people were meant to read, with what was said about each.

No list of mail systems can be complete, so every address in the notice is ranked by where it stands: at the start of a
line as in qmail, Postfix and Exim, behind a word such as ``Recipient:`` or ``RCPT TO:``, behind "delivery to", or just
anywhere. The best rank that is taken wins; addresses of the sender and of servers do not take part.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from ...values import RecipientReport
from ..parts import address, text
from . import dsn, wording
from .layouts import (
    ALIAS_LEAD,
    ECHO_LINE,
    ECHO_NEAR,
    HEADING,
    KEYWORD,
    NEGATIVE_LEAD,
    NEGATIVE_LINE,
    POSITIVE_LEAD,
)
from .scene import ANYWHERE, ECHOED, IN_REPLY, IN_SENTENCE, LABELLED, START, Mention, Scene

MAX_ADDRESSES = 400

_LINE_START = re.compile(r"^[ \t]{0,40}(?:[-*>•·|#–]{1,3}|\(?\d{1,3}[.)])?[ \t]*[\"'<(\[]{0,3}$")
_NAMED = re.compile(r"^[ \t>*•-]{0,20}[^@<>\n:()\s*•-][^@<>\n:()]{0,80}[<(\[]$")
_LINE_END = re.compile(
    r"^[>'\")\]]{0,4}[ \t]*(?:$|[:;,|(<\[=]|\.{3}|-{1,3}[ \t>]|–|\. |->|on \w{3}[, ]|(?:is|was|has|does|could|did|at|failed|said)\b|\d{3}\b|/)"
)
_REPLY_START = re.compile(r"^\W{0,8}(?:[45]\d\d[ -]|[45]\.\d\.\d{1,3}|\w{1,12}:? [45]\d\d[ -])")
#: What stands between two addresses of one list.
_LISTED = re.compile(r"[>\"')\]\s]{0,6}(?:[,;、，]|and|und|et|y|e|или|и)\s{0,6}[<\"'(\[]{0,3}")
_TOKEN = re.compile(r"^[ \t]*[\"'<]?([A-Za-z0-9][\w.+-]{1,40})[\"'>]?(?:[ \t]*$|[ \t]{2})", re.M)
_UNKNOWN_NAME = re.compile(
    r"(?:unknown (?:local )?user|user unknown|no such user|unknown (?:local )?part|user|recipient|name|mailbox)[ :]{1,3}"
    r"[\"'<(]([\w.+-]{2,60})[\"'>)]|user ([\w.+-]{2,60}) not listed",
    re.I,
)


def recipients(scene: Scene, named: list[str], action: str) -> list[RecipientReport]:
    """Yield one report per failing recipient; ``named`` are the addresses of ``X-Failed-Recipients``."""
    mentions, aliases = _mentions(scene)
    chosen = _named(named, mentions) or _best(mentions, scene)
    aliases |= _forwarded_from(chosen, mentions, scene)
    if not chosen and (guess := _last_resort(scene)):
        chosen = [Mention(guess, ANYWHERE, 0, 0)]
    reports: dict[str, RecipientReport] = {}
    starts = sorted((mention.start, mention.address) for mention in chosen)
    for mention in chosen:
        if mention.address not in reports:
            following = next(
                (at for at, who in starts if at > mention.end and who != mention.address), len(scene.notice)
            )
            report = wording.report(mention, following, scene, len({one.address for one in chosen}) == 1, action)
            alias = aliases.get(mention.address)
            if alias and dsn.is_internal(mention.address, alias):
                report, alias = replace(report, address=alias), None
            reports[mention.address] = replace(report, original_address=alias) if alias else report
            if alias:  # whoever wrote to the alias knows no other address
                reports.setdefault(alias, replace(report, address=alias))
    return list(reports.values())[: dsn.MAX_RECIPIENTS]


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


def _forwarded_from(chosen: list[Mention], mentions: list[Mention], scene: Scene) -> dict[str, str]:
    """Yield whom the notice was about where the only reply speaks of another one: a forwarding lies between them."""
    refused = {one.address for one in chosen if one.rank == IN_REPLY}
    written_to = {one.address for one in mentions if one.rank == IN_SENTENCE} - scene.own - refused
    return {refused.pop(): written_to.pop()} if len(refused) == len(written_to) == 1 else {}


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
