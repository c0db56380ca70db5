"""Good tests of outgoing servers, by which incidents of connections end."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

from .attempt import LooseMany2one

#: Days that a test is kept. Incidents end by it within minutes.
DAYS = 90


class MailTroubleshootingServerTest(models.Model):
    _name = "mail.troubleshooting.server.test"
    _description = "Successful Test of an Outgoing Server"
    _order = "id desc"
    _rec_name = "mail_server_id"

    mail_server_id = LooseMany2one("ir.mail_server", "Server", readonly=True, help="Empty: the default server.")
    fingerprint = fields.Char(readonly=True, help="Changes when the settings of the server change.")

    @api.autovacuum
    def _gc_tests(self):
        """Remove what is too old to end anything."""
        before = fields.Datetime.now() - timedelta(days=DAYS)
        old = self.search([("create_date", "<", before)], order="create_date", limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT  # done, remaining
