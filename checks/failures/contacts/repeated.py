"""What checks of those who fail again and again share: which failures count, and how they are named."""

import json
from collections import Counter
from datetime import timedelta

from odoo import api, models

from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence

RECENT = timedelta(days=30)
NAMED = 20
OWNERS = ("sender", "recipient", "recipient_postmaster")


class MailTroubleshootingCheckRepeated(models.AbstractModel):
    _name = "mail.troubleshooting.check.repeated"
    _inherit = "mail.troubleshooting.check"
    _description = "Repeated failures"
    _area = "contacts"
    _every = timedelta(hours=1)
    #: The field of a failure that tells what fails.
    _field = ""

    @api.model
    def _failures(self) -> list:
        """Failures whose reason lies with the recipients, never with our own standing or servers."""
        return self._failures_of(RECENT, ("failure_cause_id.owner", "in", OWNERS))

    @api.model
    def _again(self, problem: str, some: list[dict]) -> Finding:
        """What fails again and again, with the cause that most of it has."""
        causes = sum((one["causes"] for one in some), Counter())
        values = {
            "count": str(len(some)),
            "names": self._names([one["name"] for one in some], NAMED),
            "ids": json.dumps([one["id"] for one in some]),
            "cause_code": causes.most_common(1)[0][0],
        }
        evidence = tuple(Evidence("mail.notification", f"{one['name']}: {one['count']}"[:500]) for one in some)
        return Finding(problem, Severity.WARNING, values=values, evidence=evidence, weight=len(some))

    @api.model
    def _named(self) -> list:
        """Those that the finding names."""
        return json.loads(self._shown_value("ids") or "[]")

    @api.model
    def _button_failures(self, _record):
        """Who was not reached."""
        return self._list_failures([*self._failures(), (self._field, "in", self._named())])
