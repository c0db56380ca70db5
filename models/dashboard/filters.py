"""Which attempts and which failures the dashboard shows: period, company, server and cause."""

from datetime import timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.filters import Filters


class MailTroubleshootingDashboard(models.AbstractModel):
    _inherit = "mail.troubleshooting.dashboard"

    @api.model
    def _check_reader(self) -> bool:
        """Whether it is an administrator who asks.

        :raises AccessError: for anyone but administrators and email support
        """
        if not self._may_look():
            raise AccessError(self.env._("Email troubleshooting is for administrators and email support."))
        return self.env.user.has_group("base.group_system")

    @api.model
    def _filters(self, values: dict) -> Filters:
        """What the browser asks for.

        :raises UserError: for what cannot be chosen
        """
        try:
            filters = Filters.of(values)
        except ValueError as error:
            raise UserError(self.env._("This cannot be shown.")) from error
        if filters.company and filters.company not in self.env.user.company_ids.ids:
            raise UserError(self.env._("You do not have this company."))
        return filters

    @api.model
    def _starts(self, days: int) -> list:
        """When each bar begins, in UTC: the last 24 full hours, or midnights, where the user lives."""
        now = utc.localize(fields.Datetime.now()).astimezone(self.env.tz).replace(tzinfo=None, minute=0, second=0)
        if days == 1:
            last = self._to_utc(now.replace(microsecond=0))
            return [last - timedelta(hours=back) for back in reversed(range(24))]
        today = now.replace(hour=0, microsecond=0)
        return [self._to_utc(today - timedelta(days=back)) for back in reversed(range(days))]

    @api.model
    def _to_utc(self, local):
        return self.env.tz.localize(local).astimezone(utc).replace(tzinfo=None)

    @api.model
    def _attempts_domain(self, filters: Filters, since) -> list:
        """Attempts that are meant. The record rule leaves out companies that are not the user's."""
        domain = [("date", ">=", fields.Datetime.to_string(since))]
        for field, value in (
            ("company_id", filters.company), ("mail_server_id", filters.server), ("failure_cause_id", filters.cause),
        ):  # fmt: skip
            if value:
                domain.append((field, "=", value))
        return domain

    @api.model
    def _failures_domain(self, filters: Filters, since) -> list:
        """Failed emails and notifications that are meant."""
        domain = [("failure_date", ">=", fields.Datetime.to_string(since))]
        if filters.company:
            domain.append(("failure_company_id", "=", filters.company))
        elif self._has_other_companies():
            domain.append(("failure_company_id", "in", [*self.env.user.company_ids.ids, False]))
        if filters.server:
            domain.append(("failure_server_ids", "in", [filters.server]))
        if filters.cause:
            domain.append(("failure_cause_id", "=", filters.cause))
        return domain

    @api.model
    def _has_other_companies(self) -> bool:
        """Whether there are companies that the user does not have."""
        companies = self.env["res.company"].sudo()  # sudo: whether there are any
        return bool(companies.search_count([("id", "not in", self.env.user.company_ids.ids)], limit=1))

    @api.model
    def _choices(self) -> dict:
        """What can be chosen, by name. Companies and servers only where there are several."""
        servers = self.env["ir.mail_server"].sudo()  # sudo: names, to choose
        servers = servers.search([("active", "in", (True, False))])
        causes = self.env["mail.troubleshooting.cause"]
        causes = causes.browse(causes._all_ids())
        several = {"company": self.env.user.company_ids, "server": servers}
        rows = {name: records if len(records) > 1 else records[:0] for name, records in several.items()}
        return {
            name: [{"id": record.id, "name": record.display_name} for record in records]
            for name, records in {**rows, "cause": causes.sorted("name")}.items()
        }
