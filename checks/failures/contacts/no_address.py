"""Are there recipients to whose address nothing can be sent at all?"""

from datetime import timedelta

from odoo import api, fields, models

from ....services.dashboard.failure_counts import COUNTED_ONCE
from ....tools.monitoring.effects import Explains
from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence

TODAY = timedelta(days=1)
#: Fewer are a finding only where they are most of all.
OFTEN, MOST = 3, 0.5
#: What Odoo itself writes where there is nobody to send to.
UNUSABLE = ("mail_email_invalid", "mail_email_missing")
FAILED = ("failure_type", "in", UNUSABLE)
#: A contact who was archived, or has an address since, is no recipient without one.
STILL = {
    "mail.notification": [
        *("|", ("res_partner_id", "=", False)),
        *("&", ("res_partner_id.active", "=", True), ("res_partner_id.email_normalized", "=", False)),
    ],
    "mail.mail": [],
}


class MailTroubleshootingCheckNoAddress(models.AbstractModel):
    _name = "mail.troubleshooting.check.no.address"
    _inherit = "mail.troubleshooting.check"
    _description = "Recipients without an address"
    _check = "no_address"
    _area = "contacts"
    _every = timedelta(hours=1)
    _explains = {"recipients_without_address": Explains(("address_missing", "recipient_address_malformed"))}

    @api.model
    def _collect(self):
        since = fields.Datetime.now() - TODAY
        unusable = sum(
            self.env[model].search_count([*domain, *STILL[model], ("failure_date", ">=", since), FAILED])
            for model, domain in COUNTED_ONCE
        )
        accepted = [("date", ">=", since), ("outcome", "=", "accepted")]
        return {
            "unusable": unusable,
            "accepted": self.env["mail.troubleshooting.attempt"].search_count(accepted) if unusable else 0,
        }

    @api.model
    def _judge(self, facts):
        unusable, tried = facts["unusable"], facts["unusable"] + facts["accepted"]
        if unusable < OFTEN and unusable <= MOST * tried:
            return []
        evidence = (Evidence("failure_type", ", ".join(UNUSABLE)),)
        values = {"count": str(unusable)}
        return [
            Finding("recipients_without_address", Severity.WARNING, values=values, evidence=evidence, weight=unusable)
        ]

    @api.model
    def _button_unusable(self, _record):
        """The recipients; where no message was meant for anybody, the emails."""
        domain = self._failures_of(TODAY, FAILED)
        if self.env["mail.notification"].search_count(domain, limit=1):
            return self._list_failures(domain)
        emails = [condition for condition in domain if condition[0] != "notification_type"]
        return self._list(self.env._("Emails without a Recipient"), "mail.mail", emails)
