"""Changes of a period beside the beginnings of its failures."""

from typing import TypedDict

from odoo import fields
from odoo.tools import SQL

from ...tools.texts.plain_text import harmless
from ..failures.causes import all_ids, cause_texts
from .access import check_reader
from .changes import WATCHED, label, most, together
from .filters import filters_of, starts_of
from .noted import changed

#: Lines of the timeline.
LINES = 100
#: Messages on contacts of users among which changes of addresses are looked for, the newest.
MESSAGES = 1000
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


def timeline(env, values: dict) -> Timeline:
    """Changes of a period and the beginnings of its failures, newest first.

    :param values: see ``tools/figures/filters.py``
    :raises AccessError: for anyone but administrators and email support
    :raises UserError: for what cannot be chosen
    """
    is_administrator = check_reader(env)
    filters = filters_of(env, values)
    since = starts_of(env, filters.days)[0]
    noted = _noted(env, since, is_administrator)
    known = {(row["model"], row["id"]) for row in noted if row["id"]}
    rows = noted + [
        row
        for model, domain in WATCHED + ALSO_WATCHED
        for row in _written(env, model, domain, since)
        if (row["model"], row["id"]) not in known
    ]
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


def _noted(env, since, is_administrator: bool) -> list[dict]:
    """What is known with its value before and after, which administrators see."""
    rows = []
    for change, field in changed(env, [("date", ">=", since)], LINES):
        may_open = change.res_model in env and env[change.res_model].has_access("read")
        shows = is_administrator and not change.is_secret
        kind = env["ir.model"]._get(change.res_model).sudo().name  # sudo: the name of a model
        rows.append(
            _row(
                change.date,
                kind or "",
                f"{change.name}: {field}",
                model=change.res_model,
                id=may_open and change.res_id,
                user=change.user_id.name or "",
                before=(change.before or "–") if shows else "",
                after=(change.after or "–") if shows else "",
            )
        )
    return rows


def _written(env, model: str, domain: list, since) -> list[dict]:
    """Records of a model by when they were written last. Who may open one gets its id."""
    if model not in env:
        return []
    records = env[model].sudo().with_context(active_test=False)  # sudo: names and dates; ids by rights
    found = records.search([*domain, ("write_date", ">=", since)], order="write_date desc", limit=most(model, LINES))
    kind = env["ir.model"]._get(model).sudo().name  # sudo: the name of a model
    may_open = env[model].has_access("read")
    return [
        _row(
            some[0].write_date,
            kind if len(some) == 1 else "",
            label(env, some),
            model=model,
            user=some.write_uid[:1].name or "",
            id=may_open and len(some) == 1 and some.id,
            ids=some.ids if may_open and len(some) > 1 else [],
        )
        for some in together(found)
    ]


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
            env._("Email address of a user"),
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
