from odoo import models


class MailNotification(models.Model):
    _name = "mail.notification"
    _inherit = ["mail.notification", "mail.troubleshooting.failed"]

    _failed_status = ("notification_status", ("exception", "bounce"))

    # The failures of the last days, by cause, without reading the table.
    _troubleshooting_failures = models.Index("(failure_date, failure_cause_id) WHERE failure_date IS NOT NULL")
