"""Diagnoses as JSON lines for programs and as paragraphs for people."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..evidence import conditions
from ..evidence.steps import Facts, steps
from ..replies.classifier import explain
from ..values import Diagnosis
from .explain import MessageDiagnosis, explain_message
from .knowledge import Knowledge, owners, read

#: Largest file that is read: real bounces are far smaller.
MAX_FILE = 64 * 1024 * 1024

_BOLD, _RED, _YELLOW, _CYAN, _DIM, _OFF = "\033[1m", "\033[31m", "\033[33m", "\033[36m", "\033[2m", "\033[0m"
_WORDS = {
    "en": {
        "who": "Responsible",
        "sender": "For the sender",
        "administrator": "For the administrator",
        "evidence": "Evidence",
        "recipient": "Recipient",
        "retry": "Try again after {seconds} seconds",
        True: "permanent: a retry cannot help",
        False: "temporary: a retry can help",
        None: "unclear whether a retry will help",
    },
    "vi": {
        "who": "Ai cần xử lý",
        "sender": "Dành cho người gửi",
        "administrator": "Dành cho quản trị viên",
        "evidence": "Bằng chứng",
        "recipient": "Người nhận",
        "retry": "Thử lại sau {seconds} giây",
        True: "vĩnh viễn: thử lại cũng không được",
        False: "tạm thời: có thể thử lại",
        None: "chưa rõ thử lại có được không",
    },
}


def json_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """Yield one line of JSON for each line, in order, whatever it holds."""
    for line in lines:
        yield json.dumps(answer(line), ensure_ascii=False)


def answer(line: bytes) -> dict:
    """Return what is known about one line of the form ``{"id", "kind", "text" or "path"}``."""
    try:
        asked = json.loads(line, parse_constant=str)
    except (ValueError, RecursionError) as error:
        return _failed(None, f"not JSON: {error}")
    if not isinstance(asked, dict):
        return _failed(None, "not an object")
    name = asked.get("id")
    if asked.get("kind") != "dsn" and isinstance(asked.get("text"), str):
        return {"id": name, **of_reply(explain(asked["text"]))}
    if isinstance(asked.get("text"), str):
        data = asked["text"].encode("utf-8", "surrogateescape" if _is_valid(asked["text"]) else "replace")
    else:
        try:
            data = read_file(asked.get("path"))
        except (OSError, ValueError, TypeError) as error:
            return _failed(name, f"cannot be read: {error}")
    if asked.get("kind") == "reply":
        return {"id": name, **of_reply(explain(data.decode("utf-8", "replace")))}
    return {"id": name, **of_message(explain_message(data))}


def _is_valid(text: str) -> bool:
    """Whether lone surrogates of a text stand for bytes."""
    return all(not "\ud800" <= char <= "\udfff" or "\udc80" <= char <= "\udcff" for char in text)


def read_file(path: str | Path) -> bytes:
    """Return at most :data:`MAX_FILE` bytes of a file. Raises OSError, ValueError or TypeError."""
    if not Path(path).is_file():
        raise FileNotFoundError(f"{str(path)[:100]!r} is no file")
    with Path(path).open("rb") as file:
        return file.read(MAX_FILE)


def _failed(name, why: str) -> dict:
    evidence = [{"source": "input", "excerpt": why[:200]}]
    return {
        "id": name,
        "cause": "unknown",
        "not_a_bounce": False,
        "permanent": None,
        "owner": "administrator",
        "recipients": [],
        "evidence": evidence,
    }


def of_reply(diagnoses: tuple[Diagnosis, ...]) -> dict:
    """Return the fields of an answer about a reply."""
    return _fields(diagnoses[0], [_recipient(one, one.recipient, "") for one in diagnoses if one.recipient])


def of_message(message: MessageDiagnosis) -> dict:
    """Return the fields of an answer about an incoming message."""
    both = zip(message.report.recipients, message.diagnoses, strict=False)
    return _fields(message, [_recipient(diagnosis, to.address, to.status) for to, diagnosis in both])


def _fields(found: Diagnosis | MessageDiagnosis, recipients: list[dict]) -> dict:
    return {
        "cause": found.cause,
        "not_a_bounce": found.cause == "not_a_bounce",
        "permanent": found.permanent,
        "owner": str(found.owner),
        "recipients": recipients,
        "evidence": [{"source": one.source, "excerpt": one.excerpt} for one in found.evidence],
    }


def _recipient(diagnosis: Diagnosis, address: str | None, status: str | None) -> dict:
    return {
        "address": address,
        "cause": diagnosis.cause,
        "status": status or _status(diagnosis),
        "permanent": diagnosis.permanent,
    }


def _status(diagnosis: Diagnosis) -> str | None:
    sources = ("reply.enhanced_code", "dsn.status")
    return next((one.excerpt for one in diagnosis.evidence if one.source in sources), None)


def for_people(diagnosis: Diagnosis | MessageDiagnosis, language: str, width: int, colour: bool, said: str = "") -> str:
    """Return title, meaning, who must act, steps and evidence as wrapped paragraphs.

    :param said: the whole reply, of which a diagnosis has the telling words alone
    """
    words = _WORDS.get(language.split("_")[0], _WORDS["en"])
    known = read(language).get(diagnosis.cause) or Knowledge(diagnosis.cause, diagnosis.cause, "")
    paint = _paint if colour else _plain
    lines = [
        paint(known.title, _BOLD + (_YELLOW if diagnosis.permanent is False else _RED)),
        _dim(diagnosis, paint, words),
    ]
    if known.explanation:
        lines += ["", *textwrap.wrap(known.explanation, width)]
    owner = owners(language).get(str(diagnosis.owner)) or str(diagnosis.owner).replace("_", " ")
    lines += ["", f"{paint(words['who'], _BOLD)}: {owner}"]
    if seconds := getattr(diagnosis, "retry_after", None):
        lines.append(words["retry"].format(seconds=seconds))
    facts = _facts(diagnosis, said)
    for audience in ("sender", "administrator"):
        lines += _numbered(paint(words[audience], _BOLD), map(_printable, steps(known.steps, audience, facts)), width)
    lines += ["", paint(words["evidence"], _BOLD)]
    for one in diagnosis.evidence:
        lines += textwrap.wrap(
            f"{one.source}: {_printable(one.excerpt)}", width, initial_indent="  ", subsequent_indent="    "
        )
    return "\n".join(lines)


def _facts(diagnosis: Diagnosis | MessageDiagnosis, said: str) -> Facts:
    """Return what is known without a database. A report's own words count as a reply."""
    report = getattr(diagnosis, "report", None)
    texts = [one.diagnostic for one in report.recipients[:1]] if report else []
    recipient = getattr(diagnosis, "recipient", None) or (report.recipients[0].address if texts else "")
    return conditions.of_reply(" ".join([said, *texts])) | conditions.of_recipient(recipient)


def _dim(diagnosis: Diagnosis | MessageDiagnosis, paint, words: dict) -> str:
    recipient = getattr(diagnosis, "recipient", None)
    whom = f" · {words['recipient']}: {_printable(recipient)}" if recipient else ""
    return paint(f"{diagnosis.cause} · {words[diagnosis.permanent]}{whom}", _DIM)


def _numbered(title: str, texts: Iterable[str], width: int) -> list[str]:
    lines = []
    for number, step in enumerate(texts, 1):
        lines += textwrap.wrap(step, width, initial_indent=f"  {number}. ", subsequent_indent="     ")
    return ["", title, *lines] if lines else []


def _printable(text: str) -> str:
    """Return foreign text without control characters: a reply must not steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _paint(text: str, how: str) -> str:
    return f"{how}{text}{_OFF}"


def _plain(text: str, _how: str) -> str:
    return text
