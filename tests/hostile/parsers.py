"""Every function of ``tools/`` that is given what strangers wrote, and messages with a stranger's text in each place."""

from __future__ import annotations

import email
import email.policy
import inspect
from collections.abc import Callable
from datetime import datetime

from .patterns import modules

#: Functions that no stranger's text reaches: they are given numbers, our own codes, files and settings. ``distance`` is
#: asked about domains, of which ``near_miss`` takes none that is longer than DNS allows; ``for_people`` shows excerpts.
OURS = {
    "anchors.anchors",
    "anchors.keys",
    "anchors.split_alternatives",
    "arf.is_complaint",
    "bursts.bursts",
    "causes.permanence",
    "choice.choose",
    "effects.folded",
    "effects.lent",
    "finding.counted",
    "finding.stored",
    "finding.worst",
    "idle.idle",
    "incidents.bursts",
    "incidents.can_matter",
    "incidents.has_ended",
    "incidents.kind_of",
    "incidents.newest",
    "incidents.severity",
    "interruption.details_of",
    "interruption.signature",
    "knowledge.owners",
    "knowledge.read",
    "knowledge.translations",
    "near_miss.distance",
    "pace.growth",
    "pace.newest_run",
    "prometheus.exposition",
    "provider.domains_of",
    "provider.name_of",
    "report_lines.for_people",
    "report_lines.read_file",
    "returns.returns",
    "rule.rule",
    "stages.cause_at",
    "steps.steps",
    "verdict.verdict",
    "volume.origin",
    "volume.projected",
    "waits.next_try",
    "waits.passes",
    "webhook.body",
    "webhook.headers",
    "webhook.wait_after",
    "webhook.without_personal_data",
}
#: Where a stranger's text stands in a message. The text is put in the place of ``{}``.
MESSAGES = {
    "body": "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n{}",
    "body of a person": "From: Ann <ann@x.example>\nSubject: Re: order\n\nHello\n{}",
    "markup": "From: MAILER-DAEMON@x.example\nContent-Type: text/html\n\n{}",
    "subject": "From: MAILER-DAEMON@x.example\nSubject: {}\n\nfailed\n",
    "sender": "From: {}\nSubject: failure notice\n\nfailed\n",
    "references": "From: a@x.example\nReferences: {}\nIn-Reply-To: {}\n\nfailed\n",
    "received": "Received: {}\nFrom: a@x.example\n\nfailed\n",
    "failed recipients": "From: MAILER-DAEMON@x.example\nX-Failed-Recipients: {}\n\na@x.example failed\n",
    "content type": "From: MAILER-DAEMON@x.example\nContent-Type: {}\n\nfailed\n",
    "boundary": "Content-Type: multipart/report; boundary={}\n\n--b\n\nfailed\n--b--\n",
    "charset": "Content-Type: text/plain; charset={}\n\nfailed é\n",
    "encoded": "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{}",
    "quoted": "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n{}",
    "parts": "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{}\n--b\nContent-Type: message/rfc822\n\n{}\n--b--\n",
    "status": "Content-Type: multipart/report; boundary=b\n\n--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\n"
    "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nDiagnostic-Code: smtp; {}\n\n--b--\n",
    "status field": "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
    "Final-Recipient: rfc822; {}\nAction: {}\nStatus: {}\nRemote-MTA: {}\nLast-Attempt-Date: {}\n\n--b--\n",
    "status name": "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n{}\n--b--\n",
    "complaint": "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\n--b\n"
    "Content-Type: message/feedback-report\n\nFeedback-Type: {}\nOriginal-Rcpt-To: {}\n\n--b\n"
    "Content-Type: message/rfc822\n\nTo: {}\nMessage-Id: {}\n\n--b--\n",
    "receipt": "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/disposition-notification\n\n"
    "Final-Recipient: {}\nDisposition: {}\n\n--b--\n",
    "original": "Content-Type: multipart/report; boundary=b\n\n--b\n\nfailed\n--b\nContent-Type: message/rfc822\n\n"
    "Received: {}\nMessage-Id: {}\nFrom: {}\nTo: {}\n\n--b--\n",
}
#: Many recipients, and a notice that speaks of all of them: what is done for each must not read it all again.
CROWD = 200
_BLOCKS = "\n".join(
    f"Final-Recipient: rfc822; u{n}@x.example\nAction: failed\nStatus: 5.{n % 8}.0\n" for n in range(CROWD)
)
CROWDS = {
    "crowd in a report": "Content-Type: multipart/report; boundary=b\n\n--b\n\n{}\n--b\n"
    f"Content-Type: message/delivery-status\n\n{_BLOCKS}\n--b--\n",
    "crowd in a header": "From: MAILER-DAEMON@x.example\nSubject: failure notice\n"
    f"X-Failed-Recipients: {', '.join(f'u{n}@x.example' for n in range(CROWD))}\n\nfailed {{}}",
    "crowd in a notice": "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n"
    f"{''.join(f'<u{n}@x.example> failed' + chr(10) for n in range(CROWD))}\n{{}}",
}
#: ``str.splitlines`` ends a line at the last ones, and what writes headers does so, too.
CHARACTERS = [chr(code) for code in range(0x80)] + list("\x85\xa0éİß\u200b\u202e\u2028\u2029あ宛🙂\udc80")
#: In turn with each other.
IN_TURN = "a1 -.\n<>@:;=(\"'\\,\x0b"
PIECES = (
    "a@x.example ",
    "<a@x.example>: 550 5.1.1 ",
    "\n<a@x.example>: 550 5.1.1 ",
    "=?utf-8?Q?",
    "=?utf-8?B?QQ==?= ",
    "\n--b\n",
    "\n--bb",
    "\n--- Original message",
    "\nFinal-Recipient: rfc822; a@x.example\n",
    "\nMessage-ID:\n",
    "X-A: b\n",
    "\nReceived: from x for ",
    "to recipient user address: ",
    "following ",
    "<!--",
    "<style>",
    "<p>a@x.example<br>",
    "&amp",
    "{'a@x.example': (550, b'",
    "(550, b'",
    "\n550\nb'",
    "550-5.1.1 ",
    "SMTPDataError: ",
    "-----original message",
    ",111",
    "a.aaa",
    "try again in ",
    "\x1b$B",
    "\\xe9",
    "on aaaa wrote",
    "From: a\n",
    "\nFinal-Recipient: x\nAction: failed\n\n",
)


