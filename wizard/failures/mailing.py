"""The list of mailings that did not reach everybody, by cause."""

from odoo import api, fields, models

from ...services.failures.mailing_traces import newest_mailings, traces_of


class MailTroubleshootingMailing(models.TransientModel):
    """The recipients of one mailing that were not reached for one cause."""

    _name = "mail.troubleshooting.mailing"
    _description = "Mailing Recipients Not Reached"
    _order = "mailing_id desc, recipients desc"

    mailing_id = fields.Integer("Mailing ID", readonly=True)
    mailing = fields.Char(readonly=True)
    cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", readonly=True, ondelete="cascade")
    owner = fields.Selection(related="cause_id.owner", string="Responsible")
    recipients = fields.Integer(readonly=True)

    @api.model
    def action_open(self):
        """List the causes of the newest mailings that did not reach everybody."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        self.create(newest_mailings(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailing Failures"),
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("create_uid", "=", self.env.uid)],
            "context": {"group_by": ["mailing"]},
        }

    def action_open_recipients(self):
        """Open the traces of these recipients."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.cause_id.name,
            "res_model": "mailing.trace",
            "view_mode": "list,form",
            "domain": [("id", "in", traces_of(self.env, self.mailing_id, self.cause_id.code))],
        }
