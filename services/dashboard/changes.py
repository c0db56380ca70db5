"""What was changed shortly before something began to fail."""

from datetime import datetime, timedelta
from typing import TypedDict

from odoo import fields
from odoo.tools import SQL

from ...tools.figures.bursts import bursts
from ...tools.monitoring.finding import Dated
from ...tools.texts.plain_text import harmless
from ..failures.causes import all_ids, cause_texts
from .access import check_reader
from .filters import filters_of, starts_of

#: How long before counts.
BEFORE = timedelta(days=1)
MOST = 5
#: Lines of the timeline.
LINES = 100
#: An update writes many modules, one after the other: none is further than this from the next.
UPDATE = timedelta(minutes=5)
#: Modules that are looked at, and those of them that are named.
MODULES, NAMED = 2000, 3
#: Messages on contacts of users among which changes of addresses are looked for, the newest.
MESSAGES = 1000
#: What email depends on, and which records of it. Their names are shown, their values never: some are secret.
WATCHED = (
    ("ir.mail_server", []),
    ("mail.alias.domain", []),
    (
        "ir.config_parameter",
        [
            # What this addon is told about its alerts and figures makes no email fail.
            "|",
            ("key", "=like", "base.default_max_email%"),
            "&",
            ("key", "=like", "mail%"),
            ("key", "not like", "mail_troubleshooting."),
        ],
    ),
    ("ir.module.module", [("state", "=", "installed")]),
    ("fetchmail.server", []),
)
#: What the timeline has beside these. Running a scheduled action does not count as writing it.
ALSO_WATCHED = (("mail.alias", []), ("ir.cron", [("cron_name", "ilike", "mail")]))


class Change(TypedDict):
    """One line of the timeline: a change, or the beginning of a failure.

    :param model: with ``id``, or ``ids`` where one line stands for several, what the reader may open
    :param before: with ``after`` what was changed, for administrators
    """

    date: str
    kind: str
    name: str
    user: str
    model: str
    id: int | bool
    before: str
    after: str
    is_failure: bool
    ids: list[int]


class Timeline(TypedDict):
    """What ``static/src/dashboard/findings/changes.js`` reads. ``is_more``: there were more lines."""

    rows: list[Change]
    is_more: bool


def before(env, began: datetime) -> tuple[Dated, ...]:
    """What was written last before it began, newest first."""
    found = []
    for model, domain in WATCHED:
        dates = [("write_date", "<=", began + timedelta(seconds=1)), ("write_date", ">=", began - BEFORE)]
        records = (
            env[model]
            .with_context(active_test=False)
            .search([*domain, *dates], order="write_date desc", limit=_most(model, MOST))
        )
        found += [
            (some[0].write_date, model, _label(env, some), some.write_uid[:1].name) for some in _together(records)
        ]
    found.sort(reverse=True, key=lambda change: change[0])
    return tuple(
        Dated(f"{model}.write_date", f"{name} ({user or '?'})"[:500], date) for date, model, name, user in found[:MOST]
    )


def timeline(env, values: dict) -> Timeline:
    """Changes of a period and the beginnings of its failures, newest first.

    :param values: see ``tools/figures/filters.py``
    :raises AccessError: for anyone but administrators and email support
    :raises UserError: for what cannot be chosen
    """
    is_administrator = check_reader(env)
    filters = filters_of(env, values)
    since = starts_of(env, filters.days)[0]
    rows = [row for model, domain in WATCHED + ALSO_WATCHED for row in _written(env, model, domain, since)]
    rows += _addresses(env, since) if is_administrator else []
    rows += _first_failures(env, since, filters.cause)
    rows.sort(reverse=True, key=lambda row: row["date"])
    return {
        "rows": harmless([{**row, "date": fields.Datetime.to_string(row["date"])} for row in rows[:LINES]]),
        "is_more": len(rows) > LINES,
    }


def _row(date, kind: str, name: str, **more) -> dict:
    return {
        "date": date,
        "kind": kind,
        "name": name[:200],
        "user": "",
        "model": "",
        "id": False,
        "before": "",
        "after": "",
        "is_failure": False,
        "ids": [],
        **more,
    }


def _written(env, model: str, domain: list, since) -> list[dict]:
    """Records of a model by when they were written last. Who may open one gets its id."""
    if model not in env:
        return []
    records = env[model].sudo().with_context(active_test=False)  # sudo: names and dates; ids by rights
    found = records.search([*domain, ("write_date", ">=", since)], order="write_date desc", limit=_most(model, LINES))
    kind = env["ir.model"]._get(model).sudo().name  # sudo: the name of a model
    may_open = env[model].has_access("read")
    return [
        _row(
            some[0].write_date,
            kind if len(some) == 1 else "",
            _label(env, some),
            model=model,
            user=some.write_uid[:1].name or "",
            id=may_open and len(some) == 1 and some.id,
            ids=some.ids if may_open and len(some) > 1 else [],
        )
        for some in _together(found)
    ]


