"""What the browser asks for. The work is in ``services/dashboard``."""

from odoo import api, models

from ...services.dashboard.access import check_reader
from ...services.dashboard.charts import PARTS, charts
from ...services.dashboard.payload import Payload, payload
from ...services.dashboard.timeline import Timeline, timeline


class MailTroubleshootingDashboard(models.AbstractModel):
    _name = "mail.troubleshooting.dashboard"
    _description = "Email Troubleshooting Dashboard"

    @api.model
    def payload(self) -> Payload:
        """Everything the dashboard shows.

        :raises AccessError: for anyone but administrators and email support
        """
        check_reader(self.env)  # before anything is looked up
        return payload(self.env, self.env["mail.troubleshooting.backfill"]._progress())

    @api.model
    def charts(self, values: dict, parts: tuple | list = PARTS) -> dict:
        """Attempts and failures of a period; see ``services/dashboard/charts.py``.

        :raises AccessError: for anyone but administrators and email support
        :raises UserError: for what cannot be chosen
        """
        return charts(self.env, values, parts)

    @api.model
    def timeline(self, values: dict) -> Timeline:
        """Changes of a period and the beginnings of its failures; see ``services/dashboard/timeline.py``.

        :raises AccessError: for anyone but administrators and email support
        :raises UserError: for what cannot be chosen
        """
        return timeline(self.env, values)
