from odoo import models

from ...services.failures.bounces.counting import is_uncounted


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    def _action_unfollow(self, *args, **kwargs):
        # Core takes members out of a channel at the next bounce after ten that counted, whatever that one is about.
        return None if is_uncounted(self.env) else super()._action_unfollow(*args, **kwargs)
