from odoo import fields, models


class MailTroubleshootingBatch(models.Model):
    """The batch that a scheduled run of the email queue has in hand. What is done with it: ``services/sending/queue/marks.py``."""

    _name = "mail.troubleshooting.batch"
    _description = "Batch of the Email Queue in Hand"
    _log_access = False

    cron_id = fields.Many2one("ir.cron", required=True, readonly=True, ondelete="cascade")
    last_id = fields.Integer(readonly=True, help="The highest id of the batch in hand, 0 between two batches.")
    careful_until = fields.Integer(readonly=True, help="Emails up to this id are noted one by one.")
    begun = fields.Json(readonly=True, help="How often an email was begun without an end, by id.")

    _cron_id = models.UniqueIndex("(cron_id)")
