"""Failures that a user may see in a list: those of her messages on records that she may read."""

from odoo.fields import Domain

from ....tools.arguments import is_id
from ..envelope.access import FAILED, check_internal, is_author

#: Failures that are shown, the newest; filters reach the older ones.
MAX_FAILURES = 200
#: Recipients that are tried again at once.
MAX_REST = 200
#: By the index of failures. Those from before the addon get their date when they are explained.
NEWEST = "failure_date desc"
FAILURES = [("failure_date", "!=", False), ("notification_status", "in", FAILED), ("notification_type", "=", "email")]


def may_see_everyone(env) -> bool:
    """Whether the user is an administrator or of email support."""
    return env.user.has_groups("base.group_system,mail_troubleshooting.group_mail_support")


def mine(env) -> Domain:
    """What names the user as the author, which ``newest`` looks at again."""
    return Domain("author_id", "=", env.user.partner_id.id)


def newest(env, domain: Domain) -> tuple:
    """The newest failures on records that this user may read, and whether there are more."""
    check_internal(env)
    # sudo: users read all notifications and not their cause; here it is those of their messages, with it
    found = env["mail.notification"].sudo().search(domain, order=NEWEST, limit=MAX_FAILURES + 1)
    more = len(found) > MAX_FAILURES
    found = found[:MAX_FAILURES]
    readable = _readable(env, found.mail_message_id)
    if not may_see_everyone(env):
        readable = readable.filtered(is_author)  # a row says what its writer wanted
    return found.filtered(lambda n: n.mail_message_id in readable), more


def own(env, ids: list[int]):
    """Of these failures those that this user may send again."""
    ids = [number for number in ids if is_id(number)][:MAX_REST] if isinstance(ids, list) else []
    domain = Domain(FAILURES) & Domain("id", "in", ids)
    if not env.user.has_group("base.group_system"):
        domain &= mine(env)
    return newest(env, domain)[0]


def _readable(env, messages):
    """Messages on records that this user may read, or on none."""
    readable = messages.browse()
    for model, group in messages.grouped("model").items():
        if not model or model not in env or env[model]._abstract:
            readable |= group
            continue
        records = env[model].browse(group.mapped("res_id")).exists()
        allowed = set(records._filtered_access("read").ids)
        gone = set(group.mapped("res_id")) - set(records.ids)
        readable |= group.filtered(lambda m, ids=allowed | gone: m.res_id in ids)
    return readable
