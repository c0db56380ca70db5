"""Emails, recipients and attempts by whatever somebody knows of an email, from one search box.

Addresses, contacts, documents and Message-Ids are looked up in the whole table, by indexes. A part of a subject or of an
address has no index: it is looked for among the newest rows.
"""

import re
from collections.abc import Iterator

from odoo.models import BaseModel
from odoo.tools import SQL, email_normalize

#: Rows among which a part of a subject or of an address is looked for.
NEWEST = 20_000
#: Rows that one way of looking yields at most.
ROWS = 2_000
#: Contacts, and documents of one model, that a name yields at most.
NAMES = 100
#: Models whose documents are looked up by name: those that the newest rows are about.
MODELS = 10

_REFERENCE = re.compile(r"([a-z][a-z0-9_.]*) *, *(\d{1,9})")

#: The newest rows of each model, with the address that stands on them.
_NEWEST = {
    "mail.notification": SQL(
        "SELECT id, mail_message_id, mail_email_address AS address FROM mail_notification"
        " WHERE failure_date IS NOT NULL ORDER BY failure_date DESC LIMIT %s",
        NEWEST,
    ),
    "mail.mail": SQL(
        "SELECT id, mail_message_id, email_to AS address FROM mail_mail ORDER BY id DESC LIMIT %s", NEWEST
    ),
    "mail.troubleshooting.attempt": SQL(
        "SELECT id, mail_message_id, recipient AS address FROM mail_troubleshooting_attempt ORDER BY id DESC LIMIT %s",
        NEWEST,
    ),
}


def ids_of(model: BaseModel, text: str) -> list[int]:
    """Return the rows that a text leads to, without looking at who may read them."""
    text = text.strip()
    if not text:
        return []
    for name in ("mail.message", "res.partner", "mail.notification", "mail.mail", "mail.troubleshooting.attempt"):
        model.env[name].flush_model()
    found = set()
    for condition in _conditions(model, text):
        query = SQL("SELECT id FROM %s WHERE %s LIMIT %s", SQL.identifier(model._table), condition, ROWS)
        found.update(row[0] for row in model.env.execute_query(query))
    found.update(_among_newest(model, text))
    return list(found)


def _conditions(model: BaseModel, text: str) -> Iterator[SQL]:
    """What is looked up in the whole table: each with an index of its own, which one condition with OR would not use."""
    contacts, address = _contacts(model, text), email_normalize(text)
    if model._name == "mail.troubleshooting.attempt":
        # An attempt outlives its message and its contact.
        yield SQL("message_id = ANY(%s)", _message_ids(text))
        addresses = {contact.email_normalized for contact in contacts} | {address}
        yield SQL("recipient = ANY(%s)", [known for known in addresses if known])
    elif model._name == "mail.mail":
        emails = SQL("SELECT mail_mail_id FROM mail_mail_res_partner_rel WHERE res_partner_id = ANY(%s)", contacts.ids)
        yield SQL("id IN (%s)", emails)
    else:
        yield SQL("failure_date IS NOT NULL AND res_partner_id = ANY(%s)", contacts.ids)
        yield SQL("failure_date IS NOT NULL AND lower(mail_email_address) = %s", address or "")
    failed = SQL("failure_date IS NOT NULL AND ") if model._name == "mail.notification" else SQL()
    for messages in _messages(model, text):
        yield SQL("%smail_message_id IN (%s)", failed, messages)


def _contacts(model: BaseModel, text: str) -> BaseModel:
    """Contacts with this address, or with this name as the search for contacts understands it; archived ones, too."""
    Partner = model.env["res.partner"].with_context(active_test=False)
    if not Partner.has_access("read"):
        return Partner
    if address := email_normalize(text):
        return Partner.search([("email_normalized", "=", address)], limit=NAMES)
    return Partner.browse(id_ for id_, _name in Partner.name_search(text, limit=NAMES))


def _message_ids(text: str) -> list[str]:
    """A Message-Id as headers have it, and as people copy it: without its brackets."""
    plain = text.strip("<>")
    return [plain, f"<{plain}>"]


def _messages(model: BaseModel, text: str) -> Iterator[SQL]:
    if "@" in text:
        yield SQL("SELECT id FROM mail_message WHERE message_id = ANY(%s)", _message_ids(text))
        return
    for name, ids in _documents(model, text):
        yield SQL("SELECT id FROM mail_message WHERE model = %s AND res_id = ANY(%s) LIMIT %s", name, ids, ROWS)


def _documents(model: BaseModel, text: str) -> Iterator[tuple[str, list[int]]]:
    """Documents by their reference ("sale.order,7"), or by a name that this user may find."""
    if reference := _REFERENCE.fullmatch(text):
        yield reference[1], [int(reference[2])]
        return
    query = SQL(
        "SELECT m.model FROM (%s) newest JOIN mail_message m ON m.id = newest.mail_message_id"
        " WHERE m.model IS NOT NULL GROUP BY m.model ORDER BY count(*) DESC LIMIT %s",
        _NEWEST[model._name],
        MODELS,
    )
    seen = [model.env[name] for (name,) in model.env.execute_query(query) if name in model.env]
    for documents in seen:
        found = documents.name_search(text, limit=NAMES) if documents.has_access("read") else []
        if found:
            yield documents._name, [id_ for id_, _name in found]


def _among_newest(model: BaseModel, text: str) -> Iterator[int]:
    part = "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
    query = SQL(
        "SELECT newest.id FROM (%s) newest LEFT JOIN mail_message m ON m.id = newest.mail_message_id"
        " WHERE m.subject ILIKE %s OR newest.address ILIKE %s LIMIT %s",
        _NEWEST[model._name],
        part,
        part,
        ROWS,
    )
    return (row[0] for row in model.env.execute_query(query))
