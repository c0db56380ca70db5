"""Says why for a whole incoming message: a diagnosis for each recipient of a bounce, and one cause for the message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message
from functools import lru_cache

from ..causes import CAUSES, UNEXPLAINED
from ..replies import classifier, smtp_reply
from ..rules.codes import TELLING
from ..values import Confidence, DeliveryReport, Diagnosis, Evidence, Owner, ParsedReply, RecipientReport, ReportKind
from . import delivery_report

_STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}\b")
#: Actions of a report that are no failures (RFC 3464 2.3.3), and that of a complaint.
_ARRIVED = frozenset(("delivered", "relayed", "expanded", "complained"))
#: Lines of the human-readable part read from a recipient's address on.
_LINES = 8
#: … and characters, more than are read of any reply.
_PASSAGE = 8000
#: Written where every single try met a temporary refusal: what a report says as 4.4.7 (Exim specification, chapter 32).
_ONLY_DEFERRED = ("retry timeout exceeded", "retry time not reached")
#: Only so many recipients are diagnosed one by one: a list's bounce repeats one reply.
_MAX_RECIPIENTS = 500


@dataclass(frozen=True, slots=True)
class MessageDiagnosis:
    """Why the email that an incoming message is about failed.

    :param report: what the message says
    :param cause: the cause for the whole message; ``not_a_bounce`` where nothing failed for good
    :param permanent: whether trying again is useless
    :param owner: who can act
    :param diagnoses: one per recipient, in the order of ``report.recipients``
    :param evidence: of the whole message
    """

    report: DeliveryReport
    cause: str
    permanent: bool | None
    owner: Owner
    diagnoses: tuple[Diagnosis, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def explain_message(data: bytes | str | Message, *, extra_rules: Iterable[tuple[str, str]] = ()) -> MessageDiagnosis:
    """Return why the email failed that an incoming message is about. Never raises on any bytes."""
    return explain_report(delivery_report.parse(data), extra_rules=extra_rules)


def explain_report(report: DeliveryReport, *, extra_rules: Iterable[tuple[str, str]] = ()) -> MessageDiagnosis:
    """Return the diagnoses of a report that was read already."""
    extra_rules = tuple(extra_rules)
    diagnoses = tuple(
        explain_recipient(recipient, report, extra_rules=extra_rules)
        for recipient in report.recipients[:_MAX_RECIPIENTS]
    )
    if report.kind is not ReportKind.BOUNCE:
        return _nothing_failed(report, diagnoses)
    failed = [one for one, of in zip(diagnoses, report.recipients, strict=False) if of.action == "failed"] or diagnoses
    whole = _most_telling(failed) if failed else _of_text(report, extra_rules)
    return MessageDiagnosis(report, whole.cause, whole.permanent, whole.owner, diagnoses, whole.evidence)


def _nothing_failed(report: DeliveryReport, diagnoses: tuple[Diagnosis, ...]) -> MessageDiagnosis:
    cause = CAUSES["not_a_bounce"]
    permanent = False if report.kind is ReportKind.DELAY else None
    evidence = (Evidence("report.kind", str(report.kind)), *report.evidence)
    return MessageDiagnosis(report, cause.code, permanent, cause.owner, diagnoses, evidence)


def explain_recipient(
    recipient: RecipientReport, report: DeliveryReport, *, extra_rules: tuple[tuple[str, str], ...] = ()
) -> Diagnosis:
    """Return why one recipient did not get the email: the diagnostic text, the status, then what people are told."""
    if recipient.action in _ARRIVED:
        return _arrived(recipient)
    said = _diagnose(recipient.diagnostic, recipient, extra_rules)
    told = said
    for passage in () if _is_told(said) else (_passage(report.text, recipient), report.text):
        told = _diagnose(passage, recipient, extra_rules)
        if _is_told(told):
            break
    better = told if _is_told(told) or said.cause in UNEXPLAINED else said
    sources = tuple([Evidence(_source(one, better is not said), one.excerpt) for one in better.evidence])
    return replace(better, evidence=sources)


def _arrived(recipient: RecipientReport) -> Diagnosis:
    cause = CAUSES["not_a_bounce"]
    evidence = (Evidence("dsn.action", recipient.action),)
    return Diagnosis(cause.code, None, cause.owner, evidence, Confidence.CODE, recipient=recipient.address or None)


def _diagnose(text: str, recipient: RecipientReport, extra_rules: tuple[tuple[str, str], ...]) -> Diagnosis:
    """Return the diagnosis of a text about a recipient, with the status of the report where the text has none."""
    said = _read(text)
    enhanced = said.enhanced
    status = _STATUS.match(recipient.status or "")
    if status and (enhanced is None or (enhanced[2:] not in TELLING and status[0][2:] in TELLING)):
        enhanced = status[0]
    reply = ParsedReply(said.code, enhanced, said.text, exception=said.exception)
    diagnosis = replace(_classify(reply, extra_rules, recipient.last_attempt), recipient=recipient.address or None)
    if recipient.action == "failed" and _is_final(reply, diagnosis):
        diagnosis = replace(diagnosis, permanent=True)
    return diagnosis


# A report says the same of most of its recipients, and its text is asked about each: what was read is kept for a while.
@lru_cache(maxsize=16)
def _read(text: str) -> ParsedReply:
    return smtp_reply.read(text)[0]


@lru_cache(maxsize=64)
def _classify(reply: ParsedReply, extra_rules: tuple[tuple[str, str], ...], now: datetime | None) -> Diagnosis:
    return classifier.classify(reply, extra_rules=extra_rules, now=now)


def _is_final(reply: ParsedReply, diagnosis: Diagnosis) -> bool:
    """Whether a failure is for good although no code says so: the server gave up (RFC 3464 2.3.3, Action: failed).

    Where there is a code, its class decides, also of a report that says "failed" with 4.x.x: giving up says how long the
    server tried, the class whether a new try can help (RFC 3463 3.1, persistent transient). Readers of bounces disagree
    on both: to mailing lists every final report is permanent, to senders of campaigns every full mailbox is temporary.
    """
    if diagnosis.permanent is None:
        return True
    return not reply.code and not reply.enhanced and not any(map(reply.text.lower().__contains__, _ONLY_DEFERRED))


def _is_told(diagnosis: Diagnosis) -> bool:
    """Whether words, or a code that tells the cause by itself, gave the diagnosis."""
    if diagnosis.confidence in (Confidence.TEXT, Confidence.BOTH):
        return diagnosis.rule not in classifier.WEAK_RULES
    return diagnosis.rule.removeprefix("status_").replace("_", ".") in TELLING


def _passage(text: str, recipient: RecipientReport) -> str:
    """Return the lines of the human-readable part from the recipient's address on; all of it where it is not named."""
    lower = _lower(text)
    place = lower.find(recipient.address.lower()) if recipient.address else -1
    if place < 0:
        return text
    if len(lower) != len(text):  # a few letters become two: the words are the same to the rules
        text = lower
    start = text.rfind("\n", 0, place) + 1
    return "\n".join(text[start : start + _PASSAGE].splitlines()[:_LINES])


@lru_cache(maxsize=2)
def _lower(text: str) -> str:
    """Return the text of a report in lower case: each of its recipients is looked for there."""
    return text.lower()


def _source(evidence: Evidence, is_body: bool) -> str:
    """Return where in the message a piece of evidence stood."""
    if evidence.source == "reply.text":
        return "body" if is_body else "dsn.diagnostic_code"
    return "dsn.status" if evidence.source == "reply.enhanced_code" else evidence.source


def _of_text(report: DeliveryReport, extra_rules: tuple[tuple[str, str], ...]) -> Diagnosis:
    return _diagnose(report.text, RecipientReport("", action="failed"), extra_rules)


def _most_telling(diagnoses: Iterable[Diagnosis]) -> Diagnosis:
    """Return the diagnosis that stands for the message: of the cause most recipients have, unknown ones aside."""
    diagnoses = list(diagnoses)
    counts = Counter(one.cause for one in diagnoses if one.cause not in UNEXPLAINED)
    cause = counts.most_common(1)[0][0] if counts else diagnoses[0].cause
    return next(one for one in diagnoses if one.cause == cause)
