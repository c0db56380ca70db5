"""Says why: an SMTP reply to a cause, with the words that gave it away.

Order: phrases taught by an administrator, words that have one meaning, plain words, telling enhanced status codes, vague
words, vague enhanced codes, the reply code. Text comes before codes because servers misuse codes more than words:
``550 5.1.1 … blocked using Spamhaus`` is no unknown user.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ..causes import CAUSES
from ..rules import RULES
from ..rules.bare import gives_no_reason
from ..rules.codes import LOGIN_CODES, REPLY_CODES, SUBJECTS, TELLING, VAGUE
from ..rules.families.python import EXCEPTIONS
from ..rules.index import Index
from ..rules.rule import Rule, Tier
from ..rules.stages import OF_EXCEPTION, cause_at
from ..values import EXCERPT_LENGTH, Confidence, Diagnosis, Evidence, ParsedReply, Stage
from . import smtp_reply
from .retry_hint import retry_after

_MAIL_ADDRESS = re.compile(r"[^\s<>@,;:'\"()\[\]]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,8}")
_LIKE = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00a0": " "})


_INDEX = Index(RULES)
_BEFORE_WEAK = (1 << next(i for i, (rule, _) in enumerate(_INDEX.phrases) if rule.tier == Tier.WEAK)) - 1
_BEFORE_LOGIN = (1 << next(i for i, (rule, _) in enumerate(_INDEX.phrases) if rule.tier == Tier.STRONG)) - 1

#: Whether trying again is useless where the cause leaves it to the code, and there is none: servers keep such email.
_WITHOUT_CODE = {"tls_failure": False, "sender_domain_invalid": True}

#: How the rules are named whose words are Odoo's own.
OF_ODOO = "odoo_"

#: Names of the rules whose words are vague: asked only where no code tells more.
WEAK_RULES = frozenset(rule.name for rule in RULES if rule.tier == Tier.WEAK)


def normalise(text: str) -> str:
    """Return the text as the phrases expect it: lower case, addresses masked, of the same length where possible.

    Addresses are masked because ``<spam@quota.example>`` says nothing of why the email failed.
    """
    text = text.lower().replace("_", " ")
    if not text.isascii():
        text = text.translate(_LIKE)
    return _MAIL_ADDRESS.sub(_mask, text) if "@" in text else text


def _mask(match: re.Match) -> str:
    return "@" * len(match[0])


def explain(
    text: str,
    *,
    extra_rules: Iterable[tuple[str, str]] = (),
    stage: Stage | str | None = None,
    now: datetime | None = None,
) -> tuple[Diagnosis, ...]:
    """Return one diagnosis for each reply in the text; at least one.

    :param stage: how far the conversation with the own outgoing server had come; the name of an exception of smtplib
        in the text tells it, too
    :param now: when the reply was given, for those that say until when to wait
    """
    stage = Stage(stage) if stage else None
    return tuple(
        [
            _at_stage(classify(reply, extra_rules=extra_rules, now=now), OF_EXCEPTION.get(reply.exception) or stage)
            for reply in smtp_reply.read(text)
        ]
    )


def _at_stage(diagnosis: Diagnosis, stage: Stage | None) -> Diagnosis:
    """Return the diagnosis as it is meant at this stage.

    What an administrator taught is meant everywhere, and what Odoo itself says no server has said.
    """
    cause = cause_at(stage, diagnosis.cause, diagnosis.permanent, diagnosis.rule)
    if cause == diagnosis.cause or diagnosis.rule == "taught" or diagnosis.rule.startswith(OF_ODOO):
        return diagnosis
    known = CAUSES[cause]
    permanent = known.permanent if diagnosis.permanent is None else diagnosis.permanent
    evidence = (*diagnosis.evidence, Evidence("stage", str(stage)))
    confidence = Confidence.CODE if diagnosis.confidence is Confidence.NONE else diagnosis.confidence
    return replace(
        diagnosis, cause=cause, permanent=permanent, owner=known.owner, evidence=evidence, confidence=confidence
    )


def classify(
    reply: ParsedReply, *, extra_rules: Iterable[tuple[str, str]] = (), now: datetime | None = None
) -> Diagnosis:
    """Return why the email failed, as the words and codes alone tell it.

    :param extra_rules: (cause, phrase) taught by an administrator; plain text, asked first
    :param now: when the reply was given
    """
    text = normalise(reply.text)
    diagnosis = _classify(reply, text, extra_rules)
    wait = retry_after(text, now)
    return replace(diagnosis, retry_after=wait) if wait else diagnosis


def _classify(reply: ParsedReply, text: str, extra_rules: Iterable[tuple[str, str]]) -> Diagnosis:
    for cause, phrase in extra_rules:
        place = text_place(reply.text, phrase)
        if place is not None and cause in CAUSES:
            return _diagnosis(reply, text, cause, "taught", Evidence("reply.text", place))
    key = reply.enhanced[2:] if reply.enhanced else ""
    found = _search(reply, key, text)
    if _is_of_python(reply) and not (found and found[0].tier is Tier.ODOO):
        return _diagnosis(reply, text, "odoo_error", "odoo_exception", None)
    if found:
        rule, match = found
        return _diagnosis(reply, text, rule.cause, rule.name, _words(reply, text, match), rule)
    return _by_code(reply, text, key)


def _is_of_python(reply: ParsedReply) -> bool:
    """Whether the text is an exception that has nothing to do with servers, and no server's reply in it."""
    name = (reply.exception or "").rpartition(".")[2]
    return name in EXCEPTIONS and not (reply.code or reply.enhanced)


