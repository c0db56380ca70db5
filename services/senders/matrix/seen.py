"""Which senders were really seen: From addresses of attempts, by company."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from odoo import fields

#: How long a sender counts as one that still sends.
SEEN = timedelta(days=90)


@dataclass(frozen=True)
class Seen:
    """
    :param company: empty where the documents have none
    :param address: normalized
    :param emails: how many attempts
    """

    company: object
    address: str
    emails: int


def seen(env) -> list[Seen]:
    """Senders of the last 90 days, the busiest first; of companies that the user may see (record rule)."""
    since = fields.Datetime.now() - SEEN
    groups = env["mail.troubleshooting.attempt"]._read_group(
        [("date", ">=", since), ("sender", "!=", False)], ["company_id", "sender"], ["__count"]
    )
    found = [Seen(company, sender, count) for company, sender, count in groups]
    return sorted(found, key=lambda one: (-one.emails, one.company.id or 0, one.address))


def users_of(env, addresses) -> dict[str, object]:
    """The internal user with each address; of several the first, who has written for longest."""
    users = env["res.users"].sudo()  # sudo: whose address it is, names alone are shown
    found = defaultdict(users.browse)
    for user in users.search([("email_normalized", "in", list(addresses)), ("share", "=", False)], order="id desc"):
        found[user.email_normalized] = user
    return found
