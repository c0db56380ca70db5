"""The knowledge base: causes, the steps that help, and where to read more."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.evidence.conditions import CONDITIONS

OWNERS = [
    ("sender", "The sender"),
    ("administrator", "The administrator of this database"),
    ("recipient", "The recipient"),
    ("recipient_postmaster", "The recipient's email administrator"),
    ("dns_owner", "Sending domain administrator"),
    ("server_owner", "Sending server administrator"),
    ("provider", "The email provider"),
    ("nobody", "Nobody (resolves by itself)"),
]


class MailTroubleshootingKnowledge(models.AbstractModel):
    """Texts that are kept in memory once they were read."""

    _name = "mail.troubleshooting.knowledge"
    _description = "Email Help Texts"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class MailTroubleshootingCause(models.Model):
    _name = "mail.troubleshooting.cause"
    _inherit = "mail.troubleshooting.knowledge"
    _description = "Cause of Failed Emails"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True, help="Technical name, used in reports. Never changes.")
    name = fields.Char("Cause", required=True, translate=True)
    explanation = fields.Text(required=True, translate=True)
    owner = fields.Selection(OWNERS, "Responsible", required=True)
    permanence = fields.Selection(
        [("permanent", "Permanent"), ("temporary", "Temporary"), ("depends", "Depends on the reply")],
        "Permanent or temporary",
        required=True,
        default="depends",
    )
    sequence = fields.Integer(default=100)
    request_to = fields.Selection(OWNERS, "Message template for")
    request_text = fields.Text("Message template", translate=True)
    remedy_ids = fields.One2many("mail.troubleshooting.remedy", "cause_id", "Steps")
    link_ids = fields.One2many("mail.troubleshooting.link", "cause_id", "Read more")

    _code_unique = models.Constraint("UNIQUE(code)", "A cause with this code already exists.")


class MailTroubleshootingRemedy(models.Model):
    _name = "mail.troubleshooting.remedy"
    _inherit = "mail.troubleshooting.knowledge"
    _description = "Step to Fix a Failed Email"
    _order = "cause_id, audience desc, sequence, id"

    cause_id = fields.Many2one("mail.troubleshooting.cause", required=True, ondelete="cascade", index=True)
    audience = fields.Selection(
        [("sender", "Sender"), ("administrator", "Administrator")], "For", required=True, default="sender"
    )
    sequence = fields.Integer(default=10)
    name = fields.Text("Step", required=True, translate=True)
    only_when = fields.Char(readonly=True, help="Shown, as one of the first, only where all of these conditions hold.")
    unless = fields.Char(readonly=True, help="Not shown where one of these conditions holds.")

    @api.constrains("only_when", "unless")
    def _check_conditions(self):
        for step in self:
            unknown = {*(step.only_when or "").split(), *(step.unless or "").split()} - CONDITIONS.keys()
            if unknown:
                names = ", ".join(sorted(unknown))
                raise ValidationError(self.env._("Unknown conditions: %(names)s", names=names))


class MailTroubleshootingLink(models.Model):
    _name = "mail.troubleshooting.link"
    _description = "Help Page about Failed Emails"
    _order = "cause_id, id"

    cause_id = fields.Many2one("mail.troubleshooting.cause", required=True, ondelete="cascade", index=True)
    provider = fields.Char(help="Short code of the provider of this page. Empty: for everyone.")
    name = fields.Char(required=True, translate=True)
    url = fields.Char("Address", required=True)
