"""The list of mailings that did not reach everybody, by cause."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...services.failures.mailing_traces import by_cause, count_by_cause

#: The newest mailings with failures that are listed.
MAX_MAILINGS = 80


class MailTroubleshootingMailing(models.TransientModel):
    """The recipients of one mailing that were not reached for one cause."""

    _name = "mail.troubleshooting.mailing"
    _description = "Recipients of a Mailing that Were not Reached"
    _order = "mailing_id desc, recipients desc"

    mailing_id = fields.Integer("Mailing ID", readonly=True)
    mailing = fields.Char(readonly=True)
    cause_id = fields.Many2one("mail.troubleshooting.cause", "Cause", readonly=True, ondelete="cascade")
    owner = fields.Selection(related="cause_id.owner", string="Who must act")
    recipients = fields.Integer(readonly=True)

    @api.model
    def action_open(self):
        """List the causes of the newest mailings that did not reach everybody."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        self.create(self._rows())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Failures of Mailings"),
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("create_uid", "=", self.env.uid)],
            "context": {"group_by": ["mailing"]},
        }

    @api.model
    def _rows(self) -> list[dict]:
        if "mailing.trace" not in self.env:
            return []
        failing = self.env["mailing.trace"]._read_group(
            [("trace_type", "=", "mail"), ("failure_type", "!=", False), ("mass_mailing_id", "!=", False)],
            ["mass_mailing_id"],
            order="mass_mailing_id desc",
            limit=MAX_MAILINGS,
        )
        id_by_code = self.env["mail.troubleshooting.cause"]._id_by_code
        return [
            {
                "mailing_id": mailing.id,
                "mailing": mailing.display_name,
                "cause_id": id_by_code(code),
                "recipients": count,
            }
            for (mailing,) in failing
            for code, count in count_by_cause(self.env, [("mass_mailing_id", "=", mailing.id)]).items()
        ]

    def action_open_recipients(self):
        """Open the traces of these recipients."""
        self.ensure_one()
        found = by_cause(self.env, [("mass_mailing_id", "=", self.mailing_id)])
        _count, domain = found.get(self.cause_id.code, (0, Domain.FALSE))
        # sudo: the condition on emails; the ids of traces of this mailing, which the list reads with its own rights
        traces = self.env["mailing.trace"].sudo().search(domain)
        return {
            "type": "ir.actions.act_window",
            "name": self.cause_id.name,
            "res_model": "mailing.trace",
            "view_mode": "list,form",
            "domain": [("id", "in", traces.ids)],
        }
