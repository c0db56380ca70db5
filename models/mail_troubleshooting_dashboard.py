"""What the dashboard shows: one call, one plain payload. Counts are grouped, bounded in time, and use partial indexes."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

DAYS = 30
#: What was looked at longer ago says nothing about now: some check runs every quarter of an hour.
STALE = timedelta(hours=1)


class MailTroubleshootingDashboard(models.AbstractModel):
    _name = "mail.troubleshooting.dashboard"
    _description = "Email Troubleshooting Dashboard"

    @api.model
    def payload(self) -> dict:
        """Everything the dashboard shows.

        :raises AccessError: for anyone but administrators and email support
        """
        is_administrator = self.env.user.has_group("base.group_system")
        if not self._may_look():
            raise AccessError(self.env._("Email troubleshooting is for administrators and email support."))
        causes = self._failures_by_cause()
        overview = self.env["mail.troubleshooting.checkup"]._overview()
        return {
            "days": DAYS,
            "is_administrator": is_administrator,
            "queue": self._queue(),
            "causes": causes,
            "failed": sum(row["count"] for row in causes),
            "last_accepted": self._last_accepted(),
            "backfill": self.env["mail.troubleshooting.backfill"]._progress(),
            "overview": overview,
            "verdict": self._verdict(overview, causes),
        }

    @api.model
    def _may_look(self) -> bool:
        """Whether the user is an administrator or of email support."""
        user = self.env.user
        return user.has_group("base.group_system") or user.has_group("mail_troubleshooting.group_mail_support")

    @api.model
    def _state_line(self) -> tuple[str, str]:
        """Severity and one sentence, for General Settings."""
        overview = self.env["mail.troubleshooting.checkup"]._overview()
        verdict = self._verdict(overview, self._failures_by_cause())
        return verdict["severity"], verdict["title"]

    # ------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------

    @api.model
    def _queue(self) -> dict:
        Mail = self.env["mail.mail"].sudo()  # sudo: numbers and one date leave this method, no email
        due = Mail._troubleshooting_queue_domain()
        waiting = Mail.search_count([("state", "=", "outgoing")])
        oldest = self._oldest_due(Mail, due) if waiting else False
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        cron = cron and cron.sudo()  # sudo: state and dates of one scheduled action
        return {
            "waiting": waiting,
            "due": Mail.search_count(due) if waiting else 0,
            "oldest_due": fields.Datetime.to_string(oldest) if oldest else False,
            "cron_id": cron.id if cron else False,
            "cron_active": bool(cron and cron.active),
            "next_run": fields.Datetime.to_string(cron.nextcall) if cron and cron.active else False,
            "last_run": fields.Datetime.to_string(cron.lastcall) if cron and cron.lastcall else False,
        }

    @api.model
    def _oldest_due(self, Mail, due: list):
        """Since when the email that waits longest could have gone, False where none is due."""
        at_once = Mail.search([*due, ("scheduled_date", "=", False)], order="id", limit=1)
        planned = Mail.search([*due, ("scheduled_date", "!=", False)], order="scheduled_date", limit=1)
        return min(filter(None, (at_once.create_date, planned.scheduled_date)), default=False)

    @api.model
    def _failures_by_cause(self) -> list[dict]:
        """Recipients whose failure still stands, most frequent cause first."""
        counts = self._failures_since(fields.Datetime.now() - timedelta(days=DAYS))
        owners = dict(self.env["mail.troubleshooting.cause"]._fields["owner"]._description_selection(self.env))
        rows = []
        for cause, count in counts.items():
            cause = cause.with_env(self.env)
            rows.append({
                "id": cause.id,
                "code": cause.code or "unknown",
                "title": cause.name or self.env._("The reason is not known"),
                "owner": owners.get(cause.owner, ""),
                "count": count,
                "step": cause._first_step(),
            })  # fmt: skip
        return sorted(rows, key=lambda row: (-row["count"], row["code"]))

    @api.model
    def _failures_since(self, since) -> dict:
        """Numbers of recipients whose failure stands, by cause."""
        counts = defaultdict(int)
        # An email without notifications (a password reset, an invitation) counts once, whatever its recipients.
        for model, domain in (
            ("mail.notification", [("notification_type", "=", "email")]),
            ("mail.mail", [("is_notification", "=", False)]),
        ):
            records = self.env[model].sudo()  # sudo: numbers by cause leave this method
            for cause, count in records._read_group(
                [*domain, ("failure_date", ">=", since)], ["failure_cause_id"], ["__count"]
            ):
                counts[cause] += count
        return counts

    @api.model
    def _last_accepted(self):
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()  # sudo: one date leaves this method
        last = Attempt.search([("outcome", "=", "accepted")], order="date desc", limit=1)
        return fields.Datetime.to_string(last.date) if last else False

    # ------------------------------------------------------------
    # Verdict
    # ------------------------------------------------------------

    @api.model
    def _verdict(self, overview: dict, causes: list[dict]) -> dict:
        """The state in words: the worst finding, or what is known without one.

        What could not be looked at for long is unknown, whatever was found then.
        """
        worst = next((finding for finding in overview["findings"] if not finding["snoozed_until"]), None)
        severity = worst["severity"] if worst else "ok"
        if severity in ("error", "warning"):
            return {"severity": severity, "title": worst["title"], "finding": worst["id"]}
        if not overview["checked"]:
            return self._sentence("unknown", self.env._("Nothing has been checked yet."))
        if fields.Datetime.now() - fields.Datetime.to_datetime(overview["checked"]) > STALE:
            return self._sentence("unknown", self.env._("Nothing has been checked for more than an hour."))
        if severity == "unknown":
            return {"severity": severity, "title": worst["title"], "finding": worst["id"]}
        # What is only worth knowing does not stand in the way of saying that email works.
        if causes:
            return self._sentence("info", self._works_mostly(causes))
        return self._sentence("ok", self.env._("Email is healthy: nothing failed and nothing is stuck."))

    @api.model
    def _works_mostly(self, causes: list[dict]) -> str:
        failed = sum(row["count"] for row in causes)
        if failed == 1:
            return self.env._(
                "Email works. One recipient was not reached in the last %(days)s days: %(cause)s",
                days=DAYS, cause=causes[0]["title"],
            )  # fmt: skip
        return self.env._(
            "Email works. %(failed)s recipients were not reached in the last %(days)s days, most often: %(cause)s",
            failed=failed, days=DAYS, cause=causes[0]["title"],
        )  # fmt: skip

    @api.model
    def _sentence(self, severity: str, title: str) -> dict:
        return {"severity": severity, "title": title, "finding": False}
