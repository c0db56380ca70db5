"""Mailings in the scheduler: one that cannot go does not hold up the others."""

from odoo import api, models

from ...services.neighbours.mailings import FAILED, FailedMailings, failed_of, in_turn, keep_reached


class MailingMailing(models.Model):
    """For databases that have ``mass_mailing``: see ``ir_model.py``."""

    _register = False
    _module = "mail_troubleshooting"
    _name = "mailing.mailing"
    _inherit = ["mailing.mailing"]

    @api.model
    def _process_mass_mailing_queue(self):
        return super(MailingMailing, self.with_context(**{FAILED: FailedMailings()}))._process_mass_mailing_queue()

    def _get_remaining_recipients(self):
        if failed_of(self.env) is None:
            return super()._get_remaining_recipients()
        found = in_turn(self, lambda mailing: super(MailingMailing, mailing)._get_remaining_recipients())
        # Odoo calls a mailing without recipients done, which is not what this one is.
        return [0] if found is None else found

    def _action_send_mail(self, res_ids=None):
        if failed_of(self.env) is None:
            return super()._action_send_mail(res_ids)
        in_turn(self, lambda mailing: super(MailingMailing, mailing)._action_send_mail(res_ids))
        return True

    def action_retry_failed(self):
        keep_reached(self)
        return super().action_retry_failed()
