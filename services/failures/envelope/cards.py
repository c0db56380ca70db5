"""What the failure wizard shows of one recipient: why, who must act, how often it was tried, and what may help."""

from odoo import fields
from odoo.tools import email_normalize

from ....tools.addresses.hidden import without_addresses
from ....tools.addresses.near_miss import suggest
from ....tools.replies.readable import readable
from ..copied.diagnosis import diagnosis_of
from ..evidence import facts_of_failure, server_of_attempt
from ..incidents.repaired import fixed_notifications
from ..notifications import email_of
from .attempts import Tried, attempts_of, is_uncertain, tried
from .other_addresses import namesakes, used_domains
from .reason import ShownCause, diagnosed, facts_of, is_permanent, shown_cause
from .recipients import Recipient, address_of, hidden_addresses, recipient

#: Attempts shown of one recipient; the newest.
MAX_ATTEMPTS = 20
#: Contacts of the same name that are offered for one recipient.
NAMESAKES = 3


class Card(Recipient):
    """What ``static/src/failures/envelope/recipient_row.js`` reads. Dates are texts in UTC, False where there is none.

    :param since: when it failed first; ``failed_on``: when it failed last
    :param fixed: since when the cause is fixed on our side
    :param why: why the choice starts where it does: "uncertain", "fixed", "permanent", "temporary" or "unknown"
    :param retry: whether trying again is proposed
    :param words: what the server said, to be read; ``raw``: as Odoo has kept it
    :param diagnosis: what is known, as a text for support
    :param attempts: the newest first
    :param asked: when the administrators were asked about this cause
    """

    may_edit: bool
    status: str
    since: str | bool
    failed_on: str | bool
    fixed: str | bool
    tried: int
    attempts: list[Tried]
    permanent: bool | None
    why: str
    retry: bool
    cause: ShownCause
    words: str
    raw: str
    diagnosis: str
    suggestion: str | bool
    namesakes: list[str]
    asked: str | bool


def cards(message, notifications, asked: dict) -> list[Card]:
    """One card for each failed recipient of a message that was checked before, by name as people look for it.

    :param asked: when the administrators were asked, by cause
    """
    env, attempts = message.env, attempts_of(message)
    same_name, used, fixed = namesakes(env, notifications), used_domains(env), fixed_notifications(notifications)
    found = []
    for notification in notifications:
        shown, tries = recipient(env, notification), tried(attempts, notification)
        partner = notification.res_partner_id.with_env(env)
        card = {
            **shown,
            "may_edit": not partner or partner.has_access("write"),
            "status": notification.notification_status,
            **_history(notification, tries),
            "fixed": fields.Datetime.to_string(fixed.get(notification.id)),
            **_reason(env, notification, tries, used, notification.id in fixed),
            "words": readable(notification.failure_reason or "", shown["email"]),
            "raw": notification.failure_reason or "",
            "diagnosis": diagnosis_of(env, notification, tries),
            **_offers(notification, shown, same_name, used),
        }
        card = without_addresses(card, hidden_addresses(env, partner, tries))
        found.append({**card, "asked": fields.Datetime.to_string(asked.get(card["cause"]["id"]))})
    return sorted(found, key=lambda card: (card["name"] or card["email"] or "").casefold())


def _history(notification, tries: list[Tried]) -> dict:
    failed_on = fields.Datetime.to_string(notification.failure_date)
    return {
        "since": tries[-1]["date"] if tries else failed_on,
        "failed_on": failed_on,
        "tried": len(tries),
        "attempts": tries[:MAX_ATTEMPTS],
    }


def _reason(env, notification, tries: list[Tried], used: tuple[str, ...], is_fixed: bool) -> dict:
    cause, diagnosis = diagnosed(env, notification)
    email = email_of(notification)
    # sudo: the server of one of the attempts that are shown anyway
    attempt = env["mail.troubleshooting.attempt"].sudo().browse([one["id"] for one in tries[:1]])
    server = email.mail_server_id or server_of_attempt(attempt)
    sender = email_normalize(notification.mail_message_id.email_from or "") or ""
    known = facts_of_failure(notification.failure_reason or "", server, sender, address_of(notification), used)
    permanent = is_permanent(diagnosis, cause)
    why = _why(permanent, tries, is_fixed)
    return {
        "permanent": permanent,
        "why": why,
        "retry": why in ("temporary", "fixed"),
        "cause": shown_cause(cause, facts_of(notification, diagnosis, email), known),
    }


def _why(permanent: bool | None, tries: list[Tried], is_fixed: bool) -> str:
    """Why the choice starts where it does. After a hand-over without a reply only a person can decide."""
    if is_uncertain(tries):
        return "uncertain"
    if is_fixed:
        return "fixed"
    return {True: "permanent", False: "temporary"}.get(permanent, "unknown")


def _offers(notification, shown: Recipient, same_name: dict[str, list[str]], used: tuple[str, ...]) -> dict:
    """Addresses that may have been meant."""
    others = [email for email in same_name.get(shown["name"], []) if email != address_of(notification)]
    return {"suggestion": suggest(shown["email"], used) or False, "namesakes": others[:NAMESAKES]}
