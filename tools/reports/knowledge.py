"""Titles, explanations and steps of the causes, read from the addon's data files: for programs that run without Odoo."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from ..evidence.steps import Remedy

ROOT = Path(__file__).resolve().parents[2]
_CAUSE = "mail.troubleshooting.cause"
_REMEDY = "mail.troubleshooting.remedy"
_LINK = "mail.troubleshooting.link"
#: How a file of translations names what the interface calls those who can act.
_OWNER = re.compile(r"\.selection__mail_troubleshooting_cause__owner__(\w+)")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is told about one cause, in one language.

    :param steps: all of them in their order; the audience is ``sender`` or ``administrator``
    :param links: (provider or ``""``, name, address)
    """

    code: str
    title: str
    explanation: str
    steps: tuple[Remedy, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()


@cache
def read(language: str = "en") -> dict[str, Knowledge]:
    """Return what is told about every cause by its code; English where a text has no translation."""
    texts = translations(language)
    records = _records()
    return {
        cause["code"]: Knowledge(
            cause["code"],
            _say(texts, cause.get("name", "")),
            _say(texts, cause.get("explanation", "")),
            tuple(_step(texts, one) for one in _of(records, _REMEDY, identifier)),
            tuple(
                (one.get("provider", ""), _say(texts, one["name"]), one["url"])
                for one in _of(records, _LINK, identifier)
            ),
        )
        for identifier, cause in records[_CAUSE].items()
    }


@cache
def owners(language: str = "en") -> dict[str, str]:
    """Return what the interface calls those who can act, by their codes; English where there is no translation."""
    texts = translations(language)
    named: dict[str, str] = {}
    for path in sorted((ROOT / "i18n").glob("*.po*")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            if codes := _OWNER.findall(block):
                named.update(dict.fromkeys(codes, _entry(block)["msgid"]))
    return {code: _say(texts, name) for code, name in named.items()}


def _step(texts: dict[str, str], one: dict[str, str]) -> Remedy:
    conditions = (frozenset(one.get(name, "").split()) for name in ("only_when", "unless"))
    return Remedy(one["audience"], _say(texts, one["name"]), *conditions)


def _say(texts: dict[str, str], text: str) -> str:
    return texts.get(text) or text


def _of(records: dict[str, dict[str, dict[str, str]]], model: str, cause: str) -> list[dict[str, str]]:
    found = [one for one in records[model].values() if one.get("cause_id") == cause]
    return sorted(found, key=lambda one: (one.get("audience", "") != "sender", int(one.get("sequence", "0") or 0)))


@cache
def _records() -> dict[str, dict[str, dict[str, str]]]:
    """Return the fields of every record by model and XML id."""
    records: dict[str, dict[str, dict[str, str]]] = {_CAUSE: {}, _REMEDY: {}, _LINK: {}}
    for path in sorted((ROOT / "data/failures/causes").glob("*.xml")):
        for record in ElementTree.parse(path).getroot().iter("record"):
            if record.get("model") in records:
                fields = {one.get("name"): one.get("ref") or (one.text or "").strip() for one in record.iter("field")}
                records[record.get("model")][record.get("id")] = fields
    return records


@cache
def translations(language: str) -> dict[str, str]:
    """Return the translations of a language (``vi``, ``vi_VN``) by their English text; empty where there is no file."""
    for name in (language, language.split("_")[0]):
        path = ROOT / "i18n" / f"{name}.po"
        if name.replace("_", "").isalnum() and path.is_file():
            return dict(_entries(path.read_text(encoding="utf-8")))
    return {}


def _entries(text: str):
    """Yield (English text, translation) of every entry of a .po file that has one."""
    for block in text.split("\n\n"):
        entry = _entry(block)
        if entry["msgid"] and entry["msgstr"]:
            yield entry["msgid"], entry["msgstr"]


def _entry(block: str) -> dict[str, str]:
    """Return ``msgid`` and ``msgstr`` of one entry."""
    entry = {"msgid": "", "msgstr": ""}
    key = ""
    for line in block.splitlines():
        if line.startswith(("msgid ", "msgstr ")):
            key, line = line.split(" ", 1)
        if key and line.startswith('"'):
            entry[key] += ast.literal_eval(line)
    return entry
