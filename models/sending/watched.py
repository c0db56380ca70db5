"""Models whose changes are noted; see ``models/dashboard/change.py``."""

from odoo import models


class MailAliasDomain(models.Model):
    _name = "mail.alias.domain"
    _inherit = ["mail.alias.domain", "mail.troubleshooting.watched"]


class IrCron(models.Model):
    _name = "ir.cron"
    _inherit = ["ir.cron", "mail.troubleshooting.watched"]


class FetchmailServer(models.Model):
    _name = "fetchmail.server"
    _inherit = ["fetchmail.server", "mail.troubleshooting.watched"]
