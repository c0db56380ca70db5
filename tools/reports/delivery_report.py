"""What an incoming message says about an email that was sent: bounce, delay, success, complaint, auto-reply or nothing.

RFC 3464 and 6533 (delivery status), RFC 6522 (multipart/report), RFC 5965 (complaints), RFC 3834 (automatic replies),
RFC 8098 (read receipts), and the free-form notices of systems that follow none of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import Message

from ..values import EXCERPT_LENGTH, DeliveryReport, Evidence, RecipientReport, ReportKind
from .families import arf, dsn, freeform, kinds, wording
from .families.scene import Scene
from .parts import address, mime, original, text
from .parts.mime import Mail, Part, first

#: Attached messages that are opened in search of a forwarded bounce.
MAX_FORWARDS = 3
#: A diagnostic without two words in a row (``550 5.2.2``, ``<host #5.2.2>``) says less than the notice might.
_TELLING = re.compile(r"[^\W\d_]{2}[ '-][^\W\d_]{2}|[\u3040-\uffff]{4}")
_OWN = (
    "to",
    "cc",
    "from",
    "reply-to",
    "return-path",
    "sender",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "errors-to",
    "x-return-path",
    "resent-to",
)
_SENT_BY = (
    "from",
    "sender",
    "return-path",
    "errors-to",
    "reply-to",
    "x-beenthere",
    "list-post",
    "list-owner",
    "list-unsubscribe",
    "list-help",
    "resent-from",
    "x-sender",
    "disposition-notification-to",
)


def parse(data: bytes | str | Message) -> DeliveryReport:
    """Yield the message as a :class:`DeliveryReport`. Never raises on any bytes; the time is bounded."""
    return _read(mime.walk(mime.to_text(data)), MAX_FORWARDS)


def _read(mail: Mail, forwards: int) -> DeliveryReport:
    whole = _notice(mail)
    notice, quoted = original.cut(whole)
    sent = original.find(mail, quoted)
    report = (
        _complaint(mail, notice, sent)
        or _receipt(mail, notice)
        or _status(mail, whole, notice, sent)
        or _freeform(mail, whole, notice, sent)
    )
    if report.kind is ReportKind.OTHER and forwards:
        report = _forwarded(mail, forwards) or report
    return replace(report, text=notice.strip()[: text.MAX_TEXT])


def _notice(mail: Mail) -> str:
    """Yield the human-readable text, in the order of the message: plain parts, else those in HTML."""
    plain: list[str] = []
    markup: list[Part] = []
    for number, part in enumerate(mail.parts):
        if part.type in mime.ORIGINAL_TYPES or (number and original.is_headers(part.body)):
            continue
        if part.type == "text/html":
            markup.append(part)
        elif part.type.startswith("text/"):
            plain.append(text.decode(part))
    said = "\n".join(plain)
    if text.is_markup(said):
        said = text.from_html(said)
    if markup and ("@" not in said or len(said.strip()) < 40):
        said += "\n" + "\n".join(text.from_html(text.decode(part, 2 * text.MAX_TEXT)) for part in markup[:4])
    return said[: 2 * text.MAX_TEXT]


def _complaint(mail: Mail, notice: str, sent: original.Original) -> DeliveryReport | None:
    found = arf.find(mail, notice, sent)
    if not found:
        return None
    feedback, recipients, identifier = found
    complaint = arf.is_complaint(feedback)
    return DeliveryReport(
        ReportKind.COMPLAINT if complaint else ReportKind.OTHER,
        tuple(RecipientReport(one, action="complained") for one in recipients) if complaint else (),
        original.message_id(mail, sent, notice, identifier),
        evidence=(Evidence("feedback_type", feedback[:EXCERPT_LENGTH]),),
    )


def _receipt(mail: Mail, notice: str) -> DeliveryReport | None:
    """Yield a read receipt (RFC 8098): the email arrived, also where it was deleted unread.

    Sieve filters refuse email with the same form (RFC 5429 2.2): then it is a bounce.
    """
    for part in mail.parts:
        if part.type == "message/disposition-notification":
            report = dict(mime.fields(text.decode(part)))
            reader = address.from_field(report.get("final-recipient", ""))
            refused = kinds.is_refusal(mail, notice)
            action, said = ("failed", text.one_line(notice)) if refused else ("delivered", "")
            return DeliveryReport(
                ReportKind.BOUNCE if refused else ReportKind.SUCCESS,
                (RecipientReport(reader, None, action, dsn.read_status(said), said),) if "@" in reader else (),
                original.message_id(mail, original.Original({}), notice, report.get("original-message-id", "")),
                evidence=(Evidence("disposition", text.one_line(report.get("disposition", ""), EXCERPT_LENGTH)),),
            )
    return None


def _status(mail: Mail, whole: str, notice: str, sent: original.Original) -> DeliveryReport | None:
    """Yield what a delivery-status part says, however it is labelled; None where there is none with a recipient."""
    status = _find_status(mail, whole)
    if status is None:
        return None
    recipients = _unique(status.recipients) or _nameless(mail, status, notice, sent)
    if not recipients:
        return None
    recipients = _complete(recipients, notice)
    actions = {one.action for one in recipients}
    kind = next(
        (kind for kind, action in ((ReportKind.BOUNCE, "failed"), (ReportKind.DELAY, "delayed")) if action in actions),
        ReportKind.SUCCESS,
    )
    return DeliveryReport(
        kind,
        tuple(recipients),
        original.message_id(mail, sent, whole, status.message_id),
        status.reporting_mta,
        status.arrival,
        evidence=(Evidence("dsn.action", ", ".join(sorted(actions))),),
    )


def _find_status(mail: Mail, whole: str) -> dsn.Status | None:
    found: dsn.Status | None = None
    for part in mail.parts:
        if part.type in dsn.STATUS_TYPES:
            found = dsn.parse(text.decode(part))
            if found.recipients:
                return found
    for part in mail.parts:
        if part.type in mime.ORIGINAL_TYPES or part.type.startswith(("image/", "text/html")):
            continue
        if part.encoding == "base64" or "ecipient" in part.body:
            body = text.decode(part)
            inline = dsn.find_inline(original.cut(body)[0]) if "l-recipient" in body.lower() else ""
            if inline and (inlined := dsn.parse(inline)).recipients and _is_machine(mail, whole):
                return inlined
    return found


def _is_machine(mail: Mail, whole: str) -> bool:
    """Tell whether a message with report fields in its text was written by a program: people quote bounces, too."""
    face = kinds.look(mail, whole)
    return not face.answer or face.daemon


def _unique(recipients: list[RecipientReport]) -> list[RecipientReport]:
    """Yield one entry per address; a failure outweighs what else is said about the same address."""
    unique: dict[str, RecipientReport] = {}
    for one in recipients:
        known = unique.get(one.address)
        if known is None or (known.action != "failed" and one.action == "failed"):
            unique[one.address] = one
    return list(unique.values())


def _nameless(mail: Mail, status: dsn.Status, notice: str, sent: original.Original) -> list[RecipientReport]:
    """Yield recipients of a report that tells of a failure but not whose: the rest of the message may name them."""
    if not status.nameless:
        return []
    group = status.nameless[0]
    code = dsn.read_status(group.get("status", ""))
    found = freeform.recipients(
        _scene(mail, notice, sent), _failed_header(mail), dsn.action(group.get("action", ""), code)
    )
    said = dsn.diagnosis(group)
    return [replace(one, status=code or one.status, diagnostic=said or one.diagnostic) for one in found]


def _complete(recipients: list[RecipientReport], notice: str) -> list[RecipientReport]:
    """Yield the recipients with diagnostics from the notice where the report has none worth the name."""
    alone = len(recipients) == 1
    return [
        wording.with_words(one, notice, alone) if not _TELLING.search(one.diagnostic) and notice.strip() else one
        for one in recipients[: dsn.MAX_RECIPIENTS]
    ]


def _failed_header(mail: Mail) -> list[str]:
    return address.find_all(text.header(", ".join(mail.headers.get("x-failed-recipients", ())[:100])))


def _scene(mail: Mail, notice: str, sent: original.Original) -> Scene:
    own = address.find_all(" ".join(first(mail.headers, name) for name in _OWN)) + sent.addresses(*_SENT_BY)
    sent_to = list(dict.fromkeys(sent.envelope_recipients() or sent.addresses("to", "cc")))
    daemon = address.find_all(text.header(first(mail.headers, "from")))
    return Scene(notice, frozenset(own), tuple(sent_to), daemon[0].rpartition("@")[2] if daemon else "")


def _freeform(mail: Mail, whole: str, notice: str, sent: original.Original) -> DeliveryReport:
    face = kinds.look(mail, notice)
    kind, evidence = kinds.kind(face)
    if kind not in (ReportKind.BOUNCE, ReportKind.DELAY):
        return DeliveryReport(kind, (), original.message_id(mail, sent, whole), evidence=(evidence,))
    action = "delayed" if kind is ReportKind.DELAY else "failed"
    if "@" not in notice and (inner := _forwarded(mail, MAX_FORWARDS)):
        return inner
    recipients = freeform.recipients(_scene(mail, notice, sent), _failed_header(mail), action)
    return DeliveryReport(kind, tuple(recipients), original.message_id(mail, sent, whole), evidence=(evidence,))


def _forwarded(mail: Mail, forwards: int) -> DeliveryReport | None:
    """Yield the bounce that an ordinary message carries as an attachment."""
    for part in mail.parts:
        if part.type == "message/rfc822":
            body = text.decode(part, mime.MAX_HEAD) if part.encoding in ("base64", "quoted-printable") else part.body
            inner = _read(mime.walk(body.lstrip("\n")), forwards - 1)
            if inner.kind in (ReportKind.BOUNCE, ReportKind.DELAY, ReportKind.COMPLAINT):
                return inner
    return None
