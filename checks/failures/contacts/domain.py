"""Are there domains where nobody is reached?"""

from odoo import api, fields, models

from ....services.failures import repeated
from .repeated import NAMED, RECENT

#: So many recipients of a domain without any success mean the domain.
MANY = 5


class MailTroubleshootingCheckDomains(models.AbstractModel):
    _name = "mail.troubleshooting.check.domains"
    _inherit = "mail.troubleshooting.check.repeated"
    _description = "Unreachable domains"
    _check = "domains"
    _field = "failure_domain"

    @api.model
    def _collect(self):
        return repeated.domains(self.env, self._failures(), fields.Datetime.now() - RECENT, MANY, NAMED)

    @api.model
    def _judge(self, facts):
        return [self._again("domains_fail", facts)] if facts else []
