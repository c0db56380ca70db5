"""What a message without a machine-readable report is: bounce, delay, success, complaint, automatic reply, or none of it.

RFC 3834 (automatic replies), RFC 8098 (read receipts), RFC 5965 (complaints). A row of ``signs`` that matched is the
evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...values import EXCERPT_LENGTH, Evidence, ReportKind
from ..parts import text
from ..parts.mime import Mail, first
from . import signs

#: Points from which on a message counts as a bounce.
ENOUGH = 5
_ANSWER = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|odp|回复|答复|rif|res|fwd?|wg|tr|rv|enc|vs|転送|转发)(?:\[\d+\])?\s*[:：]\s*)+", re.I
)
_QUOTED = re.compile(r"^[ \t]?>[^\n]*", re.M)
_TOP_POST = re.compile(
    r"^(?:[ \t>-]*(?:-----\s?original message|-----\s?ursprüngliche|-----\s?message d'origine|begin forwarded message|-----\s?forwarded message)"
    r"|(?:on|am|le|el|il|em|op) [^\n]{4,120}(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef)[^\n]{0,40}:|_{20,}\nfrom:|(?:from|von|de): [^\n]{3,120}\n(?:sent|gesendet|envoyé|enviado)[ :])",
    re.M | re.I,
)
_CODE = re.compile(r"[45](?<![\d.#].)[0-5]\d[ -](?!\d)|[45](?<![\d.].)(?<![\d.#]#.)\.\d\.\d{1,2}(?![\d.])")
_FAILED_LINE = re.compile(r"^[ \t]*<[^\s<>@]{1,64}@[^\s<>@]{1,255}>:", re.M)


_STRONG_PHRASES = tuple(row for row in signs.BOUNCE_PHRASES if row not in signs.WEAK_PHRASES)
#: Automatic replies without a header or subject that says so begin with such a sentence.
_OPENING = 120


@dataclass(frozen=True, slots=True)
class Face:
    """What a message shows at first sight: everything in lower case, on one line, quoted answers removed."""

    subject: str
    sender: str
    body: str
    answer: bool
    daemon: bool
    automatic: str
    points: int
    why: str


def look(mail: Mail, notice: str) -> Face:
    """Yield the signs of a message; ``notice`` is its text without the original."""
    subject = text.header(first(mail.headers, "subject")).lower()
    sender = text.header(first(mail.headers, "from")).lower()
    daemon = bool(signs.any_of(signs.DAEMON_FROM, sender)) or not sender
    answer = bool(_ANSWER.match(subject))
    body = text.one_line(_own_words(notice, daemon), 24000).lower()
    automatic = _automatic(mail)
    points, why = _points(mail, subject, sender, body, notice, answer)
    return Face(subject, sender, body, answer, daemon, automatic, points, why)


def _own_words(notice: str, daemon: bool) -> str:
    if daemon:
        return notice
    start = _TOP_POST.search(notice)
    return _QUOTED.sub("", notice[: start.start()] if start else notice)


def _automatic(mail: Mail) -> str:
    """Yield the header that says "sent by a program in answer to yours" (RFC 3834 5 and its older relatives)."""
    headers = mail.headers
    submitted = first(headers, "auto-submitted").strip().lower()
    if submitted.startswith("auto-replied"):
        return "Auto-Submitted: auto-replied"
    for name in (
        "x-autoreply",
        "x-autorespond",
        "x-autoreply-from",
        "x-vacation",
        "x-auto-reply-from",
        "x-autoresponder",
        "x-mail-autoreply",
        "x-auto-reply",
    ):
        if first(headers, name).strip().lower() not in ("", "no", "false"):
            return f"{name}: {first(headers, name).strip()}"
    if first(headers, "precedence").strip().lower() in ("auto_reply", "auto-reply"):
        return "Precedence: auto_reply"
    if submitted and submitted != "no" and first(headers, "in-reply-to"):
        return f"Auto-Submitted: {submitted}"
    return ""


def _points(mail: Mail, subject: str, sender: str, body: str, notice: str, answer: bool) -> tuple[int, str]:
    """Yield how strongly a message looks like a bounce, and the strongest sign."""
    daemon = signs.any_of(signs.DAEMON_FROM, sender)
    word = _bounce_word(subject, answer, _is_threaded(mail))
    rows = [*_header_signs(mail, sender), *_body_signs(body, notice)]
    if word:
        rows.append((2, word))
    if daemon:
        rows.append((1 if daemon in signs.WEAK_FROM else 3 if daemon in signs.ONLY_DAEMONS else 2, daemon))
    else:
        rows += _signs_against(mail, f"{subject} {body}", answer, word)
    return sum(points for points, _ in rows), max(rows, default=(0, ""))[1]


def _is_threaded(mail: Mail) -> bool:
    return "in-reply-to" in mail.headers or "references" in mail.headers


def _header_signs(mail: Mail, sender: str) -> list[tuple[int, str]]:
    rows = []
    if "x-failed-recipients" in mail.headers:
        rows.append((4, "X-Failed-Recipients"))
    report_type = mail.params.get("report-type", "delivery-status").lower()
    if mail.type == "multipart/report" and report_type == "delivery-status":
        rows.append((3, "multipart/report"))
    if first(mail.headers, "return-path").strip() in ("<>", "<MAILER-DAEMON>") or not sender:
        rows.append((1, "Return-Path: <>"))
    return rows


def _body_signs(body: str, notice: str) -> list[tuple[int, str]]:
    rows = []
    if phrase := signs.any_of(_STRONG_PHRASES, body):
        rows.append((2, phrase))
    elif phrase := signs.any_of(signs.BOUNCE_PHRASES, body):
        rows.append((1, phrase))
    if delayed := signs.any_of(signs.CERTAIN_DELAY, body):
        rows.append((1, delayed))
    if _CODE.search(body):
        rows.append((1, "reply code"))
    if _FAILED_LINE.search(notice):
        rows.append((1, "<address>:"))
    if "@" in body:
        rows.append((1, "address"))
    return rows


def _signs_against(mail: Mail, words: str, answer: bool, word: str) -> list[tuple[int, str]]:
    """Yield what makes a bounce unlikely, unless a mail system wrote the message."""
    rows = []
    if signs.any_of(signs.PARCEL, words) and not _CODE.search(words):
        rows.append((-3, "parcel"))
    if answer and not word:
        rows.append((-3 if _is_threaded(mail) else -1, "answer"))
    if "list-unsubscribe" in mail.headers or "list-post" in mail.headers:
        rows.append((-2, "list"))
    return rows


def _bounce_word(subject: str, answer: bool, threaded: bool) -> str:
    """Yield the bounce word of a subject. An answer has it only behind its own words: ``Re: Order : delivery failed``."""
    if not answer:
        return signs.any_of(signs.BOUNCE_SUBJECT, subject)
    bare = _ANSWER.sub("", subject)
    word = signs.any_of(signs.BOUNCE_SUBJECT, bare[8:])
    return word if word and not threaded and not signs.any_of(signs.BOUNCE_SUBJECT, bare[:30]) else ""


def kind(face: Face) -> tuple[ReportKind, Evidence]:
    """Yield what the message is, with the sign that says so."""
    if found := _success_subject(face.subject) or (
        face.points >= ENOUGH - 2 and signs.any_of(signs.SUCCESS_PHRASES, face.body)
    ):
        return ReportKind.SUCCESS, Evidence("subject", found)
    automatic = "" if face.daemon and face.points >= ENOUGH else _is_auto_reply(face)
    if automatic:
        return ReportKind.AUTO_REPLY, Evidence("headers", automatic[:EXCERPT_LENGTH])
    if face.points >= ENOUGH:
        if delayed := is_delay(face):
            return ReportKind.DELAY, Evidence("body", delayed)
        return ReportKind.BOUNCE, Evidence("body", face.why[:EXCERPT_LENGTH])
    if face.automatic:
        return ReportKind.AUTO_REPLY, Evidence("headers", face.automatic)
    return ReportKind.OTHER, Evidence("subject", face.subject[:EXCERPT_LENGTH])


def _success_subject(subject: str) -> str:
    """Yield the words of a receipt; those with a colon stand at the beginning (``Remis :`` but not ``Non remis :``)."""
    rows = (row for row in signs.SUCCESS_SUBJECT if row in subject[:60])
    return next((row for row in rows if not row.endswith(":") or subject.startswith(row)), "")


def is_delay(face: Face) -> str:
    """Yield the words that say that the email is still being tried."""
    words = f"{face.subject} {face.body}"
    certain = signs.any_of(signs.CERTAIN_DELAY, words)
    if certain and not signs.any_of(signs.CERTAIN_END, words):
        return certain
    said = signs.any_of(signs.DELAY, words)
    return said if said and not signs.any_of(signs.GIVEN_UP, words) else ""


def is_refusal(mail: Mail, notice: str) -> bool:
    """Tell whether a disposition notification refuses an email, as Sieve's ``reject`` does (RFC 5429)."""
    submitted = first(mail.headers, "auto-submitted").lower()
    subject = text.header(first(mail.headers, "subject")).lower()
    return "reject" in submitted or "rejected mail" in subject or "automatically rejected" in notice[:600].lower()


def _is_auto_reply(face: Face) -> str:
    if face.automatic and not (face.points >= ENOUGH):
        return face.automatic
    start = _ANSWER.sub("", face.subject).lstrip("[*( ")
    if start.startswith(signs.AUTO_SUBJECT_START) and (not face.answer or face.automatic):
        for row in signs.AUTO_SUBJECT_START:
            if start.startswith(row):
                return row
    found = signs.any_of(signs.AUTO_SUBJECT_ANYWHERE, face.subject)
    if found and not face.answer:
        return found
    if found := signs.any_of(signs.CHALLENGE, f"{face.subject} {face.body}"):
        return found if not face.answer and face.points < ENOUGH else ""
    return signs.any_of(signs.AUTO_PHRASES, face.body if face.automatic else face.body[:_OPENING])
