"""What the dashboard's charts show. Asked for after the page is there: it reads as many attempts as the period has."""

from collections import ChainMap, Counter
from dataclasses import asdict
from datetime import timedelta
from typing import TypedDict

from pytz import utc

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.replies.provider import name_of, provider_of_domain
from ..failures.causes import cause_texts
from .access import check_reader
from .failure_counts import COUNTED_ONCE, CauseCount, cause_rows, count_by_cause
from .filters import Choices, attempts_domain, choices, failures_domain, filters_of, starts_of

#: What can be asked for by itself, so that one figure does not wait for another.
PARTS = ("attempts", "receivers", "failures")
#: And what stands above the charts, which are read when somebody opens them.
SHARE = "share"
#: Causes, receiving providers and servers that get a bar or a row of their own.
MOST = 8
#: Receiving domains that are looked at to find the providers behind them.
DOMAINS = 500
HOUR = timedelta(hours=1)
#: Seconds that emails waited, where one part of a bar ends and the next begins.
WAITS = (60, 15 * 60, 60 * 60, 24 * 60 * 60)


#: Attempts between two moments: by outcome, and those accepted by how long they had waited, see ``WAITS``.
Bar = TypedDict("Bar", {"from": str, "to": str, "counts": dict[str, int], "waits": list[int]})


class CauseBar(TypedDict):
    """Attempts that were not accepted, of one cause."""

    id: int | bool
    title: str
    count: int


class Hours(TypedDict):
    """Attempts over one server by hour of the day."""

    id: int | bool
    name: str
    counts: list[int]


class Receiver(TypedDict):
    """Attempts by outcome at one provider, and the domains that belong to it."""

    title: str
    domains: list[str]
    counts: dict[str, int]


class Share(TypedDict):
    """Attempts of the period, and those of them that a server accepted."""

    tried: int
    accepted: int


class Charts(TypedDict, total=False):
    """What ``static/src/dashboard/charts/charts.js`` reads: what all parts have in common, and the parts asked for.

    :param attempts: domain of the list behind the bars; ``failures``: that behind ``failed`` and ``bounced``
    """

    filters: dict
    choices: Choices
    outcomes: dict[str, str]
    waits: tuple[int, ...]
    attempts: list
    failures: list
    times: list[Bar]
    causes: list[CauseBar]
    hours: list[Hours]
    receivers: list[Receiver]
    failed: list[CauseCount]
    bounced: list[int]
    share: Share


def charts(env, values: dict, parts: tuple | list = PARTS) -> Charts:
    """Attempts and failures of a period: by time, cause, receiver, waiting time, hour and server.

    :param values: see ``tools/figures/filters.py``
    :param parts: what of it, see ``PARTS`` and ``SHARE``
    :raises AccessError: for anyone but administrators and email support
    :raises UserError: for what cannot be chosen
    """
    check_reader(env)
    filters = filters_of(env, values)
    if not isinstance(parts, list | tuple) or any(part not in (*PARTS, SHARE) for part in parts):
        raise UserError(env._("Invalid filter."))
    starts = starts_of(env, filters.days)
    domain = attempts_domain(env, filters, starts[0])
    failures = failures_domain(env, filters, starts[0])
    outcomes = dict(env["mail.troubleshooting.attempt"]._fields["outcome"]._description_selection(env))
    figures = {
        "attempts": lambda: _counted(env, domain, starts),
        "receivers": lambda: {"receivers": _receivers(env, domain, list(outcomes))},
        "failures": lambda: _failed(env, failures, starts),
        SHARE: lambda: {"share": _share(env, domain)},
    }
    return {
        "filters": asdict(filters),
        "choices": choices(env),
        "outcomes": outcomes,
        "waits": WAITS,
        "attempts": domain,
        "failures": failures,
        **dict(ChainMap(*(figures[part]() for part in parts))),
    }


def _share(env, domain: list) -> Share:
    counts = dict(env["mail.troubleshooting.attempt"]._read_group(domain, ["outcome"], ["__count"]))
    return {"tried": sum(counts.values()), "accepted": counts.get("accepted", 0)}


def _bars(env, starts: list) -> list[dict]:
    """The moments between which each bar lies."""
    ends = [*starts[1:], fields.Datetime.now() + timedelta(minutes=1)]
    return [
        {"from": fields.Datetime.to_string(start), "to": fields.Datetime.to_string(end)}
        for start, end in zip(starts, ends, strict=True)
    ]


def _failed(env, failures: list, starts: list) -> dict:
    """Recipients whose failure stands by cause, and those from whom something came back, for each bar.

    The table is read once.
    """
    Notification = env["mail.notification"].sudo()  # sudo: numbers leave this method
    Notification.flush_model()
    (_model, own), (alone, own_alone) = COUNTED_ONCE
    query = Notification._search([*failures, *own])
    cause, date, status = (
        SQL.identifier(query.table, name) for name in ("failure_cause_id", "failure_date", "notification_status")
    )
    bar = SQL("CASE WHEN %s = 'bounce' THEN width_bucket(%s, %s::timestamp[]) END", status, date, starts)
    recipients, bounced = Counter(), Counter()
    for cause_id, number, count in env.execute_query(
        SQL("%s GROUP BY 1, 2", query.select(cause, bar, SQL("count(*)")))
    ):
        recipients[cause_id] += count
        bounced[number] += count
    emails = count_by_cause(env, alone, [*failures, *own_alone], None)
    return {
        "failed": cause_rows(env, recipients, emails),
        "bounced": [bounced[number] for number in range(1, len(starts) + 1)],
    }


