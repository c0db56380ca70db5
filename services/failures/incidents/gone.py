"""Whether something can still meet an incident: its server is there, and something in the database names its sender."""

from datetime import datetime

from odoo.tools import config, email_normalize

from ....tools.monitoring.incidents import Kind
from .subjects import Subject, literal

#: Where the address of a sender is written, as a text that may have a name beside it.
WRITTEN = (
    ("res.company", "email", []),
    ("mail.template", "email_from", []),
    ("mailing.mailing", "email_from", [("state", "!=", "done")]),
)


#: What is changed where a sender is corrected.
CORRECTED = (
    ("res.company", []),
    ("mail.alias.domain", []),
    ("mail.template", []),
    ("mailing.mailing", []),
)


def is_gone(env, subject: Subject, last: datetime) -> bool:
    """Whether nothing in the database leads there any more.

    :param last: the last failure. A sender whom nothing named before that comes from somewhere else, such as the code of
        an addon, and will come again: he is gone only where a sender was changed since.
    """
    servers = env["ir.mail_server"]
    if subject.server_id and not servers.search_count([("id", "=", subject.server_id)], limit=1):
        return True
    if subject.kind is Kind.SERVER:
        if subject.server_id:
            return False
        # Odoo takes the server of the configuration file where there is no other: is there one since?
        return bool(servers.search_count([("owner_user_id", "=", False), ("write_date", ">=", last)], limit=1))
    if subject.kind not in (Kind.SENDER, Kind.SENDER_DOMAIN) or not subject.sender:
        return False
    end = subject.sender if subject.kind is Kind.SENDER else f"@{subject.sender}"
    if _is_default(env, end) or _is_of_somebody(env, subject) or _is_written(env, end):
        return False
    return _was_corrected(env, end, last)


def _is_default(env, end: str) -> bool:
    """Whether Odoo itself sends from there."""
    defaults = [*env["mail.alias.domain"].search([]).mapped("default_from_email"), config.get("email_from")]
    known = [email_normalize(address or "") or "" for address in defaults]
    return end in known or any(address.endswith(end) for address in known if end.startswith("@"))


def _is_of_somebody(env, subject: Subject) -> bool:
    if subject.kind is Kind.SENDER:
        # OdooBot, too, which is archived.
        people = env["res.partner"].with_context(active_test=False)
        found = people.search([("email_normalized", "=", subject.sender)])
        return any(found.mapped("active")) or env.ref("base.partner_root") in found
    return bool(env["res.users"].search_count([("email_normalized", "=like", f"%@{literal(subject.sender)}")], limit=1))


def _is_written(env, end: str) -> bool:
    return any(
        env[model].search_count([*domain, (field, "ilike", literal(end))], limit=1)
        for model, field, domain in WRITTEN
        if model in env
    )


def _was_corrected(env, end: str, since: datetime) -> bool:
    """Whether the address of a contact was changed from this one, or anything else that names senders was written."""
    bot = env.ref("base.partner_root")
    tracked = env["mail.tracking.value"].search_count(
        [
            ("create_date", ">=", since),
            ("field_id.model", "=", "res.partner"),
            ("field_id.name", "=", "email"),
            ("old_value_char", "ilike", literal(end)),
        ],
        limit=1,
    )
    return (
        bool(tracked)
        or bot.write_date >= since
        or any(
            env[model].search_count([("write_date", ">=", since), *domain], limit=1)
            for model, domain in CORRECTED
            if model in env
        )
    )
