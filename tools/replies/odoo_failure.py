"""From what Odoo writes on a failed email to a diagnosis."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from ..causes import CAUSES
from ..values import Confidence, Diagnosis, Evidence, Stage
from .classifier import explain

#: Odoo's ``failure_type`` that says it all, whatever the reason beside it.
_BY_TYPE = {
    "mail_email_invalid": "recipient_address_malformed",
    "mail_email_missing": "address_missing",
    "mail_from_invalid": "sender_identity_rejected",
    "mail_from_missing": "sender_identity_rejected",
    "mail_bl": "suppressed_or_unsent",
    "mail_optout": "suppressed_or_unsent",
    "mail_dup": "suppressed_or_unsent",
    "mail_spam": "spam_content",
}

#: What a ``failure_type`` means where there is no reason beside it.
_WITHOUT_REASON = {
    "mail_smtp": "connection_or_timeout",
    "mail_bounce": "odoo_placeholder_no_reason",
    "unknown": "odoo_placeholder_no_reason",
}

#: What Odoo writes of an exception of smtplib while it opens the connection: code and words, without name or sentence.
_BARE = re.compile(r"[2-5]\d\d[^\S\n]*\n\s*b['\"]|\([2-5]\d\d, b['\"]")


def is_of_email(failure_type: str | None) -> bool:
    """Whether Odoo's type is one of email, or says nothing: text messages and letters fail with types of their own."""
    kind = failure_type or "unknown"
    return kind == "unknown" or kind.startswith("mail_")


def diagnose(
    failure_type: str | None, failure_reason: str | None, *, extra_rules: Iterable[tuple[str, str]] = ()
) -> Diagnosis | None:
    """The diagnosis of the first recipient, None where nothing failed."""
    found = diagnoses(failure_type, failure_reason, extra_rules=extra_rules)
    return found[0] if found else None


def diagnoses(
    failure_type: str | None,
    failure_reason: str | None,
    *,
    extra_rules: Iterable[tuple[str, str]] = (),
    now: datetime | None = None,
) -> tuple[Diagnosis, ...]:
    """One diagnosis for every recipient that the reason speaks of; empty where nothing failed.

    :param extra_rules: (cause, phrase) taught by an administrator, asked before everything else
    :param now: when it failed, for replies that say until when to wait
    """
    reason = (failure_reason or "").strip()
    if failure_type in _BY_TYPE:
        return (_from_type(_BY_TYPE[failure_type], failure_type),)
    if reason:
        return explain(reason, extra_rules=extra_rules, stage=_stage(failure_type, reason), now=now)
    if failure_type:
        return (_from_type(_WITHOUT_REASON.get(failure_type, "unknown"), failure_type),)
    return ()


def _stage(failure_type: str | None, reason: str) -> Stage | None:
    """Yield ``connect`` where Odoo failed to open the connection: for an email it keeps the reason without a type then."""
    return Stage.CONNECT if failure_type == "mail_smtp" or (not failure_type and _BARE.match(reason)) else None


def _from_type(code: str, failure_type: str) -> Diagnosis:
    cause = CAUSES[code]
    return Diagnosis(
        cause=code,
        permanent=cause.permanent,
        owner=cause.owner,
        evidence=(Evidence("odoo.failure_type", failure_type),),
        confidence=Confidence.CODE,
        rule=f"odoo_{failure_type}",
    )
