"""What support wants to know of one recipient who was not reached."""

from __future__ import annotations

from odoo import fields

from ....tools.replies.readable import readable
from ....tools.texts.diagnosis_text import diagnosis_text
from ..envelope.attempts import Tried, attempts_of, tried
from ..envelope.reason import diagnosed
from ..envelope.recipients import recipient

#: Who may see names of servers.
SERVERS = "base.group_system,mail_troubleshooting.group_mail_support"
#: Attempts that are told of, the newest.
MOST = 3


def diagnosis_of(env, notification, tries: list[Tried]) -> str:
    """A plain text: cause, codes, reply, moments with their zone, Message-Id; servers for those who may see them.

    :param env: of the reader, who may see this failure
    :param tries: its attempts, the newest first
    """
    cause, diagnosis = diagnosed(env, notification)
    message = notification.mail_message_id
    evidence = {one.source: one.excerpt for one in (diagnosis.evidence if diagnosis else ())}
    codes = (evidence.get("reply.code"), evidence.get("reply.enhanced_code"))
    reply = notification.failure_reason or ""
    shown = recipient(env, notification)
    servers = {one["server"]: True for one in tries if one["server"]} if env.user.has_groups(SERVERS) else {}
    return diagnosis_text(
        [
            (env._("Cause"), f"{cause.name or env._('Unknown reason')} ({cause.code or 'unknown'})"),
            (env._("Recipient"), shown["email"] or shown["name"]),
            (env._("Reply code"), " ".join(filter(None, codes))),
            (env._("Server reply"), readable(reply) or reply),
            (env._("Failed on"), moment(env, notification.failure_date or message.date)),
            *((env._("Attempt"), _attempt(env, one)) for one in tries[:MOST]),
            (env._("Sent on"), moment(env, message.date)),
            ("Message-Id", message.message_id or ""),
            (env._("Outgoing servers"), ", ".join(servers)),
        ]
    )


def diagnosis_of_row(notification) -> str:
    """The same of one failure whose reader may see all of them."""
    env = notification.env
    notification = notification.sudo()  # sudo: a failure, for its readers
    message = notification.mail_message_id
    return diagnosis_of(env, notification, tried(attempts_of(message), notification))


def moment(env, date) -> str:
    """A date in the reader's zone, with its name and what it is off; empty where there is none."""
    if not date:
        return ""
    local = fields.Datetime.context_timestamp(env.user, date)
    return f"{local:%Y-%m-%d %H:%M:%S %z} ({local.tzinfo})"


def _attempt(env, one: Tried) -> str:
    said = f"{one['label']}: {one['words']}" if one["words"] else one["label"]
    return f"{moment(env, fields.Datetime.to_datetime(one['date']))}, {said}"
