"""What checks can find: the texts. Which of them is true is in the findings."""

from odoo import fields, models

#: Areas of the dashboard, in its order.
AREAS = [
    ("identity", "Senders"),
    ("queue", "Email queue"),
    ("scheduled_actions", "Scheduled actions"),
    ("campaigns", "Campaigns"),
    ("volume", "Volume and limits"),
    ("contacts", "Contacts"),
    ("settings", "Settings"),
    ("interference", "Other addons"),
    ("mailbox", "Not a mailbox"),
]


class MailTroubleshootingProblem(models.Model):
    _name = "mail.troubleshooting.problem"
    _inherit = "mail.troubleshooting.knowledge"
    _description = "What a Check can Find"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True, help="Permanent and never translated.")
    area = fields.Selection(AREAS, required=True)
    name = fields.Char("Title", required=True, translate=True)
    explanation = fields.Text(required=True, translate=True)
    sequence = fields.Integer(default=100, help="Of two findings that are equally bad the smaller comes first.")
    step_ids = fields.One2many("mail.troubleshooting.step", "problem_id", "Steps")

    _code_unique = models.Constraint("UNIQUE(code)", "A problem with this code exists already.")

    def unlink(self):
        self.env["mail.troubleshooting.finding"].search([("problem_id", "in", self.ids)]).unlink()  # with their alerts
        return super().unlink()


class MailTroubleshootingStep(models.Model):
    _name = "mail.troubleshooting.step"
    _inherit = "mail.troubleshooting.knowledge"
    _description = "Step that Helps with a Finding"
    _order = "problem_id, sequence, id"

    problem_id = fields.Many2one("mail.troubleshooting.problem", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    name = fields.Text("Step", required=True, translate=True)
    button = fields.Char(help="What Odoo can do itself: the name of a method of the check.")
    label = fields.Char("Button's label", translate=True)
    preview = fields.Text(
        translate=True,
        help="What the button will change, shown before it does. Empty: it opens something and changes nothing.",
    )
    text = fields.Text("Text to copy", translate=True, help="For somebody outside Odoo, such as a provider's support.")
