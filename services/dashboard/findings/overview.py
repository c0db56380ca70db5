"""What the check-up knows: areas with their worst severity, findings worst first, and when it was looked last."""

from typing import TypedDict

from odoo import fields

from ....tools.monitoring.finding import worst
from .checks import checks, name_of
from .checkup import STATE
from .shown import ShownFinding, first_shown
from .standing import standing_rows
from .texts import PROBLEM


class Area(TypedDict):
    """A part of the dashboard, as bad as its worst finding that was not put off."""

    code: str
    severity: str
    label: str


class ShownCheck(TypedDict):
    """What was looked at, and when: a text in UTC, False if never."""

    code: str
    area: str
    name: str
    checked: str | bool
    failed: bool


class Overview(TypedDict):
    """The findings of the dashboard. ``checked``: when something was looked at last."""

    areas: list[Area]
    findings: list[ShownFinding]
    checks: list[ShownCheck]
    checked: str | bool


def overview(env) -> Overview:
    """What the check-up knows. The caller has checked that the reader may see findings."""
    standing = standing_rows(env)
    State = env[STATE].sudo()  # sudo: shown by group, see payload
    states = {state.code: state for state in State.search_fetch([], ["code", "last_run", "failed"])}
    known = checks(env)
    checked = [states[code].last_run for code in known if code in states and states[code].last_run]
    return {
        "areas": _areas(env, known, states, standing),
        "findings": first_shown(env, standing),
        "checks": [_shown_check(env, check, states.get(code)) for code, check in known.items()],
        "checked": fields.Datetime.to_string(max(checked)) if checked else False,
    }


def _areas(env, known: dict, states: dict, standing: list[dict]) -> list[Area]:
    labels = dict(env[PROBLEM]._fields["area"]._description_selection(env))
    severities = {area: [] for area in labels}
    for code, check in known.items():
        state = states.get(code)
        severities[check._area].append("ok" if state and state.last_run and not state.failed else "unknown")
    for finding in standing:
        if not finding["is_left"]:
            severities[finding["area"]].append(finding["severity"])
    return [
        {"code": area, "severity": str(worst(found)), "label": labels[area]}
        for area, found in severities.items()
        if found
    ]


def _shown_check(env, check, state) -> ShownCheck:
    return {
        "code": check._check,
        "area": check._area,
        "name": name_of(env, check._name),
        "checked": fields.Datetime.to_string(state.last_run) if state and state.last_run else False,
        "failed": bool(state and state.failed),
    }
