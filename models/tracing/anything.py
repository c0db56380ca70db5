"""One search box for whatever is known of an email. The work is in ``services/tracing/anything.py``."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...services.tracing.anything import ids_of
from ...services.tracing.documents import names_of
from .readers import READERS


class MailTroubleshootingAnything(models.AbstractModel):
    """What recipients, emails and attempts have in common in lists: each has its ``mail_message_id``."""

    _name = "mail.troubleshooting.anything"
    _description = "Email Found by What Is Known of It"

    troubleshooting_anything = fields.Char(
        "Anything",
        compute="_compute_troubleshooting_anything",
        search="_search_troubleshooting_anything",
        exportable=False,
        groups=READERS,
    )
    failure_subject = fields.Char("Email subject", compute="_compute_failure_subject", groups=READERS)
    failure_document = fields.Char("Document", compute="_compute_failure_document", groups=READERS)

    def _compute_troubleshooting_anything(self):
        """It is only searched."""
        self.troubleshooting_anything = False

    @api.model
    def _search_troubleshooting_anything(self, operator, value):
        # Core does not look at the groups of a field that is searched like this.
        self._check_field_access(self._fields["troubleshooting_anything"], "read")
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented
        return Domain("id", "in", ids_of(self, value))

    @api.depends("mail_message_id")
    def _compute_failure_subject(self):
        messages = self.mail_message_id.exists().sudo()  # sudo: the subject of a failure, for its readers
        subjects = {message.id: message.subject for message in messages}
        for record in self:
            record.failure_subject = subjects.get(record.mail_message_id.id, False)

    @api.depends("mail_message_id")
    @api.depends_context("uid")
    def _compute_failure_document(self):
        """The name of the document, where this user may read it."""
        messages = self.mail_message_id.exists()
        names = names_of(messages)
        about = {message.id: (message.model, message.res_id) for message in messages.sudo()}  # sudo: as in ``names_of``
        for record in self:
            record.failure_document = names.get(about.get(record.mail_message_id.id), False)

    def _open_document(self):
        """Open what the message is about.

        :raises AccessError: for who may neither read the message nor reads failures
        """
        self.ensure_one()
        if not self.env.user.has_groups(READERS):
            self.mail_message_id.check_access("read")
        message = self.mail_message_id.sudo()  # sudo: model and id; the document opens with the user's own rights
        if not message.model or not message.res_id:
            raise UserError(self.env._("This message belongs to no document."))
        return {
            "type": "ir.actions.act_window",
            "res_model": message.model,
            "res_id": message.res_id,
            "views": [[False, "form"]],
        }
