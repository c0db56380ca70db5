"""Findings as people see them: texts filled in, in language and time zone of the reader."""

from collections import Counter, defaultdict
from typing import TypedDict

from odoo import fields
from odoo.models import BaseModel
from odoo.tools import SQL

from ....tools.texts.plain_text import harmless
from ...failures.causes import id_by_code
from .checks import name_of
from .standing import FINDING, rows
from .texts import (
    CAUSE,
    PROBLEM,
    Step,
    cause_of,
    fill,
    filling,
    numbered,
    problem_texts,
    readable_value,
    steps_of_cause,
)

#: Findings of one problem in one area that stand on the dashboard; the list has the others.
FIRST = 3
#: A step of a problem with this text is the cause's first step, with the problem's button; the cause's others follow it.
CAUSE_STEP = "{cause_step}"


class ShownEvidence(TypedDict):
    """Where a fact was seen, and the words themselves."""

    source: str
    excerpt: str


class ShownFinding(TypedDict, total=False):
    """One finding as the dashboard shows it. Dates are texts in UTC, False where there is none.

    :param problem: id of the record with the texts; ``code`` is its permanent name
    :param model: with ``res_id`` the record that is wrong, where the reader may open it; ``target`` says of which kind it is
    :param cause: id of the cause of failures that it is about, 0 where it is about none
    :param owner: who must act, where the cause says so
    :param waiting: recipients whom it still keeps from their email; of the attempts since it began some ``failed``
    :param also: titles of what it explains, and what therefore does not stand by itself
    :param fixed: when it ended, False while it stands; ``fixed_by`` says how that is known
    :param more: how many others of its kind are in the list; only on the dashboard
    """

    id: int
    problem: int
    check: str
    code: str
    area: str
    severity: str
    title: str
    explanation: str
    steps: list[Step]
    also: list[str]
    evidence: list[ShownEvidence]
    cause: int
    owner: str
    waiting: int
    failed: int
    accepted: int
    fixed: str | bool
    fixed_by: str | bool
    model: str
    res_id: int
    target: str
    since: str
    last_seen: str
    snoozed_until: str | bool
    snooze_reason: str
    more: int


def first_shown(env, standing: list[dict]) -> list[ShownFinding]:
    """These as the dashboard shows them, in this order: the first ones of each problem, which count the rest.

    Each area has its own, as it can be looked at alone. Those that were put off stand and count by themselves. What is
    the effect of another one is named there.
    """
    alone, effects = by_themselves(standing)
    kinds = [(row["problem_id"], row["area"], row["is_left"]) for row in alone]
    count, seen, first = Counter(kinds), Counter(), []
    for row, kind in zip(alone, kinds, strict=True):
        seen[kind] += 1
        if seen[kind] <= FIRST:
            first.append((row, count[kind] - FIRST if seen[kind] == FIRST else 0))
    there = records_of(env, [row for row, _more in first])
    return [
        {**_filled(env, row, there), "also": [_title(env, effect) for effect in effects[row["id"]]], "more": more}
        for row, more in first
    ]


def by_themselves(standing: list[dict]) -> tuple[list[dict], dict[int, list[dict]]]:
    """Findings that are no effect of another one that stands, and the effects of each."""
    ids, alone, effects = {row["id"] for row in standing}, [], defaultdict(list)
    for row in standing:
        if row["explained_by_id"] in ids - {row["id"]}:
            effects[row["explained_by_id"]].append(row)
        else:
            alone.append(row)
    return alone, effects


def lately_fixed(env) -> list[ShownFinding]:
    """What ended within a day while recipients still wait for their email, newest first."""
    ended = SQL(
        "closed_date > %(since)s AND shown AND waiting > 0 AND NOT EXISTS (SELECT FROM %(table)s again"
        " WHERE again.closed_date IS NULL AND again.check_code = %(table)s.check_code"
        " AND again.problem_id = %(table)s.problem_id AND again.res_model = %(table)s.res_model"
        " AND again.res_id = %(table)s.res_id AND again.key = %(table)s.key)",
        since=fields.Datetime.subtract(fields.Datetime.now(), days=1),
        table=SQL.identifier(env[FINDING]._table),
    )
    found = sorted(rows(env, ended), key=lambda row: row["closed_date"], reverse=True)[: FIRST * 2]
    there = records_of(env, found)
    return [{**_filled(env, row, there), "more": 0} for row in found]


def show(finding) -> ShownFinding:
    """One finding as the dashboard shows it."""
    finding.ensure_one()
    [row] = rows(finding.env, SQL("id = %s", finding.id))
    return _filled(finding.env, row, records_of(finding.env, [row]))


