"""Which senders were really seen: From addresses of attempts, by company."""

from datetime import timedelta

from odoo import fields

#: How long a sender counts as one that still sends.
SEEN = timedelta(days=90)


def seen(env) -> list[tuple]:
    """Company (empty where the documents have none), address and number of attempts of the last 90 days.

    Of companies that the user may see: that is a record rule.
    """
    since = fields.Datetime.now() - SEEN
    return env["mail.troubleshooting.attempt"]._read_group(
        [("date", ">=", since), ("sender", "!=", False)], ["company_id", "sender"], ["__count"]
    )


def users_of(env, addresses) -> dict[str, object]:
    """The internal user with each address; of several the one that was created first."""
    users = env["res.users"].sudo()  # sudo: whose address it is, names alone are shown
    found = users.search([("email_normalized", "in", list(addresses)), ("share", "=", False)], order="id desc")
    return {user.email_normalized: user for user in found}