def _most(model: str, most: int) -> int:
    return MODULES if model == "ir.module.module" else most


def _together(records) -> list:
    """Records that make one line: modules that one update wrote, and of everything else each by itself."""
    if records._name != "ir.module.module":
        return list(records)
    return [records.browse().concat(*some) for some in bursts(records, lambda module: module.write_date, UPDATE)]


def _label(env, records) -> str:
    """Records as they are named in the timeline; of a module its version, of a parameter never its value."""
    if len(records) > 1:
        # Those of email first: the others are looked at when none of them was it.
        modules = records.sorted(lambda module: ("mail" not in module.name, module.name))
        values = {
            "count": len(records),
            "names": ", ".join(modules[:NAMED].mapped(lambda one: one.shortdesc or one.name)),
        }
        if len(records) <= NAMED:
            return env._("%(count)s modules installed or updated: %(names)s", **values)
        return env._(
            "%(count)s modules installed or updated: %(names)s and %(more)s more",
            more=len(records) - NAMED,
            **values,
        )
    if records._name == "ir.module.module":
        return f"{records.shortdesc or records.name} {records.latest_version or ''}".strip()
    if records._name == "ir.config_parameter":
        return records.key
    return records.display_name or str(records.id)


def _addresses(env, since) -> list[dict]:
    """Email addresses of internal users that were changed, as tracked on their contacts."""
    users = env["res.users"].sudo().with_context(active_test=False)  # sudo: for administrators, who see all
    users = users.search([("share", "=", False)])
    # From the users on, by indexes: tracked values are as many as everything that was ever written.
    messages = (
        env["mail.message"]
        .sudo()
        .search(  # sudo: as above
            [("model", "=", "res.partner"), ("res_id", "in", users.partner_id.ids), ("create_date", ">=", since)],
            order="id desc",
            limit=MESSAGES,
        )
    )
    tracked = (
        env["mail.tracking.value"]
        .sudo()
        .search(  # sudo: as above
            [
                ("mail_message_id", "in", messages.ids),
                ("field_id.model", "=", "res.partner"),
                ("field_id.name", "=", "email"),
            ],
            order="id desc",
            limit=LINES,
        )
    )
    by_partner = {user.partner_id.id: user for user in users}
    return [
        _row(
            value.create_date,
            env._("Address of a user"),
            by_partner[partner].name,
            model="res.users",
            id=by_partner[partner].id,
            user=value.create_uid.name or "",
            before=value.old_value_char or "",
            after=value.new_value_char or "",
        )
        for value in tracked
        if (partner := value.mail_message_id.res_id) in by_partner
    ]


def _first_failures(env, since, cause: int) -> list[dict]:
    """When each cause was seen first, of those that nobody saw before the period."""
    Attempt = env["mail.troubleshooting.attempt"]
    Notification = env["mail.notification"].sudo()  # sudo: one date for each cause
    causes = env["mail.troubleshooting.cause"].browse(cause or all_ids(env))
    first, places = {}, ((Attempt, "date"), (Notification, "failure_date"))
    for records, date in places:
        for cause_id, moment in _firsts(env, records, date, since, causes.ids):
            first[cause_id] = min(first.get(cause_id, moment), moment)
    for records, date in places:
        for cause_id in _seen_before(env, records, date, since, list(first)):
            del first[cause_id]
    return [
        _row(moment, "", cause_texts(causes.browse(cause_id))["title"], is_failure=True)
        for cause_id, moment in first.items()
    ]


def _firsts(env, records, date: str, since, causes: list[int]) -> list[tuple]:
    """Causes of the period with when each was seen first in it. Reads an index of failures, from the period on."""
    records.flush_model()
    query = records._search([("failure_cause_id", "in", causes), (date, ">=", since)])
    cause, moment = (SQL.identifier(query.table, name) for name in ("failure_cause_id", date))
    return env.execute_query(SQL("%s GROUP BY 1", query.select(cause, SQL("min(%s)", moment))))


def _seen_before(env, records, date: str, since, causes: list[int]) -> list[int]:
    """Those of some causes that were seen before the period: one look into an index for each."""
    query = records._search([(date, "<", since)])
    query.add_where(SQL("%s = cause.id", SQL.identifier(query.table, "failure_cause_id")))
    found = SQL("SELECT cause.id FROM unnest(%s::int[]) AS cause (id) WHERE EXISTS (%s)", causes, query.select())
    return [row[0] for row in env.execute_query(found)]
