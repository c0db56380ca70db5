from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Odoo finds references by their foreign keys, of which the memory of what was sent has none.
        self.env["mail.troubleshooting.attempt"]._merge_partners(src_partners, dst_partner)
        return result
