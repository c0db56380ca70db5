"""The state of email: one sentence that says how it is, and one line with since when, for how many, and what is left."""

from datetime import timedelta
from typing import TypedDict

from babel.dates import format_timedelta

from odoo import fields
from odoo.tools import babel_locale_parse, format_date, format_list

from ...tools.figures.filters import USUAL
from .findings.overview import Overview
from .moments import format_moment

#: Failures that are counted for the first look. Where there are more, it says so, and the charts have all of them.
MANY = 2000
#: What was looked at longer ago says nothing about now: some check runs every quarter of an hour.
STALE = timedelta(hours=1)
#: Where a server accepted an email in so many days, email works, unless something says otherwise.
LATELY = 7


class Verdict(TypedDict):
    """The state of email.

    :param severity: of a finding, or "snoozed" where nothing but what was put off is wrong
    :param detail: since when, for how many, what else; empty where there is nothing to add
    :param finding: id of what is wrong, False where the sentence is about no finding
    """

    severity: str
    title: str
    detail: str
    finding: int | bool


def verdict(env, overview: Overview, causes: list[dict], last_accepted: str | bool) -> Verdict:
    """The state in words: the worst finding, or what is known without one.

    What could not be looked at for long is unknown, unless something wrong was found then.

    :param causes: of recipients who were not reached
    :param last_accepted: when a server accepted an email last
    """
    worst = next((finding for finding in overview["findings"] if not finding["snoozed_until"]), None)
    severity = worst["severity"] if worst else "ok"
    stale = _stale(env, overview)
    if severity in ("error", "warning"):
        title = (_with_errors if severity == "error" else _with_warnings)(env, overview, worst, last_accepted)
        return _said(severity, title, [*_scope(env, overview, worst), *_left(env, overview), stale], worst["id"])
    if stale:
        return _said("unknown", stale, _left(env, overview))
    if severity == "unknown":
        return _said(severity, worst["title"], _left(env, overview), worst["id"])
    if left := _left(env, overview):
        return _said("snoozed", left[0].rstrip("."), [])
    return _without_findings(env, overview, causes, last_accepted)


def _said(severity: str, title: str, details: list[str], finding: int | bool = False) -> Verdict:
    return {"severity": severity, "title": title, "detail": " ".join(filter(None, details)), "finding": finding}


def _stale(env, overview: Overview) -> str:
    if not overview["checked"]:
        return env._("No check has run yet.")
    if fields.Datetime.now() - fields.Datetime.to_datetime(overview["checked"]) > STALE:
        return env._("The last check was more than an hour ago.")
    return ""


def _with_errors(env, overview: Overview, worst: dict, last_accepted: str | bool) -> str:
    """Whether email works in spite of an error is known from what was accepted since it began."""
    values, broken = {"title": worst["title"]}, overview["servers"]
    if last_accepted and last_accepted > worst["since"]:
        if broken > 1:
            values = {"broken": broken, "total": _servers(env)}
            return env._("Email partly works: %(broken)s of %(total)s outgoing servers fail", **values)
        return env._("Email partly works: %(title)s", **values)
    if worst["waiting"] or worst["failed"]:
        return env._("Email is not sent: %(title)s", **values)
    return worst["title"]


def _with_warnings(env, overview: Overview, worst: dict, last_accepted: str | bool) -> str:
    count = _count(overview, "warnings")
    if not _works(last_accepted):
        return worst["title"]
    if count == 1:
        return env._("Email works, with 1 warning")
    return env._("Email works, with %(count)s warnings", count=count)


def _scope(env, overview: Overview, worst: dict) -> list[str]:
    """How far it goes: servers, since when, for how many, and how much was found in all."""
    if worst["severity"] == "warning":
        return []
    servers = _servers(env) if overview["servers"] == 1 else 0
    values = {"since": _since(env, worst["since"]), "figures": format_list(env, _figures(env, worst), "unit")}
    return [
        env._("1 of %(total)s outgoing servers is affected.", total=servers) if servers > 1 else "",
        env._("Since %(since)s: %(figures)s.", **values) if values["figures"] else "",
        f"{format_list(env, _counts(env, overview), 'unit')}.",
    ]


