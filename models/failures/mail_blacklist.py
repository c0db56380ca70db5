from odoo import models


class MailBlacklist(models.Model):
    _inherit = "mail.blacklist"

    def _add(self, email, message=None):
        # Mailings blacklist an address that bounced often, whatever the server said each time.
        bounce = self.env["mail.troubleshooting.bounce"]
        if self.env.context.get("mail_troubleshooting_bounce") and not bounce._may_blacklist(email):
            return self.browse()
        return super()._add(email, message=message)
