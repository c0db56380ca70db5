"""What the dashboard's charts show. Asked for after the page is there: it reads as many attempts as the period has."""

from datetime import timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: Days that can be chosen. One day is shown by hour.
PERIODS = (1, 7, 30)
#: Causes and receiving domains that get a bar of their own.
MOST = 8


class MailTroubleshootingDashboard(models.AbstractModel):
    _inherit = "mail.troubleshooting.dashboard"

    @api.model
    def charts(self, days: int) -> dict:
        """Attempts of the last days: by time, by cause, and by receiving domain.

        :raises AccessError: for anyone but administrators and email support
        :raises UserError: for a period that cannot be chosen
        """
        Attempt = self.env["mail.troubleshooting.attempt"]
        if not Attempt.has_access("read"):
            raise AccessError(self.env._("Email troubleshooting is for administrators and email support."))
        if days not in PERIODS:
            raise UserError(self.env._("This period cannot be shown."))
        starts = self._starts(days)
        since = [("date", ">=", fields.Datetime.to_string(starts[0]))]
        return {
            "days": days,
            "outcomes": dict(Attempt._fields["outcome"]._description_selection(self.env)),
            "since": fields.Datetime.to_string(starts[0]),
            "times": self._by_time(Attempt, since, starts, "hour" if days == 1 else "day"),
            "causes": self._by_cause(Attempt, since),
            "domains": self._by_domain(Attempt, since),
        }

    @api.model
    def _starts(self, days: int) -> list:
        """When each bar begins, in UTC: full hours, or midnights where the user lives."""
        now = fields.Datetime.now()
        if days == 1:
            hour = now.replace(minute=0, second=0, microsecond=0)
            return [hour - timedelta(hours=back) for back in reversed(range(24))]
        today = (
            utc.localize(now).astimezone(self.env.tz).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        )
        return [self._to_utc(today - timedelta(days=back)) for back in reversed(range(days))]

    @api.model
    def _to_utc(self, local):
        return self.env.tz.localize(local).astimezone(utc).replace(tzinfo=None)

    @api.model
    def _by_time(self, Attempt, since: list, starts: list, step: str) -> list[dict]:
        """Attempts by outcome for each bar, empty ones included, with the moments between which it lies."""
        by_hour = step == "hour"
        counts = {}
        Grouped = Attempt.with_context(tz="UTC" if by_hour else str(self.env.tz))
        for start, outcome, count in Grouped._read_group(since, [f"date:{step}", "outcome"], ["__count"]):
            start = start if by_hour else self._to_utc(start)
            counts.setdefault(start, {})[outcome] = count
        ends = [*starts[1:], fields.Datetime.now() + timedelta(minutes=1)]
        return [
            {
                "from": fields.Datetime.to_string(start),
                "to": fields.Datetime.to_string(end),
                "counts": counts.get(start, {}),
            }
            for start, end in zip(starts, ends, strict=True)
        ]

    @api.model
    def _by_cause(self, Attempt, since: list) -> list[dict]:
        """Attempts that were not accepted by their cause, most frequent first."""
        groups = Attempt._read_group(
            [*since, ("outcome", "!=", "accepted")], ["failure_cause_id"], ["__count"], limit=MOST, order="__count DESC"
        )
        return [
            {"id": cause.id, "title": cause.name or self.env._("The reason is not known"), "count": count}
            for cause, count in groups
        ]

    @api.model
    def _by_domain(self, Attempt, since: list) -> list[dict]:
        """The receiving domains with most attempts, by outcome."""
        most = Attempt._read_group(since, ["recipient_domain"], ["__count"], limit=MOST, order="__count DESC")
        domains = {domain: {"domain": domain or "", "counts": {}} for domain, _count in most if domain}
        groups = [*since, ("recipient_domain", "in", list(domains))]
        for domain, outcome, count in Attempt._read_group(groups, ["recipient_domain", "outcome"], ["__count"]):
            domains[domain]["counts"][outcome] = count
        return list(domains.values())