def _filled(env, row: dict, there: dict[str, BaseModel]) -> ShownFinding:
    texts, values, cause = _texts(env, row)
    of_cause = steps_of_cause(env, row, cause, there.get("ir.mail_server", env["ir.mail_server"]))
    return {
        "id": row["id"],
        "problem": row["problem_id"],
        "check": row["check_code"],
        "code": texts["code"],
        "area": row["area"],
        "severity": row["severity"],
        "title": fill(numbered(texts, "title", values), values),
        "explanation": fill(numbered(texts, "explanation", values), values),
        "steps": _steps(texts["steps"], of_cause, values),
        "also": [],
        "cause": id_by_code(env, cause["code"]) if cause else 0,
        "owner": cause["owner"] if cause else "",
        "evidence": [_evidence(env, one) for one in harmless(row["evidence"] or [])],
        **_link(env, row, there),
        **_history(row),
    }


def _texts(env, row: dict) -> tuple[dict, dict, dict]:
    """The texts of a problem, what fills them, and the cause of failures that it is about."""
    cause = cause_of(env, row)
    return problem_texts(env[PROBLEM].browse(row["problem_id"])), filling(env, row["values"] or {}, cause), cause


def _title(env, row: dict) -> str:
    texts, values, _cause = _texts(env, row)
    return fill(numbered(texts, "title", values), values)


def _history(row: dict) -> dict:
    """Since when, for how many, and until when."""
    return {
        "waiting": row["waiting"] or 0,
        "failed": row["failed"] or 0,
        "accepted": row["accepted"] or 0,
        "since": fields.Datetime.to_string(row["first_seen"]),
        "last_seen": fields.Datetime.to_string(row["last_seen"]),
        "fixed": fields.Datetime.to_string(row["closed_date"]) if row["closed_date"] else False,
        "fixed_by": row["fixed_by"] or False,
        "snoozed_until": fields.Date.to_string(row["snoozed_until"]) if row["is_left"] else False,
        "snooze_reason": row["snooze_reason"] or "",
    }


def _steps(steps: list[Step], of_cause: list[str], values: dict) -> list[Step]:
    """What helps: the steps of the problem, and those of the cause where the problem says so, or behind them."""
    found = []
    for step in steps:
        takes_place = step["text"] == CAUSE_STEP and of_cause
        text = of_cause.pop(0) if takes_place else fill(step["text"], values)
        found.append({**step, "text": text, **{name: fill(step[name], values) for name in ("copy", "preview")}})
        if takes_place:
            found += map(_words_only, of_cause)
            of_cause.clear()
    return found + list(map(_words_only, of_cause))


def _words_only(text: str) -> Step:
    return {"text": text, "copy": "", "button": "", "label": "", "preview": ""}


def _evidence(env, evidence: dict) -> ShownEvidence:
    date = readable_value(env, evidence) if "moment" in evidence else ""
    return {"source": evidence["source"], "excerpt": ": ".join(filter(None, (date, evidence["excerpt"])))}


def _link(env, row: dict, there: dict[str, BaseModel]) -> dict:
    """What the card leads to. It says of which kind that is: the name is in the title, and costs a query."""
    model, res_id = row["res_model"], row["res_id"]
    if model not in there or res_id not in there[model].ids:
        return {"model": "", "res_id": 0, "target": ""}
    target = env._("About this cause") if model == CAUSE else name_of(env, model)
    return {"model": model, "res_id": res_id, "target": target}


def records_of(env, findings) -> dict[str, BaseModel]:
    """The records these are about, by model, as far as they exist and the reader may open them.

    :param findings: rows or records; each model is asked once
    """
    ids = defaultdict(set)
    for finding in findings:
        ids[finding["res_model"]].add(finding["res_id"])
    # At most their names are read.
    quick = {"active_test": False, "prefetch_fields": False}
    return {
        model: env[model].with_context(**quick).search([("id", "in", some)], order="id")
        for model, some in ids.items()
        if model in env and env[model].has_access("read")
    }


def targets(findings) -> dict[int, str]:
    """Names of the records that findings are about, by finding; empty where the reader may not open one."""
    there = records_of(findings.env, findings)
    # The name of a cause is the title already.
    return {
        finding.id: records.browse(finding.res_id).with_prefetch(records.ids).display_name
        for finding in findings
        if (records := there.get(finding.res_model)) and finding.res_id in records.ids and finding.res_model != CAUSE
    }
