from odoo import models

from ...services.failures.bounces.counting import may_blacklist


class MailBlacklist(models.Model):
    _inherit = "mail.blacklist"

    def _add(self, email, message=None):
        # Mailings blacklist an address that bounced often, whatever the server said each time.
        return super()._add(email, message=message) if may_blacklist(self.env, email) else self.browse()
