"""Why an address gets no mailings any more: somebody wished so, the address failed, or it was our own fault."""

from collections import defaultdict
from datetime import timedelta

from odoo import SUPERUSER_ID, fields
from odoo.fields import Domain

from ...tools.replies.odoo_failure import diagnose
from ...tools.reports.bounce import COUNTED
from .reply_rules import taught_rules

#: Mailings count the bounces of 13 weeks, and forget the older ones (mass_mailing/models/mail_thread.py).
RECENT = timedelta(weeks=13)
#: Addresses, mailings and bounces that are looked at, the newest.
MOST, MAILINGS, BOUNCES = 500, 200, 5000
#: Addresses are counted up to here.
COUNTED_TO = 10000


def reasons(env) -> dict:
    """Addresses on the blacklist: how many people put there, how many Odoo did, and those among the latter that
    failed for our own fault alone, with the words of a bounce by address. A number above ``COUNTED_TO`` is not
    exact."""
    Blacklist = env["mail.blacklist"]
    count = _count(env, [])
    automatic = Blacklist.search(_automatic(env), order="id desc", limit=MOST) if count else Blacklist
    bounces = _bounces(env, automatic.mapped("email")) if automatic else {}
    # Also where the bounces themselves are forgotten. Only mailings let Odoo put somebody there.
    by_odoo = bool(automatic) and "mailing.trace" in env
    return {
        "count": count,
        "failed": _count(env, _automatic(env)) if by_odoo else 0,
        "asked": _count(env, ~Domain(_automatic(env))) if by_odoo else count,
        "standing": {
            address: said[0][1]
            for address, said in bounces.items()
            if not any(cause in COUNTED for cause, _words in said)
        },
    }


def _count(env, domain) -> int:
    return env["mail.blacklist"].search_count(domain, limit=COUNTED_TO + 1)


def _automatic(env) -> list:
    """What no person added: bounces are read by the system itself, and nobody gave a reason."""
    return [("create_uid", "=", SUPERUSER_ID), *without_reason(env)]


def without_reason(env) -> list:
    """Where mailings can be opted out of: those on the blacklist who did not say why."""
    asks = "opt_out_reason_id" in env["mail.blacklist"]._fields
    return [("opt_out_reason_id", "=", False)] if asks else []


def _bounces(env, addresses: list[str]) -> dict[str, list]:
    """Causes and words of the bounces of mailings, newest first, by address."""
    if "mailing.trace" not in env:
        return {}
    since = fields.Datetime.now() - RECENT
    mailings = env["mailing.mailing"].search([("sent_date", ">=", since)], order="id desc", limit=MAILINGS)
    traces = env["mailing.trace"].search_fetch(
        [("mass_mailing_id", "in", mailings.ids), ("trace_status", "=", "bounce"), ("email", "in", addresses)],
        ["email", "failure_type", "failure_reason"],
        order="id desc",
        limit=BOUNCES,
    )
    taught = taught_rules(env)
    found = defaultdict(list)
    for trace in traces:
        diagnosis = diagnose(trace.failure_type, trace.failure_reason, extra_rules=taught)
        found[trace.email].append((diagnosis.cause if diagnosis else "unknown", trace.failure_reason or ""))
    return found


def take_off(env, addresses: list[str]) -> None:
    """Take addresses off the blacklist, and let the counting of their bounces begin anew."""
    text = env._("These emails bounced for a reason unrelated to the recipient.")
    for address in addresses:
        env["mail.blacklist"]._remove(address, message=text)
    for model in ("res.partner", "mailing.contact"):
        if model in env:
            counted = [("email_normalized", "in", addresses), ("message_bounce", ">", 0)]
            env[model].search(counted).message_bounce = 0
