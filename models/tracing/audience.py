"""Who would be notified of a message on a document, how, and why everybody else would not."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.arguments import is_id

#: Followers who are named; a document may have thousands.
MOST = 200
#: Kinds of messages to choose from.
KINDS = 50


class MailTroubleshootingAudience(models.AbstractModel):
    _name = "mail.troubleshooting.audience"
    _description = "Who is Notified"

    # ------------------------------------------------------------
    # What the browser asks for
    # ------------------------------------------------------------

    @api.model
    def documents(self) -> list[dict]:
        """Kinds of documents with followers that this user may read, by name.

        :raises AccessError: for anyone but internal users
        """
        self.env["mail.troubleshooting.wizard"]._check_internal()
        # sudo: names of models; those that this user may not read are left out
        known = self.env["ir.model"].sudo().search_fetch([("is_mail_thread", "=", True)], ["model", "name"])
        found = [{"model": one.model, "name": one.name} for one in known if self._has_followers(one.model)]
        return sorted(found, key=lambda one: (one["name"], one["model"]))

    @api.model
    def payload(self, model: str, res_id: int, kind_id: int | bool = False) -> dict:
        """Followers of a document, each with what this user's message of a kind would become for them, and why.

        :param kind_id: a subtype; without it a message as the chatter sends it
        :raises AccessError: for anyone but internal users, and where this user may not read the document
        :raises UserError: if there is no such document
        """
        self.env["mail.troubleshooting.wizard"]._check_internal()
        record = self._document(model, res_id)
        kinds = self._kinds(model)
        chosen = kinds.filtered(lambda kind: kind.id == kind_id) or self.env.ref("mail.mt_comment")
        people = self._people(record, chosen)
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

    @api.model
    def _has_followers(self, model: str) -> bool:
        if model not in self.env:
            return False
        documents = self.env[model]
        is_table = not documents._abstract and not documents._transient
        return is_table and self._notifies(model) and documents.has_access("read")

    @api.model
    def _notifies(self, model: str) -> bool:
        """Whether it notifies followers itself. Users have those of their contacts."""
        return "message_follower_ids" in self.env[model]._fields and hasattr(self.env[model], "_notify_get_recipients")

    @api.model
    def _document(self, model: str, res_id: int):
        if not isinstance(model, str) or model not in self.env or not self._notifies(model):
            raise UserError(self.env._("Documents of this kind have no followers."))
        self.env[model].check_access("read")
        record = self.env[model].browse(res_id if is_id(res_id) else []).exists()
        if not record:
            raise UserError(self.env._("This document does not exist any more."))
        record.check_access("read")
        return record

    @api.model
    def _kinds(self, model: str):
        return self.env["mail.message.subtype"].search(
            ["|", ("res_model", "=", False), ("res_model", "=", model)], limit=KINDS
        )

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    @api.model
    def _people(self, record, kind) -> list[dict]:
        """Whoever follows or would be notified: those who are come first."""
        # sudo: who may read a document may see who follows it, as in the chatter; names, addresses and reasons leave
        record, me = record.sudo(), self.env.user.partner_id
        values = {"author_id": me.id, "message_type": "comment", "subtype_id": kind.id, "partner_ids": []}
        values |= {"outgoing_email_to": False, "incoming_email_to": False, "incoming_email_cc": False}
        message = self.env["mail.message"].sudo()
        notified = {one["id"]: one["notif"] for one in record._notify_get_recipients(message, values) if one["id"]}
        followers = record.message_follower_ids.grouped("partner_id")
        partners = self.env["res.partner"].sudo().browse({partner.id for partner in followers} | set(notified))
        blocked, may_see = self._blocked(partners), self.env["mail.troubleshooting.card"]._may_see_address
        people = []
        for partner in partners:
            way = notified.get(partner.id)
            if way == "email" and not partner.email_normalized:
                way = "fails"
            why = self._why(partner, way, kind, followers.get(partner), partner.email_normalized in blocked)
            people.append(
                {
                    "id": partner.id,
                    "name": partner.name or "?",
                    "way": way or "none",
                    "why": why,
                    "email": partner.email or "" if may_see(partner) else "",
                }
            )
        order = ("email", "fails", "inbox")
        return sorted(people, key=lambda one: (order.index(one["way"]) if one["way"] in order else 9, one["name"]))

    @api.model
    def _blocked(self, partners) -> set[str]:
        """Those of their addresses that stand on the blacklist.

        A join: for a list of addresses PostgreSQL takes the index for parts of words, which needs half a second for a
        thousand of them.
        """
        self.env["mail.blacklist"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT email FROM unnest(%s::varchar[]) AS email JOIN mail_blacklist USING (email) WHERE active",
                [email for email in partners.mapped("email_normalized") if email],
            )
        )
        return {email for (email,) in rows}

    @api.model
    def _why(self, partner, way, kind, follower, is_blocked: bool) -> str:
        """The reason in words.

        :param way: how the contact is notified, None where it is not
        """
        if way == "fails":
            return self.env._("Has no valid email address, so the email fails")
        if way == "inbox":
            return self.env._("Chose to be notified in Odoo")
        if way and is_blocked:
            return self.env._("On the blacklist: mailings leave the address out, messages do not")
        if way:
            return self.env._("Follows this kind of message")
        if partner == self.env.user.partner_id:
            return self.env._("Is you: nobody is notified of their own messages")
        if not partner.active:
            return self.env._("Archived contact")
        if follower and kind not in follower.subtype_ids:
            return self.env._("Follows, but not this kind of message")
        if kind.internal and partner.partner_share:
            return self.env._("Internal message: nothing leaves the company")
        return self.env._("Is left out by the kind of document")
