"""What checks can find: the texts. Which of them is true is in the findings."""

from odoo import fields, models

#: Areas of the dashboard, in its order.
AREAS = [
    ("identity", "Senders"),
    ("queue", "Email queue"),
    ("scheduled_actions", "Scheduled actions"),
    ("campaigns", "Mailings"),
    ("volume", "Volume and limits"),
    ("contacts", "Contacts"),
    ("settings", "Settings"),
    ("interference", "Other addons"),
    ("mailbox", "Sent emails"),
]


class MailTroubleshootingProblem(models.Model):
    _name = "mail.troubleshooting.problem"
    _inherit = "mail.troubleshooting.knowledge"
    _description = "Problem Found by a Check"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True, help="Technical name. Never changes.")
    area = fields.Selection(AREAS, required=True)
    name = fields.Char("Title", required=True, translate=True)
    explanation = fields.Text(required=True, translate=True)
    counted = fields.Char(default="count", readonly=True, help="The value that chooses the texts for one.")
    name_one = fields.Char("Title for one", translate=True)
    explanation_one = fields.Text("Explanation for one", translate=True)
    sequence = fields.Integer(default=100, help="Issues of equal severity are sorted by this number.")
    step_ids = fields.One2many("mail.troubleshooting.step", "problem_id", "Steps")

    _code_unique = models.Constraint("UNIQUE(code)", "A problem with this code already exists.")

    def unlink(self):
        self.env["mail.troubleshooting.finding"].search([("problem_id", "in", self.ids)]).unlink()  # with their alerts
        return super().unlink()


class MailTroubleshootingStep(models.Model):
    _name = "mail.troubleshooting.step"
    _inherit = "mail.troubleshooting.knowledge"
    _description = "Step to Fix an Issue"
    _order = "problem_id, sequence, id"

    problem_id = fields.Many2one("mail.troubleshooting.problem", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    name = fields.Text("Step", required=True, translate=True)
    button = fields.Char(help="What Odoo can do: the name of a method of the check.")
    label = fields.Char("Button's label", translate=True)
    preview = fields.Text(
        translate=True,
        help="What the button will change, shown for confirmation. Empty: the button changes nothing.",
    )
    text = fields.Text("Text to copy", translate=True, help="For someone outside Odoo, such as a provider's support.")
