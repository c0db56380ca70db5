"""Who sends as whom, all at once: companies and senders, with their servers and addresses."""

from odoo.exceptions import AccessError, UserError

from ....tools.arguments import is_id
from ...dashboard.access import check_reader
from ..decision.cursor import taken_back
from ..decision.values import Matrix, RecordLink
from .rows import Rows
from .senders import senders


def matrix(env, company_ids: list[int] | None = None) -> Matrix:
    """What Odoo would do with the emails of everybody who sent one in the last 90 days; nothing is kept of asking.

    :param company_ids: of which companies; all that the user has where none is given
    :raises AccessError: for anyone but administrators and email support, and for companies that are not theirs
    """
    check_reader(env)
    companies = _companies(env, company_ids)
    with taken_back(env) as inside:
        mine = companies.with_env(inside)
        found, hidden = senders(inside, mine)
        rows = Rows(inside)
        return {
            "rows": [row for row in map(rows.of, found) if row],
            "companies": _links(companies),
            "servers": _links(rows.asking.servers.with_env(env).sudo()),  # sudo: their names alone
            "hidden": hidden,
        }


def _companies(env, company_ids: list[int] | None):
    companies = env.user.company_ids
    if not company_ids:
        return companies
    if not isinstance(company_ids, list) or not all(map(is_id, company_ids)):
        raise UserError(env._("There is no such company."))
    if set(company_ids) - set(companies.ids):
        raise AccessError(env._("You do not have access to this company."))
    return companies.filtered(lambda company: company.id in company_ids)


def _links(records) -> list[RecordLink]:
    return [{"model": record._name, "id": record.id, "name": record.display_name} for record in records]
