"""What the check-up knows: areas with their worst severity, findings worst first, and when it was looked last."""

from collections import Counter, defaultdict
from typing import TypedDict

from odoo import fields

from ....tools.monitoring.finding import worst
from .checks import checks, name_of
from .checkup import STATE
from .shown import ShownFinding, by_themselves, first_shown, lately_fixed
from .standing import standing_rows
from .texts import PROBLEM

#: What somebody must do something about.
BAD = ("error", "warning")


class Area(TypedDict):
    """A part of the dashboard, as bad as its worst finding that was not put off.

    :param severity: "snoozed" where nothing but what was put off is wrong
    :param errors: with ``warnings`` how many were not put off; ``snoozed`` how many were, the first until ``until``
    """

    code: str
    severity: str
    label: str
    errors: int
    warnings: int
    snoozed: int
    until: str | bool


class ShownCheck(TypedDict):
    """What was looked at, and when: a text in UTC, False if never."""

    code: str
    area: str
    name: str
    checked: str | bool
    failed: bool


class Snoozed(TypedDict):
    """How many errors and warnings were put off, and until when the first of them: a text, False where there is none."""

    errors: int
    warnings: int
    until: str | bool


class Overview(TypedDict):
    """The findings of the dashboard. ``checked``: when something was looked at last.

    :param fixed: what ended lately, while recipients still wait
    :param servers: outgoing servers with an error
    :param snoozed: errors and warnings that were put off
    """

    areas: list[Area]
    findings: list[ShownFinding]
    fixed: list[ShownFinding]
    servers: int
    snoozed: Snoozed
    checks: list[ShownCheck]
    checked: str | bool


def overview(env) -> Overview:
    """What the check-up knows. The caller has checked that the reader may see findings."""
    standing = standing_rows(env)
    State = env[STATE].sudo()  # sudo: shown by group, see payload
    states = {state.code: state for state in State.search_fetch([], ["code", "last_run", "failed"])}
    known = checks(env)
    checked = [states[code].last_run for code in known if code in states and states[code].last_run]
    alone, _effects = by_themselves(standing)
    return {
        "areas": _areas(env, known, states, alone),
        "findings": first_shown(env, standing),
        "fixed": lately_fixed(env),
        "servers": len({row["res_id"] for row in alone if _is_broken_server(row)}),
        "snoozed": _snoozed([row for row in alone if row["is_left"]]),
        "checks": [_shown_check(env, check, states.get(code)) for code, check in known.items()],
        "checked": fields.Datetime.to_string(max(checked)) if checked else False,
    }


def _is_broken_server(row: dict) -> bool:
    return row["res_model"] == "ir.mail_server" and row["severity"] == "error" and not row["is_left"]


def _snoozed(left: list[dict]) -> Snoozed:
    bad = [row for row in left if row["severity"] in BAD]
    count = Counter(row["severity"] for row in bad)
    until = min((row["snoozed_until"] for row in bad), default=False)
    return {"errors": count["error"], "warnings": count["warning"], "until": fields.Date.to_string(until)}


def _areas(env, known: dict, states: dict, standing: list[dict]) -> list[Area]:
    labels = dict(env[PROBLEM]._fields["area"]._description_selection(env))
    looked, found = defaultdict(list), defaultdict(list)
    for code, check in known.items():
        state = states.get(code)
        looked[check._area].append("ok" if state and state.last_run and not state.failed else "unknown")
    for row in standing:
        found[row["area"]].append(row)
    return [
        {"code": area, "label": label, **_state_of_area(looked[area], found[area])}
        for area, label in labels.items()
        if looked[area] or found[area]
    ]


def _state_of_area(looked: list[str], found: list[dict]) -> dict:
    severities = [row["severity"] for row in found if not row["is_left"]]
    state, snoozed = str(worst([*looked, *severities])), _snoozed([row for row in found if row["is_left"]])
    left = snoozed["errors"] + snoozed["warnings"]
    return {
        "severity": "snoozed" if left and state in ("ok", "info") else state,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "snoozed": left,
        "until": snoozed["until"],
    }


def _shown_check(env, check, state) -> ShownCheck:
    return {
        "code": check._check,
        "area": check._area,
        "name": name_of(env, check._name),
        "checked": fields.Datetime.to_string(state.last_run) if state and state.last_run else False,
        "failed": bool(state and state.failed),
    }
