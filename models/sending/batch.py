from odoo import fields, models


class MailTroubleshootingBatch(models.Model):
    """The batch that a scheduled run of the email queue has in hand. What is done with it: ``services/sending/queue/marks.py``."""

    _name = "mail.troubleshooting.batch"
    _description = "Current Batch of the Email Queue"
    _log_access = False

    cron_id = fields.Many2one("ir.cron", "Scheduled Action", required=True, readonly=True, ondelete="cascade")
    last_id = fields.Integer(
        "Last Email ID", readonly=True, help="The highest ID of the current batch, 0 between batches."
    )
    careful_until = fields.Integer(
        "Careful Up to ID", readonly=True, help="Emails up to this ID are recorded one by one."
    )
    begun = fields.Json("Started Emails", readonly=True, help="Number of unfinished attempts, by email ID.")

    _cron_id = models.UniqueIndex("(cron_id)")
