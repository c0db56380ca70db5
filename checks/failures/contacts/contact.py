"""Which contacts fail again and again, and why?"""

from odoo import api, models

from ....services.failures import repeated
from ....tools.monitoring.effects import Explains
from ....tools.reports.bounce import ABOUT_ADDRESS
from .repeated import NAMED

#: So often is again and again.
OFTEN = 3


class MailTroubleshootingCheckContacts(models.AbstractModel):
    _name = "mail.troubleshooting.check.contacts"
    _inherit = "mail.troubleshooting.check.repeated"
    _description = "Contacts not reached"
    _check = "contacts"
    _field = "res_partner_id"
    _explains = {"contacts_have_wrong_addresses": Explains(tuple(ABOUT_ADDRESS))}

    @api.model
    def _collect(self):
        return repeated.contacts(self.env, self._failures(), OFTEN, NAMED)

    @api.model
    def _judge(self, facts):
        wrong = [contact for contact in facts if set(contact["causes"]) <= ABOUT_ADDRESS]
        others = [contact for contact in facts if contact not in wrong]
        groups = (("contacts_have_wrong_addresses", wrong), ("contacts_fail_again", others))
        return [self._again(problem, some) for problem, some in groups if some]

    @api.model
    def _button_suppress(self, _record):
        text = self.env._("Emails to this address failed repeatedly. Mailings skip it.")
        contacts = self.env["res.partner"].browse(self._named()).exists()
        tried = repeated.tried(self.env, self._failures(), contacts)
        for contact in contacts.filtered("email_normalized"):
            address = contact.email_normalized
            if address in tried.get(contact.id, {address}):
                self.env["mail.blacklist"]._add(address, message=text)
