"""How many emails leave today, where do they come from, and will they stay below the limit of the day?"""

from datetime import timedelta

from odoo import api, fields, models

from ...services.dashboard.moments import day_start, home_zone
from ...services.failures.causes import id_by_code
from ...services.sending import volume
from ...services.sending.parameters import number
from ...services.sending.volume import MOST
from ...tools.figures.volume import KINDS, projected, stated_limit
from ...tools.monitoring.finding import Finding, Severity, counted
from ...tools.values import Evidence

#: How long a limit holds that a server has stated.
STATED = timedelta(days=30)
#: Refusals are counted up to here.
HITS = 10000
#: From this share on it is near. A day is judged by its pace once these hours are over.
NEAR, EARLY = 0.8, timedelta(hours=4)


class MailTroubleshootingCheckVolume(models.AbstractModel):
    _name = "mail.troubleshooting.check.volume"
    _inherit = "mail.troubleshooting.check"
    _description = "Today's emails"
    _check = "volume"
    _area = "volume"

    @api.model
    def _collect(self):
        now = fields.Datetime.now()
        today = day_start(self.env)
        hours = volume.accepted_by_hour(self.env, today)
        quota = id_by_code(self.env, "provider_quota")
        hits = self.env["mail.troubleshooting.attempt"].search_count(
            [("date", ">=", today), ("failure_cause_id", "=", quota)], limit=HITS + 1
        )
        facts = {
            "elapsed": now - today,
            "zone": home_zone(self.env),
            "hours": hours,
            "hits": hits,
            "limit": 0,
            "server_id": None,
        }
        if not hours and not hits:
            return facts
        return {
            **facts,
            **self._limit(now, quota),
            "servers": volume.accepted_by_server(self.env, today),
            "origins": volume.origins(self.env, today),
            "support": volume.facts_for_support(self.env),
        }

    @api.model
    def _entered_limit(self) -> int:
        """What an administrator entered in General Settings, 0 where nobody did."""
        return number(self.env, "daily_limit", 0)

    @api.model
    def _limit(self, now, quota: int) -> dict:
        """The limit of a day, and the server that stated it; None: the administrator entered it for all."""
        if entered := self._entered_limit():
            return {"limit": entered, "server_id": None}
        last = self.env["mail.troubleshooting.attempt"].search(
            [("date", ">=", now - STATED), ("failure_cause_id", "=", quota)], order="date desc", limit=1
        )
        return {"limit": stated_limit(last.reply), "server_id": last.mail_server_id.id}

    @api.model
    def _judge(self, facts):
        count, limit = sum(facts["hours"].values()), facts["limit"]
        if not count and not facts["hits"]:
            return []
        counted = count
        if facts["server_id"] is not None:  # what one server takes says nothing of the others
            counted = sum(server["count"] for server in facts["servers"] if server["id"] == facts["server_id"])
        expected = self._expected(counted, facts["elapsed"])
        if facts["hits"]:
            problem, severity = "daily_limit_is_reached", Severity.WARNING
        elif limit and (counted >= NEAR * limit or expected > limit):
            problem, severity = "daily_limit_is_near", Severity.WARNING
        else:
            problem, severity, counted = "emails_of_today", Severity.INFO, count
            expected = self._expected(count, facts["elapsed"])
        values = {"count": str(counted), "limit": str(limit or "–"), "expected": str(expected)}
        return [
            Finding(problem, severity, values=values | self._details(facts), evidence=self._seen(facts), weight=count)
        ]

    @api.model
    def _expected(self, count: int, elapsed) -> int:
        """How many there will be at the end of the day; too early it is not told from what there is."""
        return max(projected(count, elapsed.total_seconds()), count) if elapsed > EARLY else count

    @api.model
    def _details(self, facts) -> dict:
        """Where the emails come from, in numbers, and what support asks for."""
        kinds = {kind: str(sum(o.count for o in facts["origins"] if o.kind == kind)) for kind in KINDS}
        hour, most = max(facts["hours"].items(), key=lambda item: item[1], default=("–", 0))
        return {
            "hits": counted(facts["hits"], HITS),
            "hour": hour,
            "most": str(most),
            "zone": facts["zone"],
            **kinds,
            **facts["support"],
        }

    @api.model
    def _seen(self, facts) -> tuple[Evidence, ...]:
        servers = ((server["name"] or "odoo.conf", server["count"]) for server in facts["servers"][:MOST])
        origins = ((f"{one.kind}: {one.model or '–'}", one.count) for one in facts["origins"][:MOST])
        hours = ((f"{hour} {facts['zone']}", count) for hour, count in facts["hours"].items())
        return tuple(Evidence(name, str(count)) for name, count in (*servers, *origins, *hours))

    @api.model
    def _button_sent_today(self, _record):
        today = fields.Datetime.to_string(day_start(self.env))
        domain = [("date", ">=", today), ("outcome", "=", "accepted")]
        return self._list(self.env._("Accepted Today"), "mail.troubleshooting.attempt", domain)

    @api.model
    def _button_refused_today(self, _record):
        today = fields.Datetime.to_string(day_start(self.env))
        quota = id_by_code(self.env, "provider_quota")
        domain = [("date", ">=", today), ("failure_cause_id", "=", quota)]
        return self._list(self.env._("Rejected Today (Daily Limit)"), "mail.troubleshooting.attempt", domain)