def _figures(env, worst: dict) -> list[str]:
    tried, found = worst["failed"] + worst["accepted"], []
    if worst["waiting"] == 1:
        found.append(env._("1 recipient not reached"))
    elif worst["waiting"]:
        found.append(env._("%(count)s recipients not reached", count=worst["waiting"]))
    if tried == 1:
        found.append(env._("the only email was not accepted"))
    elif tried:
        values = {"accepted": worst["accepted"], "tried": tried}
        found.append(env._("%(accepted)s of %(tried)s emails accepted", **values))
    return found


def _counts(env, overview: Overview) -> list[str]:
    errors, warnings = _count(overview, "errors"), _count(overview, "warnings")
    return [
        text
        for number, text in (
            (errors, env._("1 error") if errors == 1 else env._("%(count)s errors", count=errors)),
            (warnings, env._("1 warning") if warnings == 1 else env._("%(count)s warnings", count=warnings)),
        )
        if number
    ]


def _count(overview: Overview, name: str) -> int:
    return sum(area[name] for area in overview["areas"])


def _servers(env) -> int:
    return env["ir.mail_server"].sudo().search_count([])  # sudo: a number


def _since(env, moment: str) -> str:
    """When it began, and for how long it lasts; of today the time is enough."""
    began, now = fields.Datetime.to_datetime(moment), fields.Datetime.now()
    lasts = format_timedelta(
        max(now - began, timedelta(minutes=1)), granularity="minute", locale=babel_locale_parse(env.lang)
    )
    return env._("%(when)s (%(duration)s)", when=format_moment(env, began), duration=lasts)


def _left(env, overview: Overview) -> list[str]:
    """What was put off, in a sentence; it is never called healthy."""
    snoozed = overview["snoozed"]
    errors, warnings = snoozed["errors"], snoozed["warnings"]
    if not errors + warnings:
        return []
    values = {"errors": errors, "warnings": warnings, "day": format_date(env, snoozed["until"], date_format="long")}
    if errors + warnings == 1:
        one = env._("1 error is snoozed until %(day)s.", **values)
        return [one if errors else env._("1 warning is snoozed until %(day)s.", **values)]
    if not warnings:
        return [env._("%(errors)s errors are snoozed, the first until %(day)s.", **values)]
    if not errors:
        return [env._("%(warnings)s warnings are snoozed, the first until %(day)s.", **values)]
    return [
        env._(
            "Errors (%(errors)s) and warnings (%(warnings)s) are snoozed, the first until %(day)s.",
            **values,
        )
    ]


def _works(last_accepted: str | bool) -> bool:
    since = fields.Datetime.subtract(fields.Datetime.now(), days=LATELY)
    return bool(last_accepted) and fields.Datetime.to_datetime(last_accepted) >= since


def _without_findings(env, overview: Overview, causes: list[dict], last_accepted: str | bool) -> Verdict:
    """What is only worth knowing does not stand in the way of saying that email works."""
    works = _works(last_accepted)
    state = env._("Email works") if works else env._("No issues found")
    quiet = "" if works else env._("No email was accepted by a server in the last %(days)s days.", days=LATELY)
    if waiting := sum(finding["waiting"] for finding in overview["fixed"]):
        still = env._("1 recipient still waits") if waiting == 1 else None
        still = still or env._("%(count)s recipients still wait", count=waiting)
        return _said("info", f"{state}. {still}", [quiet], overview["fixed"][0]["id"])
    if causes:
        main = env._("Main cause: %(cause)s.", cause=causes[0]["title"])
        return _said("info", f"{state}. {_not_reached(env, causes)}", [main, quiet])
    return _said("ok", state, [quiet or env._("Nothing failed and nothing is stuck.")])


def _not_reached(env, causes: list[dict]) -> str:
    failed = sum(row["count"] for row in causes)
    values = {"failed": failed, "days": USUAL}
    if failed == 1:
        return env._("One recipient was not reached in the last %(days)s days", **values)
    if failed >= MANY:
        return env._("More than %(failed)s recipients were not reached in the last %(days)s days", **values)
    return env._("%(failed)s recipients were not reached in the last %(days)s days", **values)
