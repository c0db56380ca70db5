"""Can a complaint be believed? Nothing in it is authenticated: whoever knows a Message-Id can write one about anybody.

What cannot is kept for a person, who believes or dismisses it.
"""

from markupsafe import Markup

from odoo import fields
from odoo.tools import SQL, email_normalize, email_normalize_all

from ...tools.reports.bounce import clean
from ...tools.sessions.handed_over import MESSAGE_ID_LENGTH, bounded, is_too_long

#: Outcomes after which a recipient may know the Message-Id.
ARRIVED = ("accepted", "uncertain")
#: An email names up to three of the 32 messages before it (mail.thread, ``_notify_by_email_get_base_mail_values``).
CITED = 32
#: Recipients that are looked at: two are too many.
MOST = 200
SUBJECT_LENGTH = 200


def is_believed(env, message_id: str, message, address: str) -> bool:
    """Whether nobody but this address has got the Message-Id from this database.

    :param message_id: what the complaint names
    :param message: what it is about; empty for mailings that keep no message
    """
    mailed = _mailed(env, message_id)
    if mailed == {address}:  # the id is the recipient's own
        return set().union(*_handed_over(env, message_id, []).values()) <= {address}
    if mailed or not message or message.message_type == "email":  # an incoming email's id is known to its sender
        return False
    messages = message | _citing(env, message)
    handed_over = _handed_over(env, message_id, messages.ids)
    if message.id not in handed_over and not _is_older_than_attempts(env, message):
        return False
    unknown = messages.filtered(lambda one: one.id not in handed_over)
    return set().union(*handed_over.values(), _notified(env, unknown)) == {address}


def text_of_complaint(env, address: str) -> Markup:
    """What stands on the blacklist."""
    text = env._("%(address)s reported an email as spam. Mailings skip this address.", address=address)
    return Markup("<p>%s</p>") % text


def _mailed(env, message_id: str) -> set[str]:
    """The addresses that mailings wrote to with this Message-Id."""
    if "mailing.trace" not in env or not message_id:
        return set()
    # sudo: as the mailings' own hook; rows of one Message-Id
    traces = env["mailing.trace"].sudo().search([("message_id", "=", clean(message_id))], limit=MOST)
    return {email_normalize(email) or email for email in traces.mapped("email") if email}


def _citing(env, message):
    """Later messages of the same document, whose emails may name this one in ``References``."""
    if not message.model or not message.res_id:
        return message.browse()
    # sudo: the gateway's user may see none; a yes or no leaves this file
    return (
        env["mail.message"]
        .sudo()
        .search(
            [
                ("model", "=", message.model),
                ("res_id", "=", message.res_id),
                ("id", ">", message.id),
                ("subtype_id", "!=", False),
                ("message_id", "!=", False),
            ],
            order="id",
            limit=CITED,
        )
    )


def _handed_over(env, message_id: str, ids: list[int]) -> dict[int, set[str]]:
    """The addresses that servers accepted emails for, by message. No user can write attempts."""
    domain = [("mail_message_id", "in", ids)]
    if message_id:
        domain = ["|", ("message_id", "=", bounded(clean(message_id), MESSAGE_ID_LENGTH)), *domain]
    found = {}
    # sudo: a yes or no leaves this file
    attempts = env["mail.troubleshooting.attempt"].sudo()
    for attempt in attempts.search_fetch(
        [("outcome", "in", ARRIVED), *domain], ["mail_message_id", "recipient"], limit=MOST
    ):
        address = email_normalize(attempt.recipient or "") or attempt.recipient or ""
        found.setdefault(attempt.mail_message_id.id, set()).add(address)
    return found


def _is_older_than_attempts(env, message) -> bool:
    """Whether the message was there before the oldest attempt that is still kept. No user can write that date."""
    # sudo: a yes or no leaves this file
    oldest = env["mail.troubleshooting.attempt"].sudo().search([], order="date", limit=1)
    return not oldest or message.create_date < oldest.date


def _notified(env, messages) -> set[str]:
    """The addresses that messages were meant for."""
    # sudo: a yes or no leaves this file. Archived contacts complain as well.
    notifications = (
        env["mail.notification"]
        .sudo()
        .with_context(active_test=False)
        .search([("mail_message_id", "in", messages.ids), ("notification_type", "=", "email")], limit=MOST)
    )
    texts = (n.mail_email_address or n.res_partner_id.email or "" for n in notifications)
    return {address for text in texts for address in email_normalize_all(text)}


# ------------------------------------------------------------
# A person decides
# ------------------------------------------------------------


def keep_complaint(env, message, address: str) -> None:
    """Let a person decide about a complaint, once for a message and an address."""
    # sudo: the gateway's user reads no blacklist; nothing leaves this function
    if is_too_long(address) or env["mail.blacklist"].sudo().search_count([("email", "=", address)], limit=1):
        return
    complaints = env["mail.troubleshooting.complaint"]
    complaints.flush_model()
    # Another worker may read the same report at the same time: neither must fail, and lose its email.
    env.cr.execute(
        SQL(
            """INSERT INTO %s (date, mail_message_id, company_id, subject, address, state)
               VALUES (%s, %s, %s, %s, %s, 'open') ON CONFLICT DO NOTHING""",
            SQL.identifier(complaints._table),
            fields.Datetime.now(),
            message.id or None,
            message.record_company_id.id or None,
            bounded(message.subject or message.record_name, SUBJECT_LENGTH) or None,
            address,
        )
    )
    complaints.invalidate_model()


def believe(complaints) -> None:
    """Leave the addresses of these complaints, which an administrator may read, out of mailings."""
    env = complaints.env
    addresses = _open(complaints).mapped("address")
    for address in addresses:
        env["mail.blacklist"]._add(address, message=text_of_complaint(env, address))
    # sudo: written by nobody by hand. Mailings of every company leave an address out.
    complaints.sudo().search([("address", "in", addresses), ("state", "=", "open")]).state = "blacklisted"


def dismiss(complaints) -> None:
    """Believe none of these complaints, which an administrator may read."""
    _open(complaints).sudo().state = "dismissed"  # sudo: as above


def _open(complaints):
    return complaints.filtered(lambda complaint: complaint.state == "open")
