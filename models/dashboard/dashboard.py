"""What the dashboard shows: one call, one plain payload. Counts are grouped, bounded in time, and use partial indexes."""

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.filters import USUAL
from ..failures.failed import COUNTED_ONCE

#: Failures that are counted for the first look. Where there are more, it says so, and the charts have all of them.
MANY = 2000
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
        is_administrator = self._check_reader()
        causes = self._failures_by_cause(self._recent_failures(), MANY)
        alone = sum(row["emails"] for row in causes)
        failed = sum(row["count"] for row in causes) - alone
        overview = self.env["mail.troubleshooting.checkup"]._overview()
        return {
            "days": USUAL,
            "is_administrator": is_administrator,
            "queue": self._queue(),
            "causes": causes,
            "failed": failed,
            "failed_or_more": failed >= MANY,
            "failed_alone": alone,
            "failed_alone_or_more": alone >= MANY,
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
        verdict = self._verdict(overview, self._failures_by_cause(self._recent_failures(), MANY))
        return verdict["severity"], verdict["title"]

    # ------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------

    @api.model
    def _queue(self) -> dict:
        waiting, due, oldest = self._waiting()
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.ir_cron_mail_scheduler_action") or 0
        Cron = (
            self.env["ir.cron"].sudo().with_context(active_test=False)
        )  # sudo: state and dates of one scheduled action
        cron = Cron.search_fetch([("id", "=", cron_id)], ["active", "nextcall", "lastcall"])
        return {
            "waiting": waiting,
            "due": due,
            "oldest_due": fields.Datetime.to_string(oldest) if oldest else False,
            "cron_id": cron.id,
            "cron_active": cron.active,
            "next_run": fields.Datetime.to_string(cron.nextcall) if cron.active else False,
            "last_run": fields.Datetime.to_string(cron.lastcall) if cron.lastcall else False,
        }

    @api.model
    def _waiting(self) -> tuple:
        """How many emails wait, how many of them are due, and since when the one could have gone that waits longest."""
        Mail = self.env["mail.mail"].sudo()  # sudo: two numbers and a date leave this method, no email
        Mail.flush_model(["state", "scheduled_date"])
        query = Mail._search([("state", "=", "outgoing")])
        planned, created = (SQL.identifier(query.table, name) for name in ("scheduled_date", "create_date"))
        due = SQL("%s IS NULL OR %s < %s", planned, planned, fields.Datetime.now())
        oldest = SQL("min(COALESCE(%s, %s)) FILTER (WHERE %s)", planned, created, due)
        counts = SQL("count(*)"), SQL("count(*) FILTER (WHERE %s)", due)
        return self.env.execute_query(query.select(*counts, oldest))[0]

    @api.model
    def _failures_by_cause(self, domain: list, limit: int | None = None) -> list[dict]:
        """Recipients whose failure still stands, most frequent cause first.

        :param limit: look at so many of the newest ones, which costs the same however many there are
        """
        return self._cause_rows(*(self._count_by_cause(model, [*domain, *own], limit) for model, own in COUNTED_ONCE))

    @api.model
    def _cause_rows(self, recipients: Counter, emails: Counter) -> list[dict]:
        """Causes with how many recipients, and emails without one, they stand for."""
        rows = []
        for cause_id in recipients | emails:
            texts = self.env["mail.troubleshooting.cause"].browse(cause_id)._texts() if cause_id else {}
            rows.append({
                "id": cause_id or False,
                "code": texts.get("code", "unknown"),
                "title": texts.get("title") or self.env._("The reason is not known"),
                "owner": texts.get("owner", ""),
                "step": texts.get("step", ""),
                "count": recipients[cause_id] + emails[cause_id],
                "emails": emails[cause_id],
            })  # fmt: skip
        return sorted(rows, key=lambda row: (-row["count"], row["code"]))

    @api.model
    def _count_by_cause(self, model: str, domain: list, limit: int | None) -> Counter:
        records = self.env[model].sudo()  # sudo: numbers by cause leave this method
        records.flush_model()
        query = records._search(domain, order="failure_date DESC" if limit else None, limit=limit)
        cause = SQL.identifier(query.table, "failure_cause_id")
        counted = SQL("SELECT cause, count(*) FROM (%s) failed GROUP BY 1", query.select(SQL("%s AS cause", cause)))
        return Counter(dict(self.env.execute_query(counted)))

    @api.model
    def _recent_failures(self) -> list:
        """Failures of the first look: those of the whole database, as its health is one."""
        return [("failure_date", ">=", fields.Datetime.now() - timedelta(days=USUAL))]

    @api.model
    def _last_accepted(self):
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()  # sudo: one date leaves this method
        last = Attempt.search_fetch([("outcome", "=", "accepted")], ["date"], order="date desc", limit=1)
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
        values = {"failed": failed, "days": USUAL, "cause": causes[0]["title"]}
        if failed == 1:
            return self.env._(
                "Email works. One recipient was not reached in the last %(days)s days: %(cause)s", **values
            )
        if failed >= MANY:
            return self.env._(
                "Email works. More than %(failed)s recipients were not reached in the last %(days)s days, lately most"
                " often: %(cause)s",
                **values,
            )
        return self.env._(
            "Email works. %(failed)s recipients were not reached in the last %(days)s days, most often: %(cause)s",
            **values,
        )

    @api.model
    def _sentence(self, severity: str, title: str) -> dict:
        return {"severity": severity, "title": title, "finding": False}
