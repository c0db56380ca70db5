"""What the browser asks about who is notified. The work is in ``services/tracing/audience.py``."""

from odoo import api, models

from ...services.tracing.audience import Audience, Document, audience, documents


class MailTroubleshootingAudience(models.AbstractModel):
    _name = "mail.troubleshooting.audience"
    _description = "Who is Notified"

    @api.model
    def documents(self) -> list[Document]:
        """Kinds of documents with followers that this user may read, by name.

        :raises AccessError: for anyone but internal users
        """
        return documents(self.env)

    @api.model
    def payload(self, model: str, res_id: int, kind_id: int | bool = False) -> Audience:
        """Followers of a document, each with what this user's message of a kind would become for them, and why.

        :param kind_id: a subtype; without it a message as the chatter sends it
        :raises AccessError: for anyone but internal users, and where this user may not read the document
        :raises UserError: if there is no such document
        """
        return audience(self.env, model, res_id, kind_id)
