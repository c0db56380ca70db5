from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Leave out what is about mailings where there are none, or not for this user."""
        blacklist = super()._load_menus_blacklist()
        if "mailing.trace" in self.env and self.env["mailing.trace"].has_access("read"):
            return blacklist
        menu = self.env.ref("mail_troubleshooting.menu_mailings", raise_if_not_found=False)
        return [*blacklist, menu.id] if menu else blacklist
