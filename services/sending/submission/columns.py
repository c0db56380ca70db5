"""Columns of attempts that are known before a server has said anything."""

from odoo import fields
from odoo.tools.mail import email_normalize_all

from ....tools.sessions.handed_over import LONGEST_ADDRESS, LONGEST_DOMAIN, bounded


def mail_columns(mail, server_id: int | bool) -> dict:
    """Columns of an attempt that follow from the email."""
    message = mail.mail_message_id
    return {
        "mail_message_id": message.id,
        "message_id": message.message_id,
        "model": message.model,
        "res_id": message.res_id,
        "author_id": message.author_id.id,
        "company_id": message.record_company_id.id,
        "waited": _waited(mail),
        "mail_mail_id": mail.id,
        "mail_server_id": server_id or message.mail_server_id.id,
        "sender": bounded(next(iter(email_normalize_all(mail.email_from)), None), LONGEST_ADDRESS),
    }


def addressees(mail) -> list[tuple[str, object]]:
    """Each address that an email is for, with its contact, which is empty where it goes to a plain address."""
    nobody = mail.env["res.partner"]
    plain = email_normalize_all(f"{mail.email_to or ''},{mail.email_cc or ''}")
    contacts = [(contact.email_normalized, contact) for contact in mail.recipient_ids if contact.email_normalized]
    return [*((address, nobody) for address in plain), *contacts]


def _waited(mail) -> int:
    """Seconds since it could have gone, at least one."""
    since = max(filter(None, (mail.create_date, mail.scheduled_date)), default=fields.Datetime.now())
    return max(1, int((fields.Datetime.now() - since).total_seconds()))


def recipient_columns(address: str) -> dict:
    """Columns of an attempt that follow from the address, and the time."""
    domain = address.rpartition("@")[2].lower()
    return {
        "date": fields.Datetime.now(),
        "recipient": bounded(address, LONGEST_ADDRESS),
        "recipient_domain": bounded(domain, LONGEST_DOMAIN),
    }
