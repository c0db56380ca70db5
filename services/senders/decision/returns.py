"""Which addresses this database reads, by what it knows itself: nothing is connected to."""

from datetime import timedelta

from odoo import fields
from odoo.tools import email_normalize

from ....tools.identities.returns import Reading
from .values import Return

#: A bounce that came in so long ago says nothing of today.
RECENT = timedelta(days=90)
#: So many of the newest bounces are looked at.
MOST = 200


def reading(env) -> Reading:
    """Bounce addresses, logins of incoming servers, and where bounces did arrive."""
    domains = env["mail.alias.domain"].sudo().search([])  # sudo: addresses alone are compared
    incoming = env["fetchmail.server"].sudo().search([("state", "=", "done")])  # sudo: their logins alone
    return Reading(
        frozenset(_normalized(domains.mapped("bounce_email"))),
        frozenset(_normalized(incoming.mapped("user"))),
        frozenset(_arrived(env)),
    )


def _arrived(env) -> set[str]:
    """Envelope senders of emails of which a bounce came in."""
    since = fields.Datetime.now() - RECENT
    bounced = [("notification_status", "=", "bounce"), ("failure_date", ">=", since)]
    Notification = env["mail.notification"].sudo()  # sudo: which envelope senders bounced emails had, nothing else
    messages = Notification.search_fetch(bounced, ["mail_message_id"], order="failure_date desc", limit=MOST)
    attempts = env["mail.troubleshooting.attempt"].sudo()
    groups = attempts._read_group([("mail_message_id", "in", messages.mail_message_id.ids)], ["envelope_sender"])
    return _normalized(sender for (sender,) in groups)


def _normalized(addresses) -> set[str]:
    return {address for address in map(email_normalize, filter(None, addresses)) if address}


def told(env, where: str, code: str, address: str) -> Return:
    """The sentence for it."""
    return {"where": where, "text": _sentence(env, code, address)}


def _sentence(env, code: str, address: str) -> str:
    # Written out one by one, so that each is translated as a whole.
    sentences = {
        "return_none": env._("The email has no envelope sender, so a bounce cannot be returned to anyone."),
        "return_read": env._("A bounce goes to %(address)s, which Odoo reads.", address=address),
        "return_arrived": env._(
            "A bounce goes to %(address)s. Bounces have arrived in Odoo from there in the last 90 days.",
            address=address,
        ),
        "return_mailbox": env._(
            "A bounce goes to the mailbox %(address)s. Odoo does not read it, so the email stays sent.", address=address
        ),
        "return_forwarded": env._(
            "A bounce goes to %(address)s. Odoo reads another mailbox of this domain; no bounce has arrived from there"
            " in the last 90 days.",
            address=address,
        ),
        "return_unread": env._(
            "A bounce goes to %(address)s. No incoming server reads it, and no bounce has arrived from there in the last"
            " 90 days.",
            address=address,
        ),
    }
    return sentences[code]
