"""Why a recipient was not reached, who must act, whether trying again can help, and a text to send on."""

from typing import TypedDict

from odoo import fields
from odoo.tools import email_normalize

from ....tools.evidence.steps import Facts, steps
from ....tools.replies.odoo_failure import diagnoses
from ..causes import id_by_code, owners, remedies, request_text
from ..reply_rules import taught_rules


class Link(TypedDict):
    name: str
    url: str


class ShownCause(TypedDict):
    """The cause of a failure.

    :param id: False where there is none in the knowledge base
    :param request: the text to send on, to ``request_to``
    """

    id: int | bool
    code: str
    title: str
    explanation: str
    owner: str
    owner_label: str
    request: str
    request_to: str
    sender_steps: list[str]
    administrator_steps: list[str]
    links: list[Link]


def diagnosed(env, notification) -> tuple:
    """Cause and diagnosis of a failure; either may be empty."""
    found = diagnoses(notification.failure_type, notification.failure_reason, extra_rules=taught_rules(env))
    diagnosis = found[0] if found else None
    cause = notification.failure_cause_id.with_env(env)
    if not cause and diagnosis:  # an old failure that the addon has not come to yet
        cause = cause.browse(id_by_code(env, diagnosis.cause) or [])
    return cause, diagnosis


def is_permanent(diagnosis, cause) -> bool | None:
    """Whether trying again cannot help: the reply may say "later", and some causes pass whatever the reply says."""
    if not diagnosis or diagnosis.permanent is False or cause.permanence == "temporary":
        return False if diagnosis else None
    return diagnosis.permanent


def shown_cause(cause, facts: dict[str, str], known: Facts) -> ShownCause:
    """A cause as its reader sees it.

    :param facts: what stands in the text to send on, see ``facts_of``
    :param known: what decides which steps help, see ``evidence.py``
    """
    who, all_steps = owners(cause), remedies(cause)
    return {
        "id": cause.id,
        "code": cause.code or "unknown",
        "title": cause.name or cause.env._("Unknown reason"),
        "explanation": cause.explanation or "",
        "owner": cause.owner or "administrator",
        "owner_label": who.get(cause.owner, ""),
        "request": request_text(cause, facts),
        "request_to": who.get(cause.request_to, ""),
        "sender_steps": steps(all_steps, "sender", known),
        "administrator_steps": steps(all_steps, "administrator", known),
        "links": [{"name": link.name, "url": link.url} for link in cause.link_ids if not link.provider],
    }


def facts_of(notification, diagnosis, email) -> dict[str, str]:
    """What a text to send on may tell of one failure, all of it plain text.

    :param email: what the notification stands for, may be empty
    """
    message = notification.mail_message_id
    recipient = notification.res_partner_id.email_normalized or notification.mail_email_address or ""
    sender = email_normalize(message.email_from or "") or ""
    evidence = {e.source: e.excerpt for e in (diagnosis.evidence if diagnosis else ())}
    return {
        "recipient": recipient,
        "recipient_domain": recipient.rpartition("@")[2],
        "sender": sender,
        "sender_domain": sender.rpartition("@")[2],
        "subject": message.subject or message.record_name or "",
        "message_id": message.message_id or "",
        "date": f"{fields.Datetime.to_string(notification.failure_date or message.date)} UTC",
        "server": email.mail_server_id.name or "",
        "server_reply": notification.failure_reason or "",
        "status": evidence.get("reply.enhanced_code") or evidence.get("reply.code") or "",
    }
