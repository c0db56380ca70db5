"""What was changed shortly before something began to fail."""

from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.finding import Dated
from ..tools.plain_text import harmless

#: How long before counts.
BEFORE = timedelta(days=1)
MOST = 5
#: Lines of the timeline.
LINES = 100
#: What email depends on, and which records of it. Their names are shown, their values never: some are secret.
WATCHED = (
    ("ir.mail_server", []),
    ("mail.alias.domain", []),
    ("ir.config_parameter", ["|", ("key", "=like", "mail%"), ("key", "=like", "base.default_max_email%")]),
    ("ir.module.module", [("state", "=", "installed")]),
    ("fetchmail.server", []),
)
#: What the timeline has beside these. Running a scheduled action does not count as writing it.
ALSO_WATCHED = (("mail.alias", []), ("ir.cron", [("cron_name", "ilike", "mail")]))


class MailTroubleshootingChanges(models.AbstractModel):
    _name = "mail.troubleshooting.changes"
    _description = "Changes before Failures"

    @api.model
    def _before(self, began: datetime) -> tuple[Dated, ...]:
        """What was written last before it began, newest first."""
        found = []
        for model, domain in WATCHED:
            dates = [("write_date", "<=", began + timedelta(seconds=1)), ("write_date", ">=", began - BEFORE)]
            records = self.env[model].with_context(active_test=False).search(
                [*domain, *dates], order="write_date desc", limit=MOST
            )  # fmt: skip
            found += [(record.write_date, model, record.display_name, record.write_uid.name) for record in records]
        found.sort(reverse=True, key=lambda change: change[0])
        return tuple(
            Dated(f"{model}.write_date", f"{name} ({user or '?'})"[:500], date)
            for date, model, name, user in found[:MOST]
        )

    # ------------------------------------------------------------
    # Timeline
    # ------------------------------------------------------------

    @api.model
    def timeline(self, values: dict) -> dict:
        """Changes of a period and the beginnings of its failures, newest first.

        :param values: see ``tools/filters.py``
        :raises AccessError: for anyone but administrators and email support
        :raises UserError: for what cannot be chosen
        """
        dashboard = self.env["mail.troubleshooting.dashboard"]
        is_administrator = dashboard._check_reader()
        filters = dashboard._filters(values)
        since = dashboard._starts(filters.days)[0]
        rows = [row for model, domain in WATCHED + ALSO_WATCHED for row in self._written(model, domain, since)]
        rows += self._addresses(since) if is_administrator else []
        rows += self._first_failures(since, filters.cause)
        rows.sort(reverse=True, key=lambda row: row["date"])
        return {
            "rows": harmless([{**row, "date": fields.Datetime.to_string(row["date"])} for row in rows[:LINES]]),
            "is_more": len(rows) > LINES,
        }

    @api.model
    def _row(self, date, kind: str, name: str, **more) -> dict:
        return {"date": date, "kind": kind, "name": name[:200], "user": "", "model": "", "id": False, "before": "",
                "after": "", "is_failure": False, **more}  # fmt: skip

    @api.model
    def _written(self, model: str, domain: list, since) -> list[dict]:
        """Records of a model by when they were written last. Who may open one gets its id."""
        if model not in self.env:
            return []
        records = self.env[model].sudo().with_context(active_test=False)  # sudo: names and dates; ids by rights
        found = records.search([*domain, ("write_date", ">=", since)], order="write_date desc", limit=LINES)
        kind = self.env["ir.model"]._get(model).sudo().name  # sudo: the name of a model
        may_open = self.env[model].has_access("read")
        return [
            self._row(
                record.write_date, kind, self._label(record), user=record.write_uid.name or "", model=model,
                id=may_open and record.id,
            )
            for record in found
        ]  # fmt: skip

    @api.model
    def _label(self, record) -> str:
        """A record as it is named in the timeline; of a module its version, of a parameter never its value."""
        if record._name == "ir.module.module":
            return f"{record.shortdesc or record.name} {record.latest_version or ''}".strip()
        if record._name == "ir.config_parameter":
            return record.key
        return record.display_name or str(record.id)

    @api.model
    def _addresses(self, since) -> list[dict]:
        """Email addresses of internal users that were changed, as tracked on their contacts."""
        tracked = self.env["mail.tracking.value"].sudo().search(  # sudo: for administrators, who see every address
            [
                ("create_date", ">=", since),
                ("field_id.model", "=", "res.partner"),
                ("field_id.name", "=", "email"),
                ("mail_message_id.model", "=", "res.partner"),
            ],
            order="id desc", limit=LINES,
        )  # fmt: skip
        users = self.env["res.users"].sudo().with_context(active_test=False)  # sudo: as above
        users = users.search([("partner_id", "in", tracked.mail_message_id.mapped("res_id")), ("share", "=", False)])
        by_partner = {user.partner_id.id: user for user in users}
        return [
            self._row(
                value.create_date, self.env._("Address of a user"), by_partner[partner].name, model="res.users",
                id=by_partner[partner].id, user=value.create_uid.name or "",
                before=value.old_value_char or "", after=value.new_value_char or "",
            )
            for value in tracked
            if (partner := value.mail_message_id.res_id) in by_partner
        ]  # fmt: skip

    @api.model
    def _first_failures(self, since, cause: int) -> list[dict]:
        """When each cause was seen first, of those that nobody saw before the period."""
        Attempt = self.env["mail.troubleshooting.attempt"]
        Notification = self.env["mail.notification"].sudo()  # sudo: one date for each cause
        causes = self.env["mail.troubleshooting.cause"].browse(
            cause or self.env["mail.troubleshooting.cause"]._all_ids()
        )
        first = {}
        for records, date in ((Attempt, "date"), (Notification, "failure_date")):
            records.flush_model()
            query = records._search([("failure_cause_id", "in", causes.ids), (date, "!=", False)])
            columns = (SQL.identifier(query.table, name) for name in ("failure_cause_id", date))
            for cause_id, moment in self.env.execute_query(
                SQL("SELECT cause, min(moment) FROM (%s) seen GROUP BY 1",
                    query.select(*(SQL("%s AS %s", column, SQL.identifier(name))
                                   for column, name in zip(columns, ("cause", "moment"), strict=True))))
            ):  # fmt: skip
                first[cause_id] = min(first.get(cause_id, moment), moment)
        return [
            self._row(moment, "", causes.browse(cause_id)._texts()["title"], is_failure=True)
            for cause_id, moment in first.items()
            if moment >= since
        ]
