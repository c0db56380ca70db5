"""Who gets no mailings, why, and was anybody put on that list for something that was our own fault?"""

import json
from datetime import timedelta

from odoo import api, models

from ...services.failures import suppression, together
from ...services.failures.suppression import COUNTED_TO
from ...tools.monitoring.finding import Finding, Severity, counted
from ...tools.values import Evidence

#: Addresses that are named.
NAMED = 20


class MailTroubleshootingCheckSuppression(models.AbstractModel):
    _name = "mail.troubleshooting.check.suppression"
    _inherit = "mail.troubleshooting.check"
    _description = "Addresses excluded from mailings"
    _check = "suppression"
    _area = "contacts"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        return {**suppression.reasons(self.env), "at_once": together.at_once(self.env)}

    @api.model
    def _of_these(self) -> list:
        """Who came there together, as the finding showed it."""
        return together.of_these(self.env, self._shown_value("day"), self._shown_value("second"))

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
            values = {**facts["at_once"], "count": str(facts["at_once"]["count"])}
            evidence = (Evidence("mail.blacklist.create_date", f"{values['day']}: {values['count']}"),)
            found.append(
                Finding(
                    "many_suppressed_at_once",
                    Severity.WARNING,
                    values=values,
                    evidence=evidence,
                    weight=facts["at_once"]["count"],
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
        return self._list(self.env._("Email Blacklist"), "mail.blacklist", self._of_these())

    @api.model
    def _button_release(self, _record):
        Blacklist = self.env["mail.blacklist"]
        for address in Blacklist.search(self._of_these()).mapped("email"):
            Blacklist._remove(address)

    @api.model
    def _button_reset(self, _record):
        suppression.take_off(self.env, json.loads(self._shown_value("addresses") or "[]"))
