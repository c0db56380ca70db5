"""The state of email for a monitoring system: codes and counts, no names, no addresses."""

from datetime import timedelta
from hmac import compare_digest

from odoo import api, fields, models

from ...services.dashboard.failure_counts import failures_by_cause
from ...services.dashboard.verdict import STALE
from ...services.sending.queue_state import queue_state
from ...tools.monitoring.prometheus import Gauge, Sample

DAY = timedelta(days=1)


class MailTroubleshootingHealth(models.AbstractModel):
    _name = "mail.troubleshooting.health"
    _description = "Health of Email"

    @api.model
    def _token(self) -> str:
        """The token that opens the endpoint; empty while it is switched off."""
        parameter = self.env["ir.config_parameter"].sudo()  # sudo: compared with what the caller sent, never shown
        on = parameter.get_param("mail_troubleshooting.health") == "True"
        return (on and parameter.get_param("mail_troubleshooting.health_token")) or ""

    @api.model
    def _is_token(self, text: str) -> bool:
        """Whether this is the token; takes the same time whichever part is wrong."""
        token = self._token()
        return bool(token) and compare_digest(token.encode(), text.encode())

    @api.model
    def _report(self) -> dict:
        """Whether email is healthy, what stands by code and severity, and when it was looked last.

        Something in error, or nothing checked for an hour, is not healthy.
        """
        findings = [
            {"code": problem.code, "area": area, "severity": severity, "count": count}
            for area, problem, severity, count in self.env["mail.troubleshooting.finding"]
            .sudo()
            ._read_group(
                self.env["mail.troubleshooting.finding"]._standing_domain(),
                ["area", "problem_id", "severity"],
                ["__count"],
            )  # sudo: codes and numbers leave
        ]
        states = self.env["mail.troubleshooting.check.state"].sudo()  # sudo: one date leaves
        checked = states.search([("last_run", "!=", False)], order="last_run desc", limit=1).last_run
        is_fresh = bool(checked) and fields.Datetime.now() - checked <= STALE
        return {
            "healthy": is_fresh and not any(finding["severity"] == "error" for finding in findings),
            "findings": findings,
            "checked_at": f"{checked.isoformat()}Z" if checked else None,
        }

    @api.model
    def _gauges(self) -> list[Gauge]:
        """The same in figures, with those of the queue and of the last day."""
        report = self._report()
        queue = queue_state(self.env)
        now = fields.Datetime.now()
        oldest = fields.Datetime.to_datetime(queue["oldest_due"]) or now
        checked = report["checked_at"] and fields.Datetime.to_datetime(report["checked_at"][:19].replace("T", " "))
        counts = {}
        for finding in report["findings"]:
            key = (finding["area"], finding["severity"])
            counts[key] = counts.get(key, 0) + finding["count"]
        found = tuple(Sample(n, {"area": area, "severity": severity}) for (area, severity), n in counts.items())
        epoch = fields.Datetime.to_datetime("1970-01-01 00:00:00")
        return [
            Gauge(
                "odoo_mail_healthy",
                "1: nothing is in error, and it was checked within the last hour.",
                (Sample(int(report["healthy"])),),
            ),
            Gauge("odoo_mail_findings", "What checks found and nobody has put off, by area and severity.", found),
            Gauge(
                "odoo_mail_queue_oldest_age_seconds",
                "For how long the email that waits longest has been due.",
                (Sample((now - oldest).total_seconds()),),
            ),
            Gauge("odoo_mail_queue_waiting", "Emails that wait in the queue.", (Sample(queue["waiting"]),)),
            Gauge(
                "odoo_mail_failures_24h",
                "Recipients whose failure of the last 24 hours still stands.",
                (Sample(self._failures()),),
            ),
            Gauge(
                "odoo_mail_last_check_timestamp_seconds",
                "When a check ran last, in seconds since 1970; 0: never.",
                (Sample((checked - epoch).total_seconds() if checked else 0),),
            ),
        ]

    @api.model
    def _failures(self) -> int:
        since = fields.Datetime.now() - DAY
        rows = failures_by_cause(self.env, [("failure_date", ">=", since)])
        return sum(row["count"] for row in rows)
