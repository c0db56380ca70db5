"""The knowledge base: causes, the steps that help, and where to read more."""

import re

from odoo import api, fields, models, tools

#: ``{name}`` in a text to send on. Not ``str.format``: the facts come from strangers.
PLACEHOLDER = re.compile(r"\{(\w+)\}")
OWNERS = [
    ("sender", "The sender"),
    ("administrator", "The administrator of this database"),
    ("recipient", "The recipient"),
    ("recipient_postmaster", "The recipient's email administrator"),
    ("dns_owner", "Whoever manages the sending domain"),
    ("server_owner", "Whoever runs the sending server"),
    ("provider", "The email provider"),
    ("nobody", "Nobody, it solves itself"),
]


class MailTroubleshootingKnowledge(models.AbstractModel):
    """Texts that are kept in memory once they were read."""

    _name = "mail.troubleshooting.knowledge"
    _description = "Texts about Email"

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
    _description = "Cause of Failed Email"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True, help="Permanent: it is stored in reports and never translated.")
    name = fields.Char("Cause", required=True, translate=True)
    explanation = fields.Text(required=True, translate=True)
    owner = fields.Selection(OWNERS, "Who must act", required=True)
    permanence = fields.Selection(
        [("permanent", "Permanent"), ("temporary", "Temporary"), ("depends", "The reply decides")],
        required=True,
        default="depends",
    )
    sequence = fields.Integer(default=100)
    request_to = fields.Selection(OWNERS, "Ready text is for")
    request_text = fields.Text("Text to send on", translate=True)
    remedy_ids = fields.One2many("mail.troubleshooting.remedy", "cause_id", "Steps")
    link_ids = fields.One2many("mail.troubleshooting.link", "cause_id", "Read more")

    _code_unique = models.Constraint("UNIQUE(code)", "A cause with this code exists already.")

    @api.model
    @tools.ormcache("code")
    def _id_by_code(self, code: str) -> int | bool:
        """The id of a cause, False where the knowledge base does not have it."""
        return self.sudo().search([("code", "=", code)], limit=1).id  # sudo: ids of public texts, no user data

    @api.model
    @tools.ormcache()
    def _all_ids(self) -> frozenset[int]:
        return frozenset(self.sudo().search_fetch([], ["code"]).ids)  # sudo: ids of public texts, no user data

    def _first_step(self) -> str:
        """The first thing to do, for whoever must act; empty where the knowledge base has nothing."""
        audience = "sender" if self.owner in ("sender", "recipient", "nobody") else "administrator"
        return self.remedy_ids.filtered(lambda remedy: remedy.audience == audience)[:1].name or ""

    @tools.ormcache("self.id", "self.env.lang")
    def _texts(self) -> dict[str, str]:
        """What dashboards show of a cause, in the reader's language. Kept, as it hardly ever changes."""
        owners = dict(self._fields["owner"]._description_selection(self.env))
        return {
            "code": self.code,
            "title": self.name,
            "explanation": self.explanation,
            "owner": owners[self.owner],
            "step": self._first_step(),
            "steps": self.remedy_ids.filtered(lambda remedy: remedy.audience == "administrator").mapped("name"),
        }

    def _request(self, facts: dict[str, str]) -> str:
        """The text to send on, with what is known filled in; what is not known is said to be so."""
        unknown = self.env._("(not known)")
        return PLACEHOLDER.sub(lambda found: facts.get(found[1]) or unknown, self.request_text or "")


class MailTroubleshootingRemedy(models.Model):
    _name = "mail.troubleshooting.remedy"
    _inherit = "mail.troubleshooting.knowledge"
    _description = "Step that Helps with a Failed Email"
    _order = "cause_id, audience desc, sequence, id"

    cause_id = fields.Many2one("mail.troubleshooting.cause", required=True, ondelete="cascade", index=True)
    audience = fields.Selection(
        [("sender", "Sender"), ("administrator", "Administrator")], "For", required=True, default="sender"
    )
    sequence = fields.Integer(default=10)
    name = fields.Text("Step", required=True, translate=True)


class MailTroubleshootingLink(models.Model):
    _name = "mail.troubleshooting.link"
    _description = "Page that Explains a Failed Email"
    _order = "cause_id, id"

    cause_id = fields.Many2one("mail.troubleshooting.cause", required=True, ondelete="cascade", index=True)
    provider = fields.Char(help="Short code of the provider that this page belongs to; empty: of use to everyone.")
    name = fields.Char(required=True, translate=True)
    url = fields.Char("Address", required=True)