def units(parser: str) -> tuple[str, ...]:
    """What is repeated: every character, two in turn, and pieces of what mail systems write; of each what may matter."""
    if parser.startswith("parsed"):
        return SPLITTING
    if "crowd" in parser:
        return PIECES
    return EVERY


#: All that is repeated, and what matters to putting a message together again.
EVERY = (*CHARACTERS, *(one + other for one in IN_TURN for other in IN_TURN if one != other), *PIECES)
SPLITTING = (
    *(char for char in CHARACTERS[:0x20] if char not in "\r\n"),
    *'a-;<@("=\x85\u2028\u2029',
    "\x0ba",
    "\n ",
    "\n\t",
    "\r\n ",
    "\n--b\n",
)


def stretched(unit: str, length: int, lead: str = "") -> str:
    return lead + (unit * (length // len(unit) + 1))[:length]


def parsers(package: str) -> dict[str, Callable[[str], tuple]]:
    """By name, what makes of a text the function to call, and its arguments: only the call itself is measured."""
    found: dict[str, Callable] = {}
    by_name = {module.__name__.rpartition(".")[2]: module for module in modules(package)}
    feed = _Feed(by_name)
    for short, module in by_name.items():
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if own and not name.startswith("_") and f"{short}.{name}" not in OURS:
                found[f"{short}.{name}"] = feed.function(function)
    explain_message = by_name["explain"].explain_message
    for place, template in {**MESSAGES, **CROWDS}.items():
        found[f"message: {place}"] = feed.message(explain_message, template)
    for place, template in MESSAGES.items():
        found[f"parsed message: {place}"] = feed.parsed(explain_message, template)
    return found


def memories(package: str) -> list:
    """What keeps what was read: without it the next call is the first one again."""
    return [value for module in modules(package) for value in vars(module).values() if hasattr(value, "cache_clear")]


class _Feed:
    """Gives functions what their annotations ask for, with a stranger's text in it."""

    def __init__(self, tools: dict):
        values, mime = tools["values"], tools["mime"]
        self.makers: dict[str, Callable] = {
            "str": str,
            "str | None": str,
            "": str,
            "int": len,
            "int | None": lambda text: None,
            "bool": lambda text: False,
            "Callable[[str], str]": lambda text: lambda _name: text,
            "bool | None": lambda text: None,
            "float": lambda text: 1.0,
            "datetime | None": lambda text: datetime(2026, 3, 2),
            "bytes": _bytes,
            "bytes | str | Message": _bytes,
            "Message": lambda text: _parsed(f"From: {text}\nReturn-Path: {text}\nAuto-Submitted: {text}\n\n"),
            "tuple[str, ...]": lambda text: tools["signs"].BOUNCE_PHRASES,
            "list[str]": lambda text: [text[:300]] * 100,
            "list[tuple[str, str]]": lambda text: [(text, text)],
            "Iterable[str]": lambda text: [text],
            "collections.abc.Iterable[str]": lambda text: [text[:300]],
            "BaseException": ValueError,
            "BaseException | None": ValueError,
            "Redactor": lambda text: tools["redact"].Redactor(["correct horse", text[:30]]),
            "Iterable[bytes]": lambda text: [_bytes(text)],
            "dict[str, str]": lambda text: dict.fromkeys(("diagnostic-code", "status", "x-supplementary-info"), text),
            "Mail": lambda text: mime.walk(text),
            "Part": lambda text: mime.Part("text/plain", {}, {}, text),
            "Headers": lambda text: mime.split_headers(text)[0],
            "Scene": lambda text: tools["scene"].Scene(text),
            "Mention": lambda text: tools["scene"].Mention("a@x.example", 0, 0, 5),
            "Original": lambda text: tools["original"].Original(mime.split_headers(text)[0], text),
            "original.Original": lambda text: tools["original"].Original({}, text),
            "Face": lambda text: tools["kinds"].look(mime.walk(text), text),
            "Evidence": lambda text: values.Evidence("x", text),
            "Server": lambda text: tools["conditions"].Server(text, 465, "password", "starttls", text),
            "ParsedReply": lambda text: values.ParsedReply(text=text[: tools["smtp_reply"].HEAD]),
            "RecipientReport": lambda text: values.RecipientReport("a@x.example", diagnostic=text),
            "DeliveryReport": lambda text: self._report(values, text),
            "Diagnosis": lambda text: tools["classifier"].explain(text)[0],
            "tuple[Diagnosis, ...]": lambda text: tools["classifier"].explain(text),
            "MessageDiagnosis": lambda text: tools["explain"].explain_message(text),
            "Diagnosis | MessageDiagnosis": lambda text: tools["classifier"].explain(text)[0],
        }

    def _report(self, values, text: str):
        recipient = values.RecipientReport("a@x.example", diagnostic=text)
        return values.DeliveryReport(values.ReportKind.BOUNCE, (recipient,), text=text)

    def function(self, function) -> Callable[[str], tuple]:
        """:raises KeyError: a parameter is of a kind that nothing is known of"""
        asked = [
            self.makers["" if one.annotation is one.empty else str(one.annotation)]
            for one in inspect.signature(function).parameters.values()
            if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD
        ]
        optional = inspect.signature(function).parameters.get("recipient")
        named = {"recipient": "a@x.example"} if optional and optional.default == "" else {}
        return lambda text: (lambda *given: _exhaust(function(*given, **named)), *(one(text) for one in asked))

    def message(self, function, template: str):
        return lambda text: (function, _bytes(_filled(template, text)))

    def parsed(self, function, template: str):
        return lambda text: (function, _parsed(_filled(template, text)))


def _filled(template: str, text: str) -> str:
    """The text in each of its places, altogether as long as it is."""
    return template.replace("{}", text[: len(text) // template.count("{}")])


def _exhaust(value):
    return list(value) if inspect.isgenerator(value) else value


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _parsed(text: str):
    """A message as Python takes it apart. Odoo's policy parses headers, too, and needs minutes for some of these alone."""
    return email.message_from_bytes(_bytes(text), policy=email.policy.compat32)
