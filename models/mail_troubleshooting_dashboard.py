"""What the dashboard shows: one call, one plain payload. Counts are grouped, bounded in time, and use partial indexes."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

DAYS = 30
#: A due email older than this says that the queue does not run (the queue runs every hour as Odoo ships it).
LATE = timedelta(hours=2)


class MailTroubleshootingDashboard(models.AbstractModel):
    _name = "mail.troubleshooting.dashboard"
    _description = "Email Troubleshooting Dashboard"

    @api.model
    def payload(self) -> dict:
        """Everything the dashboard shows.

        :raises AccessError: for anyone but administrators and email support
        """
        is_administrator = self.env.user.has_group("base.group_system")
        if not is_administrator and not self.env.user.has_group("mail_troubleshooting.group_mail_support"):
            raise AccessError(self.env._("Email troubleshooting is for administrators and email support."))
        queue = self._queue()
        causes = self._failures_by_cause()
        verdict = self._verdict(queue, causes)
        return {
            "days": DAYS,
            "is_administrator": is_administrator,
            "queue": queue,
            "causes": causes,
            "failed": sum(row["count"] for row in causes),
            "last_accepted": self._last_accepted(),
            "backfill": self.env["mail.troubleshooting.backfill"]._progress(),
            "verdict": verdict,
        }

    @api.model
    def _state_line(self) -> tuple[str, str]:
        """Severity and one sentence, for General Settings."""
        verdict = self._verdict(self._queue(), self._failures_by_cause())
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
        since = fields.Datetime.now() - timedelta(days=DAYS)
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
    def _last_accepted(self):
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()  # sudo: one date leaves this method
        last = Attempt.search([("outcome", "=", "accepted")], order="date desc", limit=1)
        return fields.Datetime.to_string(last.date) if last else False

    # ------------------------------------------------------------
    # Verdict
    # ------------------------------------------------------------

    @api.model
    def _verdict(self, queue: dict, causes: list[dict]) -> dict:
        """The state in words, and the one thing to do first."""
        failed = sum(row["count"] for row in causes)
        late = queue["oldest_due"] and fields.Datetime.now() - fields.Datetime.to_datetime(queue["oldest_due"]) > LATE
        if queue["due"] and not queue["cron_active"]:
            return {
                "severity": "error",
                "title": self.env._("Emails wait and nothing sends them: the email queue is switched off."),
                "action": "activate_queue",
            }
        if late:
            return {
                "severity": "error",
                "title": self.env._("Emails wait much longer than they should: the email queue does not get through."),
                "action": "open_waiting",
            }
        if not queue["cron_active"]:
            return {
                "severity": "warning",
                "title": self.env._("The email queue is switched off: the next emails will wait."),
                "action": "activate_queue",
            }
        if garbage := self.env["ir.config_parameter"]._garbage():
            return {
                "severity": "warning",
                "title": self.env._(
                    "A setting of the email path is not a number that Odoo can use: %(names)s. "
                    "Odoo uses its default instead.",
                    names=", ".join(sorted(garbage)),
                ),
                "action": "open_parameters",
                "keys": sorted(garbage),
            }  # fmt: skip
        if causes:
            first = causes[0]
            return {
                "severity": "warning",
                "title": self.env._(
                    "%(failed)s recipients were not reached in the last %(days)s days. Most often: %(cause)s",
                    failed=failed, days=DAYS, cause=first["title"],
                ),
                "action": "open_cause",
            }  # fmt: skip
        return {
            "severity": "ok",
            "title": self.env._("Email is healthy: nothing failed and nothing is stuck."),
            "action": False,
        }
