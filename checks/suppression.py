"""Who gets no mailings, why, and was anybody put on that list for something that was our own fault?"""

import json
from datetime import timedelta

from odoo import api, models

from ..models.mail_troubleshooting_suppression import COUNTED_TO
from ..tools.finding import Finding, Severity, counted
from ..tools.values import Evidence

#: Addresses that are named.
NAMED = 20


class MailTroubleshootingCheckSuppression(models.AbstractModel):
    _name = "mail.troubleshooting.check.suppression"
    _inherit = "mail.troubleshooting.check"
    _description = "Addresses that get no mailings"
    _check = "suppression"
    _area = "contacts"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        return self.env["mail.troubleshooting.suppression"]._reasons()

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
            found.append(Finding(
                "suppressed_for_our_fault", Severity.WARNING, values=values, evidence=evidence, weight=len(standing)
            ))  # fmt: skip
        if facts["count"]:
            values = {name: counted(facts[name], COUNTED_TO) for name in ("count", "asked", "failed")}
            evidence = (Evidence("mail.blacklist", str(facts["count"])),) if facts["count"] <= COUNTED_TO else ()
            found.append(Finding("addresses_are_suppressed", Severity.INFO, values=values, evidence=evidence))
        return found

    @api.model
    def _button_suppressed(self, _record):
        return self._list(self.env._("Email Blacklist"), "mail.blacklist", [])

    @api.model
    def _button_reset(self, _record):
        self.env["mail.troubleshooting.suppression"]._reset(json.loads(self._shown("addresses") or "[]"))
