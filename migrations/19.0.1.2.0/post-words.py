"""Texts were reworded: translations come with them."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    env["ir.module.module"]._get("mail_troubleshooting")._update_translations(overwrite=True)
