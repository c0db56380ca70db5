"""Texts of what checks can find, and what the braces in them stand for."""

from typing import TypedDict

from odoo import fields
from odoo.tools import formatLang, ormcache

from ....tools.evidence.steps import steps
from ....tools.texts.braces import filled
from ....tools.texts.plain_text import harmless
from ...failures.causes import all_ids, cause_texts, id_by_code
from ...failures.evidence import SERVER, facts_of_failure
from ..moments import format_moment
from .checks import checks, name_of

CAUSE = "mail.troubleshooting.cause"
PROBLEM = "mail.troubleshooting.problem"


class Step(TypedDict):
    """One thing that helps with a finding.

    :param copy: a text for somebody outside Odoo
    :param button: what Odoo can do itself, ``label`` stands on it, and ``preview`` says what it will change
    """

    text: str
    copy: str
    button: str
    label: str
    preview: str


class ProblemTexts(TypedDict):
    """Texts of a problem in the reader's language, with braces.

    :param one: texts for where ``counted``, the name of a value, is 1; empty where there is no difference
    """

    code: str
    title: str
    explanation: str
    one: dict[str, str]
    counted: str
    sequence: int
    steps: list[Step]


def problem_id(env, code: str) -> int | bool:
    """The id of a problem, False where there is none of this code."""
    return _problem_id(env[PROBLEM], code)


# ``ormcache`` wants records first, under the name ``self``.
@ormcache("code")
def _problem_id(self, code: str) -> int | bool:
    return self.sudo().search([("code", "=", code)], limit=1).id  # sudo: ids of public texts, no user data


@ormcache("self.id", "self.env.lang")
def problem_texts(self) -> ProblemTexts:
    """The texts of a problem. Kept, as they hardly ever change."""
    return {
        "code": self.code,
        "title": self.name,
        "explanation": self.explanation,
        "one": {"title": self.name_one or "", "explanation": self.explanation_one or ""},
        "counted": self.counted or "",
        "sequence": self.sequence,
        "steps": [
            {
                "text": step.name,
                "copy": step.text or "",
                "button": step.button or "",
                "label": step.label or "",
                "preview": step.preview or "",
            }
            for step in self.step_ids
        ],
    }


def fill(text: str, values: dict[str, str]) -> str:
    """A text with what its braces stand for."""
    return filled(text, lambda name: str(values.get(name, "?")))


def numbered(texts: ProblemTexts, name: str, values: dict) -> str:
    """The title or the explanation with braces: the text for one where the problem counts one."""
    one = texts["one"][name]
    return one if one and values.get(texts["counted"]) == "1" else texts[name]


def title_of(finding) -> str:
    """The title of a finding as its reader reads it."""
    found = finding.values or {}
    texts = problem_texts(finding.problem_id)
    return fill(numbered(texts, "title", found), filling(finding.env, found, cause_of(finding.env, finding)))


def filling(env, values: dict, cause: dict) -> dict[str, str]:
    """What the braces stand for.

    :param values: what the check said, as it is kept
    :param cause: texts of the cause that the finding is about
    """
    words = {"cause": cause["title"], "explanation": cause["explanation"]} if cause else {}
    readable = {name: readable_value(env, value) for name, value in harmless(values).items()}
    return {**readable, **_name_of_check(env, values), **words}


def _name_of_check(env, values: dict) -> dict[str, str]:
    """The name of the check that could not be made."""
    code = values.get("check_code")
    known = checks(env) if code else {}
    return {"check": name_of(env, known[code]._name)} if code in known else {}


def readable_value(env, value: str | dict) -> str:
    """A value as its reader writes dates and numbers; see ``stored`` of ``tools/monitoring/finding.py``."""
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        return format_moment(env, fields.Datetime.to_datetime(value["moment"]))
    number = formatLang(env, value["more_than"], digits=0)
    return env._("more than %(number)s", number=number)


def cause_of(env, finding) -> dict:
    """The texts of the cause of failures that it is about, in the reader's language; empty where it is about none.

    :param finding: a row or a record
    """
    Cause = env[CAUSE]
    if finding["res_model"] == CAUSE:
        cause_id = finding["res_id"] if finding["res_id"] in all_ids(env) else False
    else:
        code = (finding["values"] or {}).get("cause_code")
        cause_id = id_by_code(env, code) if code else False
    return cause_texts(Cause.browse(cause_id)) if cause_id else {}


def steps_of_cause(env, finding: dict, cause: dict, there) -> list[str]:
    """What administrators can do about the cause of a finding: the steps that its evidence calls for.

    :param finding: a row
    :param cause: its texts; empty where the finding is about none
    :param there: servers that findings are about, which are read together
    """
    if not cause:
        return []
    values = finding["values"] or {}
    reply = next((one["excerpt"] for one in finding["evidence"] or () if one["source"] == "reply.text"), "")
    receiver = str(values.get("receiver") or values.get("domain") or "")  # a domain, or a provider's name
    server, sender = _server(env, finding, there), str(values.get("address") or "")
    facts = facts_of_failure(reply, server, sender, receiver if "." in receiver else "")
    return steps(cause["remedies"], "administrator", facts)


def _server(env, finding: dict, there):
    """The server that a finding is about, an empty record for that of odoo.conf; None where it is about none."""
    if finding["res_model"] == SERVER and finding["res_id"]:
        quick = there.with_context(prefetch_fields=True)
        return quick.browse(finding["res_id"]).with_prefetch(there.ids).exists() or None
    # The default server is no record: it is named, and there is nothing to open.
    named = not finding["res_model"] and (finding["values"] or {}).get("server")
    return env[SERVER] if named else None
