"""The state of email for a monitoring system: codes and counts, no names, no addresses."""

from datetime import timedelta
from hmac import compare_digest
from typing import TypedDict

from odoo import fields

from ...tools.monitoring.prometheus import Gauge, Sample
from ..sending.queue_state import queue_state
from .failure_counts import failures_by_cause
from .findings.checkup import STATE
from .findings.standing import FINDING, standing_domain
from .verdict import STALE

DAY = timedelta(days=1)


class Standing(TypedDict):
    """How many findings of one problem stand, in one area and with one severity."""

    code: str
    area: str
    severity: str
    count: int


class Health(TypedDict):
    """What a monitoring system reads.

    :param snoozed: codes of errors that were put off: it is not healthy, and nobody needs to be called
    :param checked_at: when something was looked at last, in ISO 8601
    """

    healthy: bool
    findings: list[Standing]
    snoozed: list[str]
    checked_at: str | None


def token(env) -> str:
    """The token that opens the endpoint; empty while it is switched off."""
    parameter = env["ir.config_parameter"].sudo()  # sudo: compared with what the caller sent, never shown
    on = parameter.get_param("mail_troubleshooting.health") == "True"
    return (on and parameter.get_param("mail_troubleshooting.health_token")) or ""


def is_token(env, text: str) -> bool:
    """Whether this is the token; takes the same time whichever part is wrong."""
    known = token(env)
    return bool(known) and compare_digest(known.encode(), text.encode())


def report(env) -> Health:
    """Whether email is healthy, what stands by code and severity, and when it was looked last.

    Something in error, put off or not, or nothing checked for an hour, is not healthy.
    """
    findings = env[FINDING].sudo()  # sudo: codes and numbers leave
    standing = [
        Standing(code=problem.code, area=area, severity=severity, count=count)
        for area, problem, severity, count in findings._read_group(
            standing_domain(env), ["area", "problem_id", "severity"], ["__count"]
        )
    ]
    snoozed = [problem.code for [problem] in findings._read_group(_snoozed_errors(env), ["problem_id"])]
    checked = _checked(env)
    return {
        "healthy": _is_fresh(checked) and not snoozed and not _has_error(standing),
        "findings": standing,
        "snoozed": sorted(snoozed),
        "checked_at": f"{checked.isoformat()}Z" if checked else None,
    }


def is_alarming(health: Health) -> bool:
    """Whether somebody should be called: an error that nobody has put off, or nothing checked for an hour."""
    checked = health["checked_at"] and fields.Datetime.to_datetime(health["checked_at"][:19].replace("T", " "))
    return not _is_fresh(checked) or _has_error(health["findings"])


def _has_error(standing: list[Standing]) -> bool:
    return any(finding["severity"] == "error" for finding in standing)


def _snoozed_errors(env) -> list:
    today = fields.Date.context_today(env[FINDING])
    return [
        ("closed_date", "=", False),
        ("shown", "=", True),
        ("severity", "=", "error"),
        ("snoozed_until", ">=", today),
    ]


def _checked(env):
    states = env[STATE].sudo()  # sudo: one date leaves
    return states.search([("last_run", "!=", False)], order="last_run desc", limit=1).last_run


def _is_fresh(checked) -> bool:
    return bool(checked) and fields.Datetime.now() - checked <= STALE


def gauges(env) -> list[Gauge]:
    """The same in figures, with those of the queue and of the last day."""
    health, queue, now = report(env), queue_state(env), fields.Datetime.now()
    oldest = fields.Datetime.to_datetime(queue["oldest_due"]) or now
    counts = {}
    for finding in health["findings"]:
        key = (finding["area"], finding["severity"])
        counts[key] = counts.get(key, 0) + finding["count"]
    found = tuple(Sample(n, {"area": area, "severity": severity}) for (area, severity), n in counts.items())
    return [
        Gauge(
            "odoo_mail_healthy",
            "1: no error but snoozed ones, and it was checked within the last hour.",
            (Sample(int(not is_alarming(health))),),
        ),
        Gauge("odoo_mail_findings", "What checks found and nobody has put off, by area and severity.", found),
        Gauge(
            "odoo_mail_queue_oldest_age_seconds",
            "For how long the email that waits longest has been due.",
            (Sample((now - oldest).total_seconds()),),
        ),
        Gauge("odoo_mail_queue_waiting", "Emails that wait in the queue.", (Sample(queue["waiting"]),)),
        Gauge(
            "odoo_mail_failures_24h",
            "Recipients whose failure of the last 24 hours still stands.",
            (Sample(failures_of_the_day(env)),),
        ),
        Gauge(
            "odoo_mail_last_check_timestamp_seconds",
            "When a check ran last, in seconds since 1970; 0: never.",
            (Sample(_since_1970(health["checked_at"])),),
        ),
    ]


def _since_1970(checked_at: str | None) -> float:
    if not checked_at:
        return 0
    checked = fields.Datetime.to_datetime(checked_at[:19].replace("T", " "))
    return (checked - fields.Datetime.to_datetime("1970-01-01 00:00:00")).total_seconds()


def failures_of_the_day(env) -> int:
    """Recipients whose failure of the last 24 hours still stands."""
    rows = failures_by_cause(env, [("failure_date", ">=", fields.Datetime.now() - DAY)])
    return sum(row["count"] for row in rows)
