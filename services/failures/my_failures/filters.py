"""What can be asked of the list of one's failures."""

from odoo.fields import Domain

from ....tools.arguments import as_text, is_id
from .whose import FAILURES, NEWEST, may_see_everyone, mine

#: Failures among which words are looked for, the newest: names and subjects have no index that could help here.
MAX_SEARCHED = 2000
#: Characters of a filter.
MAX_TEXT = 100


def failures_asked_for(env, filters: dict) -> Domain:
    """Failures that are meant, of this user or of everyone."""
    domain = Domain(FAILURES)
    if not (filters.get("everyone") and may_see_everyone(env)):
        domain &= mine(env)
    if filters.get("model"):
        domain &= Domain("mail_message_id.model", "=", as_text(filters["model"], MAX_TEXT))
    if is_id(filters.get("cause")):
        domain &= Domain("failure_cause_id", "=", filters["cause"])
    if as_text(filters.get("permanence"), MAX_TEXT) in ("permanent", "temporary"):
        domain &= Domain("failure_permanence", "=", filters["permanence"])
    if filters.get("text"):
        # sudo: as in ``newest``, which gives back only what this user may read
        found = env["mail.notification"].sudo()._search(domain, order=NEWEST, limit=MAX_SEARCHED)
        domain = Domain("id", "in", list(found)) & _with_text(env, as_text(filters["text"], MAX_TEXT))
    return domain


def _with_text(env, text: str) -> Domain:
    paths = ("res_partner_id.name", "mail_email_address", "mail_message_id.subject")
    # Not by the address of a contact that this user may not read: it could be guessed letter by letter.
    contacts = env["res.partner"].with_context(allowed_company_ids=env.user.company_ids.ids)
    named = Domain("res_partner_id", "in", contacts._search([("email", "ilike", text)]))
    return Domain.OR([named, *(Domain(path, "ilike", text) for path in paths)])
