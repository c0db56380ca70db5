from odoo import models

from ...services.failures.bounces.counting import is_uncounted


class MailThreadBlacklist(models.AbstractModel):
    _inherit = "mail.thread.blacklist"

    def write(self, vals):
        # Core counts a bounce by writing one more. Not undone afterwards: other addons look at the number meanwhile.
        if "message_bounce" not in vals or not is_uncounted(self.env):
            return super().write(vals)
        others = {name: value for name, value in vals.items() if name != "message_bounce"}
        return super().write(others) if others else True
