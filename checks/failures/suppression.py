"""Who gets no mailings, why, and was anybody put on that list for something that was our own fault?"""

import json
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

from ...services.dashboard.moments import day_start, home_zone
from ...services.failures import suppression
from ...services.failures.suppression import COUNTED_TO
from ...tools.monitoring.finding import Finding, Severity, counted
from ...tools.values import Evidence

#: Addresses that are named.
NAMED = 20
#: Days of this time are looked at; so many on one day, and such a share of all contacts, are no single wishes.
RECENT = timedelta(days=30)
MANY, SHARE = 20, 0.2


class MailTroubleshootingCheckSuppression(models.AbstractModel):
    _name = "mail.troubleshooting.check.suppression"
    _inherit = "mail.troubleshooting.check"
    _description = "Addresses excluded from mailings"
    _check = "suppression"
    _area = "contacts"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        return {**suppression.reasons(self.env), "at_once": self._at_once()}

    @api.model
    def _at_once(self) -> tuple[str, int] | None:
        """The day and how many, where much of all contacts came on the blacklist on one day of the last time."""
        since = fields.Datetime.now() - RECENT
        home = home_zone(self.env)
        days = (
            self.env["mail.blacklist"]
            .with_context(tz=home)
            ._read_group(
                [("create_date", ">=", since), *self._unwished()],
                ["create_date:day"],
                ["__count"],
                having=[("__count", ">=", MANY)],
                order="__count desc",
                limit=1,
            )
        )
        if not days:
            return None
        day, count = days[0]
        enough = round(count / SHARE)
        contacts = self.env["res.partner"].search_count([("email_normalized", "!=", False)], limit=enough)
        return (str(fields.Date.to_date(day)), count) if contacts < enough else None

    @api.model
    def _of_day(self) -> list:
        today = fields.Date.context_today(self.with_context(tz=home_zone(self.env)))
        ago = (today - fields.Date.to_date(self._shown_value("day"))).days
        begin, end = (fields.Datetime.to_string(day_start(self.env, days)) for days in (-ago, 1 - ago))
        return [("create_date", ">=", begin), ("create_date", "<", end), *self._unwished()]

    @api.model
    def _unwished(self) -> list:
        """Whom one of our own users or Odoo put there. Who unsubscribes does so as a visitor, or says why."""
        unexplained = suppression.without_reason(self.env)
        return ["|", ("create_uid", "=", SUPERUSER_ID), ("create_uid.share", "=", False), *unexplained]

    @api.model
    def _judge(self, facts):
        found = []
        standing = facts["standing"]
        if standing:
            values = {
                "count": str(len(standing)),
                "names": self._names(list(standing), NAMED),
                "addresses": json.dumps(list(standing)),
            }
            evidence = tuple(Evidence(address, words[:500]) for address, words in list(standing.items())[:NAMED])
            found.append(
                Finding(
                    "suppressed_for_our_fault", Severity.WARNING, values=values, evidence=evidence, weight=len(standing)
                )
            )
        if facts["at_once"]:
            day, count = facts["at_once"]
            evidence = (Evidence("mail.blacklist.create_date", f"{day}: {count}"),)
            found.append(
                Finding(
                    "many_suppressed_at_once",
                    Severity.WARNING,
                    values={"day": day, "count": str(count)},
                    evidence=evidence,
                    weight=count,
                )
            )
        if facts["count"]:
            values = {name: counted(facts[name], COUNTED_TO) for name in ("count", "asked", "failed")}
            evidence = (Evidence("mail.blacklist", str(facts["count"])),) if facts["count"] <= COUNTED_TO else ()
            found.append(Finding("addresses_are_suppressed", Severity.INFO, values=values, evidence=evidence))
        return found

    @api.model
    def _button_suppressed(self, _record):
        return self._list(self.env._("Email Blacklist"), "mail.blacklist", [])

    @api.model
    def _button_suppressed_at_once(self, _record):
        return self._list(self.env._("Email Blacklist"), "mail.blacklist", self._of_day())

    @api.model
    def _button_release(self, _record):
        Blacklist = self.env["mail.blacklist"]
        for address in Blacklist.search(self._of_day()).mapped("email"):
            Blacklist._remove(address)

    @api.model
    def _button_reset(self, _record):
        suppression.take_off(self.env, json.loads(self._shown_value("addresses") or "[]"))
