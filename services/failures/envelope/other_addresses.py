"""Addresses that may have been meant instead: of contacts of the same name, and domains that are in use here."""

from odoo.tools import SQL

from ....tools.addresses.near_miss import suggest
from ....tools.arguments import as_text
from ....tools.sessions.handed_over import LONGEST_ADDRESS
from .access import check_internal

#: The newest contacts tell which domains are in use here; one of a few contacts may be a slip itself.
NEWEST_CONTACTS, CONTACTS_OF_A_DOMAIN = 5000, 3
#: Contacts of the same name that are offered for all recipients together.
ALL_NAMESAKES = 100


def namesakes(env, notifications) -> dict[str, list[str]]:
    """Addresses of other contacts with the same name that this user may read, by name."""
    partners = notifications.res_partner_id
    names = [name for name in partners.mapped("name") if name]
    others = env["res.partner"].search_fetch(
        [("name", "in", names[:ALL_NAMESAKES]), ("id", "not in", partners.ids), ("email_normalized", "!=", False)],
        ["name", "email_normalized"],
        order="id desc",
        limit=ALL_NAMESAKES,
    )
    return {name: list(dict.fromkeys(same.mapped("email_normalized"))) for name, same in others.grouped("name").items()}


def used_domains(env) -> tuple[str, ...]:
    """Domains of several contacts that this user may read, the most frequent first."""
    newest = env["res.partner"]._search([("email_normalized", "!=", False)], order="id desc", limit=NEWEST_CONTACTS)
    rows = env.execute_query(
        SQL(
            """SELECT split_part(email_normalized, '@', 2) AS domain FROM res_partner WHERE id IN %s
               GROUP BY domain HAVING count(*) >= %s ORDER BY count(*) DESC, domain LIMIT 200""",
            newest.subselect(),
            CONTACTS_OF_A_DOMAIN,
        )
    )
    return tuple(domain for (domain,) in rows if domain)


def address_meant(env, typed: str) -> str | bool:
    """The address that was probably meant by one that is typed, False where it is right as far as can be told.

    :raises AccessError: for anyone but internal users
    """
    check_internal(env)
    return suggest(as_text(typed, LONGEST_ADDRESS), used_domains(env)) or False
