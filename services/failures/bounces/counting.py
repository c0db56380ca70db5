"""Whether core counts a bounce on the address, and the mailings blacklist it: not where somebody else is to blame.

Core and other addons act on a bounce in a context that tells which it is, as nothing else reaches every record that
core counts on. Their methods all run, and are told the true address.
"""

from datetime import timedelta

from odoo import fields

from ....tools.replies.odoo_failure import diagnose
from ....tools.reports.bounce import ABOUT_ADDRESS, COUNTED
from ..reply_rules import taught_rules
from .incoming import Failure

#: From so many bounces in so many weeks on mailings blacklist an address (mass_mailing/models/mail_thread.py).
BLACKLIST_LIMIT, BLACKLIST_WEEKS = 5, 13
#: In the context while a bounce is acted upon: objects, as the context of a call from outside may say anything else.
_CONTEXT, _COUNTED, _UNCOUNTED = "mail_troubleshooting_bounce", object(), object()


def counts(failure: Failure) -> bool:
    """Whether the address is in doubt. Whoever repeats a bounce, and may have forged it, counts no more."""
    states = failure.notifications.mapped("notification_status")
    is_known = bool(states) and set(states) == {"bounce"}
    return failure.diagnosis.cause in COUNTED and not is_known


def on_bounce(records, counts: bool):
    """The records, so that what they do is known to be about a bounce."""
    return records.with_context(**{_CONTEXT: _COUNTED if counts else _UNCOUNTED})


def on_complaint(records):
    """The records, without the guard of bounces."""
    return records.with_context(**{_CONTEXT: False})


def is_uncounted(env) -> bool:
    """Whether this is about a bounce that counts on nobody."""
    return env.context.get(_CONTEXT) is _UNCOUNTED


def may_blacklist(env, email: str) -> bool:
    """Whether bounces about the address itself are enough, without those for which somebody else is to blame."""
    if is_uncounted(env):
        return False
    if env.context.get(_CONTEXT) is not _COUNTED or "mailing.trace" not in env:
        return True
    since = fields.Datetime.now() - timedelta(weeks=BLACKLIST_WEEKS)
    # sudo: as the mailings' own check; a yes or no leaves this function
    traces = (
        env["mailing.trace"]
        .sudo()
        .search([("trace_status", "=", "bounce"), ("write_date", ">", since), ("email", "=ilike", email)])
    )
    taught = taught_rules(env)
    found = [diagnose(trace.failure_type, trace.failure_reason, extra_rules=taught) for trace in traces]
    about_address = sum(1 for diagnosis in found if diagnosis and diagnosis.cause in ABOUT_ADDRESS)
    return about_address == len(traces) or about_address >= BLACKLIST_LIMIT