def text_place(text: str, phrase: str) -> str | None:
    """Return the words of the text that are the phrase, whatever case and blanks, None where it is not there."""
    phrase = " ".join(phrase.lower().split())
    place = text.lower().find(phrase) if phrase else -1
    return text[place : place + len(phrase)][:EXCERPT_LENGTH] if place >= 0 else None


def _search(reply: ParsedReply, key: str, text: str) -> tuple[Rule, re.Match] | None:
    """Return the first rule that holds, and where; vague words count only where no code tells more."""
    candidates = _INDEX.candidates(text)
    if reply.code in LOGIN_CODES:
        candidates &= _BEFORE_LOGIN
    elif key in TELLING:
        candidates &= _BEFORE_WEAK
    phrases = _INDEX.phrases
    while candidates:  # lowest first: the order in which the rules are asked
        bit = candidates & -candidates
        rule, pattern = phrases[bit.bit_length() - 1]
        match = pattern.search(text)
        if match and _allowed(rule, reply, key):
            return rule, match
        candidates ^= bit
    return None


def _allowed(rule: Rule, reply: ParsedReply, key: str) -> bool:
    return (
        (not rule.codes or reply.code in rule.codes)
        and (not rule.enhanced or key in rule.enhanced)
        and not (rule.without_code and (reply.code or reply.enhanced))
        and (not rule.providers or reply.provider in rule.providers)
    )


def _words(reply: ParsedReply, text: str, match: re.Match) -> Evidence:
    """Return the very words that matched, as the server wrote them."""
    source = reply.text if len(reply.text) == len(text) else text
    return Evidence("reply.text", source[match.start() : match.end()].strip()[:EXCERPT_LENGTH])


def _by_code(reply: ParsedReply, text: str, key: str) -> Diagnosis:
    """Return what the codes say where the words say nothing."""
    if reply.code in LOGIN_CODES:
        cause, name = REPLY_CODES[reply.code], f"code_{reply.code}"
    elif cause := TELLING.get(key) or VAGUE.get(key) or (SUBJECTS.get(key.split(".")[0]) if key else None):
        name = f"status_{key.replace('.', '_')}"
    elif cause := REPLY_CODES.get(reply.code):
        name = f"code_{reply.code}"
    elif reply.code and reply.code < 300:
        cause, name = "not_a_bounce", f"code_{reply.code}"
    elif gives_no_reason(text):
        cause, name = "reason_not_given", "no_reason"
    else:
        cause, name = "unknown", ""
    return _diagnosis(reply, text, cause, name, None)


def _diagnosis(
    reply: ParsedReply, text: str, cause: str, name: str, words: Evidence | None, rule: Rule | None = None
) -> Diagnosis:
    evidence = [words] if words else []
    if reply.enhanced:
        evidence.append(Evidence("reply.enhanced_code", reply.enhanced))
    if reply.code:
        evidence.append(Evidence("reply.code", str(reply.code)))
    if not words and reply.text:
        evidence.append(Evidence("reply.text", reply.text[:EXCERPT_LENGTH]))
    known = CAUSES[cause]
    return Diagnosis(
        cause,
        _permanent(reply, cause, rule),
        known.owner,
        tuple(evidence),
        _confidence(reply, cause, words),
        name,
        reply.recipient,
    )


def _permanent(reply: ParsedReply, cause: str, rule: Rule | None) -> bool | None:
    """Return whether trying again is useless: the rule, the class of the codes, or the nature of the cause decides.

    The enhanced code stands before the reply code: a DSN's status is the reporting server's last word (RFC 3464 2.3.4).
    """
    if rule and rule.permanent is not None:
        return rule.permanent
    if reply.code and reply.code >= 400:
        return reply.code >= 500
    if reply.enhanced:
        return reply.enhanced[0] == "5"
    return _WITHOUT_CODE.get(cause, CAUSES[cause].permanent)


def _confidence(reply: ParsedReply, cause: str, words: Evidence | None) -> Confidence:
    if cause == "unknown":
        return Confidence.NONE
    if not words:
        return Confidence.CODE
    key = reply.enhanced[2:] if reply.enhanced else ""
    agrees = cause in (TELLING.get(key), VAGUE.get(key)) or (not key and REPLY_CODES.get(reply.code) == cause)
    return Confidence.BOTH if agrees else Confidence.TEXT
