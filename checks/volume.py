"""Will today's emails stay below the limit that the server stated or the administrator entered?"""

from datetime import timedelta

from odoo import api, fields, models

from ..tools.finding import Finding, Severity
from ..tools.values import Evidence
from ..tools.volume import projected, stated_limit

#: What the administrator entered.
PARAMETER = "mail_troubleshooting.daily_limit"
#: How long a limit holds that a server has stated.
STATED = timedelta(days=30)
#: From this share on it is near. A day is judged by its pace once these hours are over.
NEAR, EARLY = 0.8, timedelta(hours=4)


class MailTroubleshootingCheckVolume(models.AbstractModel):
    _name = "mail.troubleshooting.check.volume"
    _inherit = "mail.troubleshooting.check"
    _description = "Emails of today"
    _check = "volume"
    _area = "volume"

    @api.model
    def _collect(self):
        now = fields.Datetime.now()
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        hours = self.env["mail.troubleshooting.attempt"]._read_group(
            [("date", ">=", today), ("outcome", "=", "accepted")], ["date:hour"], ["__count"]
        )
        return {
            "elapsed": now - today,
            "limit": self._limit(now),
            "hours": {str(hour): count for hour, count in hours},
        }

    @api.model
    def _limit(self, now) -> int:
        entered = self.env["ir.config_parameter"].get_param(PARAMETER) or ""
        if entered.isdecimal() and int(entered):
            return int(entered)
        quota = self.env["mail.troubleshooting.cause"]._id_by_code("provider_quota")
        last = self.env["mail.troubleshooting.attempt"].search(
            [("date", ">=", now - STATED), ("failure_cause_id", "=", quota)], order="date desc", limit=1
        )
        return stated_limit(last.reply)

    @api.model
    def _judge(self, facts):
        count, limit = sum(facts["hours"].values()), facts["limit"]
        if not limit:
            return []
        expected = projected(count, facts["elapsed"].total_seconds()) if facts["elapsed"] > EARLY else count
        if count < NEAR * limit and expected <= limit:
            return []
        values = {"count": str(count), "limit": str(limit), "expected": str(max(expected, count))}
        evidence = tuple(Evidence(hour, str(number)) for hour, number in facts["hours"].items())
        return [Finding("daily_limit_is_near", Severity.WARNING, values=values, evidence=evidence, weight=count)]

    @api.model
    def _button_sent_today(self, _record):
        today = fields.Datetime.to_string(fields.Date.today())
        domain = [("date", ">=", today), ("outcome", "=", "accepted")]
        return self._list(self.env._("Accepted Today"), "mail.troubleshooting.attempt", domain)
