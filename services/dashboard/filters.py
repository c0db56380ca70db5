"""Which attempts and which failures the dashboard shows: period, company, server and cause."""

from datetime import timedelta
from typing import TypedDict

from pytz import utc

from odoo import fields
from odoo.exceptions import UserError

from ...tools.figures.filters import Filters
from ..failures.causes import all_ids


def filters_of(env, values: dict) -> Filters:
    """What the browser asks for.

    :raises UserError: for what cannot be chosen
    """
    try:
        filters = Filters.of(values)
    except ValueError as error:
        raise UserError(env._("Invalid filter.")) from error
    if filters.company and filters.company not in env.user.company_ids.ids:
        raise UserError(env._("You do not have access to this company."))
    return filters


def starts_of(env, days: int) -> list:
    """When each bar begins, in UTC: the last 24 full hours, or midnights, where the user lives."""
    now = utc.localize(fields.Datetime.now()).astimezone(env.tz).replace(tzinfo=None, minute=0, second=0)
    if days == 1:
        last = _to_utc(env, now.replace(microsecond=0))
        return [last - timedelta(hours=back) for back in reversed(range(24))]
    today = now.replace(hour=0, microsecond=0)
    return [_to_utc(env, today - timedelta(days=back)) for back in reversed(range(days))]


def _to_utc(env, local):
    return env.tz.localize(local).astimezone(utc).replace(tzinfo=None)


def attempts_domain(env, filters: Filters, since) -> list:
    """Attempts that are meant. The record rule leaves out companies that are not the user's."""
    domain = [("date", ">=", fields.Datetime.to_string(since))]
    for field, value in (
        ("company_id", filters.company),
        ("mail_server_id", filters.server),
        ("failure_cause_id", filters.cause),
    ):
        if value:
            domain.append((field, "=", value))
    return domain


def failures_domain(env, filters: Filters, since) -> list:
    """Failed emails and notifications that are meant."""
    domain = [("failure_date", ">=", fields.Datetime.to_string(since))]
    if filters.company:
        domain.append(("failure_company_id", "=", filters.company))
    elif _has_other_companies(env):
        domain.append(("failure_company_id", "in", [*env.user.company_ids.ids, False]))
    if filters.server:
        domain.append(("failure_server_ids", "in", [filters.server]))
    if filters.cause:
        domain.append(("failure_cause_id", "=", filters.cause))
    return domain


def _has_other_companies(env) -> bool:
    """Whether there are companies that the user does not have."""
    companies = env["res.company"].sudo()  # sudo: whether there are any
    return bool(companies.search_count([("id", "not in", env.user.company_ids.ids)], limit=1))


class Choice(TypedDict):
    """One company, server or cause that can be chosen."""

    id: int
    name: str


class Choices(TypedDict):
    """What can be chosen."""

    company: list[Choice]
    server: list[Choice]
    cause: list[Choice]


def choices(env) -> Choices:
    """What can be chosen, by name. Companies and servers only where there are several."""
    servers = env["ir.mail_server"].sudo()  # sudo: names, to choose
    servers = servers.search([("active", "in", (True, False))])
    causes = env["mail.troubleshooting.cause"]
    causes = causes.browse(all_ids(env))
    several = {"company": env.user.company_ids, "server": servers}
    rows = {name: records if len(records) > 1 else records[:0] for name, records in several.items()}
    return {
        name: [{"id": record.id, "name": record.display_name} for record in records]
        for name, records in {**rows, "cause": causes.sorted("name")}.items()
    }
