"""The state of email in one sentence."""

from datetime import timedelta
from typing import TypedDict

from odoo import fields

from ...tools.figures.filters import USUAL
from .findings.overview import Overview

#: Failures that are counted for the first look. Where there are more, it says so, and the charts have all of them.
MANY = 2000
#: What was looked at longer ago says nothing about now: some check runs every quarter of an hour.
STALE = timedelta(hours=1)


class Verdict(TypedDict):
    """The state of email. ``finding``: id of what is wrong, False where the sentence is about no finding."""

    severity: str
    title: str
    finding: int | bool


def verdict(env, overview: Overview, causes: list[dict]) -> Verdict:
    """The state in words: the worst finding, or what is known without one.

    What could not be looked at for long is unknown, whatever was found then.
    """
    worst = next((finding for finding in overview["findings"] if not finding["snoozed_until"]), None)
    severity = worst["severity"] if worst else "ok"
    if severity in ("error", "warning"):
        return {"severity": severity, "title": worst["title"], "finding": worst["id"]}
    if not overview["checked"]:
        return _sentence("unknown", env._("No check has run yet."))
    if fields.Datetime.now() - fields.Datetime.to_datetime(overview["checked"]) > STALE:
        return _sentence("unknown", env._("The last check was more than an hour ago."))
    if severity == "unknown":
        return {"severity": severity, "title": worst["title"], "finding": worst["id"]}
    # What is only worth knowing does not stand in the way of saying that email works.
    if causes:
        return _sentence("info", _works_mostly(env, causes))
    return _sentence("ok", env._("Email is healthy: nothing failed and nothing is stuck."))


def _works_mostly(env, causes: list[dict]) -> str:
    failed = sum(row["count"] for row in causes)
    values = {"failed": failed, "days": USUAL, "cause": causes[0]["title"]}
    if failed == 1:
        return env._("Email works. One recipient was not reached in the last %(days)s days: %(cause)s", **values)
    if failed >= MANY:
        return env._(
            "Email works. More than %(failed)s recipients were not reached in the last %(days)s days."
            " Main recent cause: %(cause)s",
            **values,
        )
    return env._(
        "Email works. %(failed)s recipients were not reached in the last %(days)s days. Main cause: %(cause)s",
        **values,
    )


def _sentence(severity: str, title: str) -> Verdict:
    return {"severity": severity, "title": title, "finding": False}
