"""What a report is about: a message of this database, its notifications, the traces of mailings."""

from odoo.fields import Domain
from odoo.tools import email_normalize, email_normalize_all

from ....tools.reports.bounce import clean
from ....tools.sessions.handed_over import MESSAGE_ID_LENGTH, bounded
from ....tools.values import DeliveryReport, RecipientReport

#: Recipients of one report that are looked at.
MAX_RECIPIENTS = 100
#: Messages with one Message-Id that are looked at, the newest first.
MAX_TWINS = 20


def failed_recipients(report: DeliveryReport) -> list[RecipientReport]:
    return [recipient for recipient in report.recipients if recipient.action == "failed"][:MAX_RECIPIENTS]


def find_message(env, report: DeliveryReport):
    """The message with the Message-Id that the report names, empty where there is none."""
    messages = env["mail.message"].sudo()  # sudo: the gateway's user may see no message; one is looked for
    if not report.message_id:
        return messages
    message_id = clean(report.message_id)
    # sudo: as above. What was sent may have had another Message-Id than Odoo gave it.
    attempts = env["mail.troubleshooting.attempt"].sudo()
    sent = [("message_id", "=", bounded(message_id, MESSAGE_ID_LENGTH))]
    failed = [address for recipient in failed_recipients(report) for address in addresses_of(recipient)]
    to_failed = attempts.search_fetch([*sent, ("recipient", "in", failed)], ["mail_message_id"], limit=MAX_RECIPIENTS)
    others = attempts.search_fetch(sent, ["mail_message_id"], limit=MAX_RECIPIENTS)
    certain = to_failed.mail_message_id.exists()
    found = certain | others.mail_message_id.exists()
    found |= messages.search([("message_id", "=", message_id)], limit=MAX_TWINS)
    return _most_likely(found, report, certain) if len(found) > 1 else found


def _most_likely(messages, report: DeliveryReport, certain):
    """Of messages that share a Message-Id, the one of which a recipient that failed is not marked yet, if any.

    Users may give messages of theirs the Message-Id of another one, and recipients, so that those come first of which it
    is certain that they were sent.
    """

    def rank(message):
        about = [find_notifications(message, recipient) for recipient in failed_recipients(report)]
        is_new = any(n.notification_status != "bounce" for found in about for n in found)
        return message in certain, is_new, any(about), message.id

    return max(messages[:MAX_TWINS], key=rank)


def find_notifications(message, recipient: RecipientReport, alone: bool = False):
    """The notifications of a message that one recipient of a report is about.

    :param alone: the report names nobody else, so that it is about the only recipient, whatever address it names (a
        forwarding behind that address, or an address that was left out)
    """
    # sudo: the gateway's user may see none; rows of this one message only. Archived contacts bounce as well.
    notifications = message.env["mail.notification"].sudo().with_context(active_test=False)
    if not message:
        return notifications
    own = Domain([("mail_message_id", "=", message.id), ("notification_type", "=", "email")])
    addresses = addresses_of(recipient)
    if addresses:
        named = Domain("mail_email_address", "in", addresses)
        named |= Domain.OR(Domain("res_partner_id.email", "ilike", address) for address in addresses)
        found = notifications.search(own & named, limit=MAX_RECIPIENTS).filtered(
            lambda n: (
                n.mail_email_address in addresses
                or not set(email_normalize_all(n.res_partner_id.email or "")).isdisjoint(addresses)
            )
        )
        if found:
            return found
    every = notifications.search(own, limit=2) if alone else notifications
    return every if len(every) == 1 else notifications


def find_traces(env, report: DeliveryReport, recipient: RecipientReport):
    """Traces of mailings (where they are installed) of this Message-Id and recipient."""
    if "mailing.trace" not in env or not report.message_id:
        return env["mail.notification"]
    # sudo: as the mailings' own hook; rows of one Message-Id
    traces = env["mailing.trace"].sudo().search([("message_id", "=", clean(report.message_id))], limit=10)
    addresses = addresses_of(recipient)
    return traces.filtered(lambda trace: email_normalize(trace.email or "") in addresses)


def addresses_of(recipient: RecipientReport) -> list[str]:
    named = (recipient.address, recipient.original_address)
    return [address for text in named if text and (address := email_normalize(clean(text)))]


def address_of(notification) -> str:
    return notification.res_partner_id.email_normalized or notification.mail_email_address or ""
