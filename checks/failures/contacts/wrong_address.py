"""Are so many addresses wrong in one day that it harms the standing of the sender?"""

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models

from ....services.failures.notifications import DONE
from ....tools.monitoring.effects import Explains
from ....tools.monitoring.finding import Finding, Severity
from ....tools.reports.bounce import ABOUT_ADDRESS
from ....tools.values import Evidence

TODAY = timedelta(days=1)
#: Fewer are no finding, nor is a smaller share of all.
OFTEN, SHARE = 3, 0.1
#: Attempts that are looked at, newest first.
MANY = 2000
#: Domains that are named.
DOMAINS = 5


class MailTroubleshootingCheckWrongAddresses(models.AbstractModel):
    _name = "mail.troubleshooting.check.wrong.addresses"
    _inherit = "mail.troubleshooting.check"
    _description = "Wrong addresses"
    _check = "wrong_addresses"
    _area = "contacts"
    _every = timedelta(hours=1)
    _explains = {
        "many_addresses_are_wrong": Explains((*ABOUT_ADDRESS, "contacts_have_wrong_addresses", "domains_fail"))
    }

    @api.model
    def _collect(self):
        since = fields.Datetime.now() - TODAY
        Attempt = self.env["mail.troubleshooting.attempt"]
        wrong = self._still_wrong(Attempt.search(self._wrong(), order="date desc", limit=MANY))
        if len(wrong) < OFTEN:
            return {"wrong": len(wrong), "accepted": 0, "domains": []}
        return {
            "wrong": len(wrong),
            "accepted": Attempt.search_count([("date", ">=", since), ("outcome", "=", "accepted")]),
            "domains": Counter(wrong.mapped("recipient_domain")).most_common(DOMAINS),
        }

    @api.model
    def _still_wrong(self, attempts):
        """Those whose contact was neither archived nor given another address, and whose failure nobody has ignored."""
        contacts = attempts.partner_id.exists()
        addresses = {contact.id: contact.email_normalized if contact.active else "" for contact in contacts}
        settled = self.env["mail.notification"].search(
            [
                ("mail_message_id", "in", attempts.mail_message_id.ids),
                ("res_partner_id", "in", contacts.ids),
                ("notification_status", "in", DONE),
            ]
        )
        done = {(one.mail_message_id.id, one.res_partner_id.id) for one in settled}
        return attempts.filtered(
            lambda attempt: not attempt.partner_id
            or (
                addresses.get(attempt.partner_id.id) == attempt.recipient
                and (attempt.mail_message_id.id, attempt.partner_id.id) not in done
            )
        )

    @api.model
    def _wrong(self) -> list:
        """Attempts of which a server said that the address is wrong."""
        since = fields.Datetime.to_string(fields.Datetime.now() - TODAY)
        return [("date", ">=", since), ("failure_cause_id.code", "in", tuple(ABOUT_ADDRESS))]

    @api.model
    def _judge(self, facts):
        wrong, tried = facts["wrong"], facts["wrong"] + facts["accepted"]
        if wrong < OFTEN or wrong < SHARE * tried:
            return []
        domains = [f"{domain} ({count})" for domain, count in facts["domains"]]
        values = {"count": str(wrong), "tried": str(tried), "domains": self._names(domains) or "?"}
        evidence = (Evidence("mail.troubleshooting.attempt", values["count"]),)
        return [Finding("many_addresses_are_wrong", Severity.WARNING, values=values, evidence=evidence, weight=wrong)]

    @api.model
    def _button_failures(self, _record):
        """Who was not reached."""
        domain = self._failures_of(TODAY, ("failure_cause_id.code", "in", tuple(ABOUT_ADDRESS)))
        if not self.env["mail.notification"].search_count(domain, limit=1):
            # Recipients of mailings are not notified of anything: what was tried is what there is.
            return self._list(self.env._("Wrong Addresses"), "mail.troubleshooting.attempt", self._wrong())
        return self._list_failures(domain)
