"""Which contacts and domains fail again and again, and are the addresses that people write to right?"""

from datetime import timedelta

from odoo import api, fields, models

from ..tools.finding import Finding, Severity
from ..tools.values import Evidence

#: Failures of this time count; those of addresses in general of the last day.
RECENT, TODAY = timedelta(days=30), timedelta(days=1)
#: So often is again and again.
OFTEN = 3
#: So many recipients of a domain without any success mean the domain.
MANY = 5
#: A share of wrong addresses that harms the standing of the sender.
SHARE = 0.1
NAMED = 20
WRONG = ("recipient_unknown", "recipient_address_malformed", "recipient_inactive", "recipient_moved",
         "recipient_domain_unknown")  # fmt: skip
OWNERS = ("sender", "recipient", "recipient_postmaster")


class MailTroubleshootingCheckContacts(models.AbstractModel):
    _name = "mail.troubleshooting.check.contacts"
    _inherit = "mail.troubleshooting.check"
    _description = "Contacts that are not reached"
    _check = "contacts"
    _area = "contacts"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        contacts = self.env["mail.notification"]._read_group(
            self._failures(), ["res_partner_id"], ["__count"],
            having=[("__count", ">=", OFTEN)], order="__count desc", limit=NAMED,
        )  # fmt: skip
        since = fields.Datetime.now() - TODAY
        Attempt = self.env["mail.troubleshooting.attempt"]
        wrong = Attempt.search_count([("date", ">=", since), ("failure_cause_id.code", "in", WRONG)])
        return {
            "contacts": [{"name": contact.display_name, "count": count} for contact, count in contacts if contact],
            "domains": self._domains(),
            "wrong": wrong,
            "accepted": Attempt.search_count([("date", ">=", since), ("outcome", "=", "accepted")]) if wrong else 0,
            "suppressed": self.env["mail.blacklist"].search_count([], limit=10000),
        }

    @api.model
    def _failures(self) -> list:
        """Failures whose reason lies with the recipients, never with our own standing or servers."""
        since = fields.Datetime.to_string(fields.Datetime.now() - RECENT)
        kind = [("notification_type", "=", "email"), ("failure_cause_id.owner", "in", OWNERS)]
        return [("failure_date", ">=", since), *kind]

    @api.model
    def _domains(self) -> list[dict]:
        """Domains where recipients fail and none is reached."""
        groups = self.env["mail.notification"]._read_group(
            [*self._failures(), ("failure_domain", "!=", False)], ["failure_domain"], ["res_partner_id:count_distinct"],
            having=[("res_partner_id:count_distinct", ">=", MANY)], order="res_partner_id:count_distinct desc",
            limit=NAMED,
        )  # fmt: skip
        since = fields.Datetime.now() - RECENT
        names = [domain for domain, _count in groups]
        reached = self.env["mail.troubleshooting.attempt"]._read_group(
            [("date", ">=", since), ("outcome", "=", "accepted"), ("recipient_domain", "in", names)],
            ["recipient_domain"],
        ) if names else []  # fmt: skip
        return [{"name": name, "count": count} for name, count in groups if (name,) not in reached]

    @api.model
    def _judge(self, facts):
        found = []
        tried = facts["wrong"] + facts["accepted"]
        if facts["wrong"] >= OFTEN and facts["wrong"] >= SHARE * tried:
            values = {"count": str(facts["wrong"]), "tried": str(tried)}
            evidence = (Evidence("mail.troubleshooting.attempt", values["count"]),)
            found.append(Finding(
                "many_addresses_are_wrong", Severity.WARNING, values=values, evidence=evidence, weight=facts["wrong"]
            ))  # fmt: skip
        for problem, some in (("domains_fail", facts["domains"]), ("contacts_fail_again", facts["contacts"])):
            if some:
                values = {"count": str(len(some)), "names": self._names([one["name"] for one in some])}
                evidence = tuple(Evidence("mail.notification", f"{one['name']}: {one['count']}"[:500]) for one in some)
                found.append(Finding(problem, Severity.WARNING, values=values, evidence=evidence, weight=len(some)))
        if facts["suppressed"]:
            evidence = (Evidence("mail.blacklist", str(facts["suppressed"])),)
            values = {"count": str(facts["suppressed"])}
            found.append(Finding("addresses_are_suppressed", Severity.INFO, values=values, evidence=evidence))
        return found

    @api.model
    def _button_failures(self, _record):
        return self._list(self.env._("Failed Recipients"), "mail.notification", self._failures())

    @api.model
    def _button_suppressed(self, _record):
        return self._list(self.env._("Email Blacklist"), "mail.blacklist", [])
