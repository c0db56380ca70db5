"""Who would be notified of a message on a document, how, and why everybody else would not."""

from typing import TypedDict

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.arguments import is_id
from ..failures.envelope.access import check_internal
from ..failures.envelope.recipients import may_see_address

#: Followers who are named; a document may have thousands.
MOST = 200
#: Kinds of messages to choose from.
KINDS = 50


class Document(TypedDict):
    """A kind of documents."""

    model: str
    name: str


class Kind(TypedDict):
    """A kind of messages."""

    id: int
    name: str


class Listener(TypedDict):
    """Somebody who follows a document, or would be notified.

    :param way: "email", "fails", "inbox", "none", or another way of Odoo's
    :param email: empty where the user may not see it
    """

    id: int
    name: str
    way: str
    why: str
    email: str


class Audience(TypedDict):
    """What ``static/src/tracing/audience_dialog.js`` reads.

    :param more: how many more there are
    """

    name: str
    kind: int
    kinds: list[Kind]
    people: list[Listener]
    more: int


def documents(env) -> list[Document]:
    """Kinds of documents with followers that this user may read, by name.

    :raises AccessError: for anyone but internal users
    """
    check_internal(env)
    # sudo: names of models; those that this user may not read are left out
    known = env["ir.model"].sudo().search_fetch([("is_mail_thread", "=", True)], ["model", "name"])
    found = [{"model": one.model, "name": one.name} for one in known if _has_followers(env, one.model)]
    return sorted(found, key=lambda one: (one["name"], one["model"]))


def audience(env, model: str, res_id: int, kind_id: int | bool) -> Audience:
    """Followers of a document, each with what this user's message of a kind would become for them, and why.

    :param kind_id: a subtype; without it a message as the chatter sends it
    :raises AccessError: for anyone but internal users, and where this user may not read the document
    :raises UserError: if there is no such document
    """
    check_internal(env)
    record = _document(env, model, res_id)
    kinds = env["mail.message.subtype"].search(["|", ("res_model", "=", False), ("res_model", "=", model)], limit=KINDS)
    chosen = kinds.filtered(lambda kind: kind.id == kind_id) or env.ref("mail.mt_comment")
    people = _people(record, chosen)
    return {
        "name": record.display_name,
        "kind": chosen.id,
        "kinds": [{"id": kind.id, "name": kind.name} for kind in kinds | chosen],
        "people": people[:MOST],
        "more": max(0, len(people) - MOST),
    }


# ------------------------------------------------------------
# Access: ids from the browser are never trusted
# ------------------------------------------------------------


def _has_followers(env, model: str) -> bool:
    if model not in env:
        return False
    records = env[model]
    is_table = not records._abstract and not records._transient
    return is_table and _notifies(env, model) and records.has_access("read")


def _notifies(env, model: str) -> bool:
    """Whether it notifies followers itself. Users have those of their contacts."""
    return "message_follower_ids" in env[model]._fields and hasattr(env[model], "_notify_get_recipients")


def _document(env, model: str, res_id: int):
    if not isinstance(model, str) or model not in env or not _notifies(env, model):
        raise UserError(env._("Documents of this kind have no followers."))
    env[model].check_access("read")
    record = env[model].browse(res_id if is_id(res_id) else []).exists()
    if not record:
        raise UserError(env._("This document no longer exists."))
    record.check_access("read")
    return record


# ------------------------------------------------------------
# Who
# ------------------------------------------------------------


def _people(record, kind) -> list[Listener]:
    """Whoever follows or would be notified: those who are come first."""
    env = record.env
    notified = _notified(record, kind)
    # sudo: who may read a document may see who follows it, as in the chatter; names, addresses and reasons leave
    followers = record.sudo().message_follower_ids.grouped("partner_id")
    partners = env["res.partner"].sudo().browse({partner.id for partner in followers} | set(notified))
    blocked = _blocked(partners)
    people = []
    for partner in partners:
        way = notified.get(partner.id)
        if way == "email" and not partner.email_normalized:
            way = "fails"
        is_blocked = partner.email_normalized in blocked
        people.append(
            {
                "id": partner.id,
                "name": partner.name or "?",
                "way": way or "none",
                "why": _why_notified(env, way, is_blocked) or _why_not(partner, kind, followers.get(partner)),
                "email": partner.email or "" if may_see_address(env, partner) else "",
            }
        )
    order = ("email", "fails", "inbox")
    return sorted(people, key=lambda one: (order.index(one["way"]) if one["way"] in order else 9, one["name"]))


def _notified(record, kind) -> dict[int, str]:
    """How Odoo notifies of such a message, by contact."""
    env = record.env
    values = {"author_id": env.user.partner_id.id, "message_type": "comment", "subtype_id": kind.id, "partner_ids": []}
    values |= {"outgoing_email_to": False, "incoming_email_to": False, "incoming_email_cc": False}
    # sudo: as core does where it notifies
    found = record.sudo()._notify_get_recipients(env["mail.message"].sudo(), values)
    return {one["id"]: one["notif"] for one in found if one["id"]}


def _blocked(partners) -> set[str]:
    """Those of their addresses that stand on the blacklist.

    A join: for a list of addresses PostgreSQL takes the index for parts of words, which needs half a second for a
    thousand of them.
    """
    env = partners.env
    env["mail.blacklist"].flush_model()
    rows = env.execute_query(
        SQL(
            "SELECT email FROM unnest(%s::varchar[]) AS email JOIN mail_blacklist USING (email) WHERE active",
            [email for email in partners.mapped("email_normalized") if email],
        )
    )
    return {email for (email,) in rows}


def _why_notified(env, way: str | None, is_blocked: bool) -> str:
    """The reason in words, empty where somebody is not notified."""
    if way == "fails":
        return env._("Has no valid email address, so the email fails")
    if way == "inbox":
        return env._("Chose to be notified in Odoo")
    if way and is_blocked:
        return env._("Blacklisted: excluded from mailings, but notified of messages")
    return env._("Follows this kind of message") if way else ""


def _why_not(partner, kind, follower) -> str:
    env = partner.env
    if partner == env.user.partner_id:
        return env._("You are the author")
    if not partner.active:
        return env._("Archived contact")
    if follower and kind not in follower.subtype_ids:
        return env._("Follows the document, but not this kind of message")
    if kind.internal and partner.partner_share:
        return env._("Internal message: not sent outside the company")
    return env._("Excluded by this kind of document")
