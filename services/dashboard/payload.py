"""What the dashboard shows: one plain payload. Counts are grouped, bounded in time, and use partial indexes."""

from typing import TypedDict

from odoo import fields

from ...tools.figures.filters import USUAL
from ..sending.queue_state import Queue, queue_state
from .access import check_reader
from .failure_counts import CauseCount, failures_by_cause, recent_failures
from .findings.overview import Overview, overview
from .verdict import MANY, Verdict, verdict

#: The wizard behind Send a Test.
SEND_TEST = "mail_troubleshooting.action_send_test"


class Backfill(TypedDict):
    """How many old failures have a cause by now, of how many."""

    done: int
    total: int


class Payload(TypedDict):
    """What ``static/src/dashboard/dashboard.js`` reads. Dates are texts in UTC, False where there is none.

    :param days: over so many days failures are counted
    :param failed: recipients that were not reached; ``failed_alone``: emails without one
    :param can_send_test: whether there is a wizard that sends a test, and the reader may use it
    :param overview: findings, areas and checks, as the check-up gives them
    """

    days: int
    is_administrator: bool
    queue: Queue
    causes: list[CauseCount]
    failed: int
    failed_or_more: bool
    failed_alone: int
    failed_alone_or_more: bool
    last_accepted: str | bool
    can_send_test: bool
    backfill: Backfill
    overview: Overview
    verdict: Verdict


def payload(env, backfill: Backfill) -> Payload:
    """Everything the dashboard shows.

    :param backfill: how far old failures have a cause
    :raises AccessError: for anyone but administrators and email support
    """
    is_administrator = check_reader(env)
    known, last_accepted = overview(env), _last_accepted(env)
    causes = failures_by_cause(env, recent_failures(), MANY)
    alone = sum(row["emails"] for row in causes)
    failed = sum(row["count"] for row in causes) - alone
    return {
        "days": USUAL,
        "is_administrator": is_administrator,
        "queue": queue_state(env),
        "causes": causes,
        "failed": failed,
        "failed_or_more": failed >= MANY,
        "failed_alone": alone,
        "failed_alone_or_more": alone >= MANY,
        "last_accepted": last_accepted,
        "can_send_test": is_administrator and bool(env.ref(SEND_TEST, raise_if_not_found=False)),
        "backfill": backfill,
        "overview": known,
        "verdict": verdict(env, known, causes, last_accepted),
    }


def state_line(env) -> tuple[str, str]:
    """Severity and one sentence, for General Settings. The caller has checked who asks."""
    causes = failures_by_cause(env, recent_failures(), MANY)
    found = verdict(env, overview(env), causes, _last_accepted(env))
    return found["severity"], found["title"]


def _last_accepted(env) -> str | bool:
    Attempt = env["mail.troubleshooting.attempt"].sudo()  # sudo: one date leaves this function
    last = Attempt.search_fetch([("outcome", "=", "accepted")], ["date"], order="date desc", limit=1)
    return fields.Datetime.to_string(last.date) if last else False