def _counted(env, domain: list, starts: list) -> dict:
    """Attempts by time, waiting time, cause, hour of the day and server. The table is read once, hour by hour.

    So the moments of millions of attempts need not be cut into hours one by one, and each hour has few groups.
    """
    Attempt = env["mail.troubleshooting.attempt"]
    Attempt.flush_model()
    query = Attempt._search(domain)
    date, outcome, cause, server, waited = (
        SQL.identifier(query.table, name)
        for name in ("date", "outcome", "failure_cause_id", "mail_server_id", "waited")
    )
    query.add_where(SQL("%s >= hours.start AND %s < hours.stop", date, date))
    counted = SQL(
        "%s GROUP BY 1, 2, 3, 4",
        query.select(
            SQL("%s AS outcome", outcome),
            SQL("width_bucket(%s, %s) AS wait", waited, list(WAITS)),
            SQL("%s AS cause", cause),
            SQL("%s AS server", server),
            SQL("count(*) AS attempts"),
        ),
    )
    # PostgreSQL cannot know how few attempts an hour has, and would compile for longer than it counts.
    env.cr.execute(SQL("SET LOCAL jit TO off"))
    rows = env.execute_query(
        SQL(
            "SELECT bar, hour, outcome, wait, cause, server, sum(attempts)::int FROM (%s) hours"
            " CROSS JOIN LATERAL (%s) counted"
            " GROUP BY GROUPING SETS ((bar, outcome, wait), (cause, outcome), (hour, server))",
            _hours(env, starts),
            counted,
        )
    )
    return {
        "times": _by_time(env, [row for row in rows if row[0] is not None], starts),
        "causes": _by_cause(env, [row for row in rows if row[0] is None and row[1] is None]),
        "hours": _by_hour(env, [row for row in rows if row[1] is not None]),
    }


def _hours(env, starts: list) -> SQL:
    """The hours of each bar, with the bar's number and the hour of the day where the user lives.

    Of several servers one may be ahead: what comes from the future belongs to the last hour.
    """
    hours, now = [], fields.Datetime.now()
    for bar, (start, end) in enumerate(zip(starts, [*starts[1:], now + HOUR], strict=True)):
        while start < end and start <= now:
            hours.append((start, bar, utc.localize(start).astimezone(env.tz).hour))
            start += HOUR
    return SQL(
        "SELECT start, lead(start, 1, 'infinity') OVER (ORDER BY start) AS stop, bar, hour"
        " FROM unnest(%s::timestamp[], %s, %s) AS hour(start, bar, hour)",
        *map(list, zip(*hours, strict=True)),
    )


def _by_time(env, rows: list, starts: list) -> list[Bar]:
    """Attempts by outcome, and those that were accepted by how long they had waited, for each bar."""
    bars = [{**bar, "counts": Counter(), "waits": [0] * (len(WAITS) + 1)} for bar in _bars(env, starts)]
    for number, _hour, outcome, wait, _cause, _server, count in rows:
        bars[number]["counts"][outcome] += count
        if outcome == "accepted" and wait is not None:
            bars[number]["waits"][wait] += count
    return bars


def _by_cause(env, rows: list) -> list[CauseBar]:
    """Attempts that were not accepted by their cause, most frequent first."""
    counts = Counter()
    for _bar, _hour, outcome, _wait, cause, _server, count in rows:
        if outcome != "accepted":
            counts[cause or False] += count
    Cause = env["mail.troubleshooting.cause"]
    unknown = {"title": env._("Unknown reason")}
    return [
        {"id": cause, "title": (cause_texts(Cause.browse(cause)) if cause else unknown)["title"], "count": count}
        for cause, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:MOST]
    ]


def _by_hour(env, rows: list) -> list[Hours]:
    """Attempts by server and hour of the day where the user lives, busiest server first."""
    servers = {}
    for _bar, hour, _outcome, _wait, _cause, server, count in rows:
        servers.setdefault(server or False, [0] * 24)[hour] += count
    busiest = sorted(servers.items(), key=lambda row: -sum(row[1]))[:MOST]
    names = env["ir.mail_server"].sudo().with_context(active_test=False)  # sudo: names, for readers of attempts
    names = {server.id: server.name for server in names.search([("id", "in", list(servers))])}
    other = env._("Default server (odoo.conf)")
    return [{"id": server, "name": names.get(server, other), "counts": counts} for server, counts in busiest]


def _receivers(env, domain: list, outcomes: list[str]) -> list[Receiver]:
    """The receiving providers with most attempts, by outcome; a domain of nobody known stands for itself."""
    query = env["mail.troubleshooting.attempt"]._search([*domain, ("recipient_domain", "!=", False)])
    outcome = SQL.identifier(query.table, "outcome")
    counts = [SQL("count(*) FILTER (WHERE %s = %s)", outcome, name) for name in outcomes]
    rows = env.execute_query(
        SQL(
            "%s GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %s",
            query.select(SQL.identifier(query.table, "recipient_domain"), *counts),
            DOMAINS,
        )
    )
    receivers = {}
    for name, *counts in rows:
        title = name_of(provider_of_domain(name)) or name
        row = receivers.setdefault(title, {"title": title, "domains": [], "counts": Counter()})
        row["domains"].append(name)
        row["counts"].update(dict(zip(outcomes, counts, strict=True)))
    return sorted(receivers.values(), key=lambda row: -row["counts"].total())[:MOST]
