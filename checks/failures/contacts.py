"""Which contacts and domains fail again and again, why, and are the addresses that people write to right?"""

import json
from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ...services.dashboard.failure_counts import COUNTED_ONCE
from ...tools.monitoring.finding import Finding, Severity
from ...tools.reports.bounce import ABOUT_ADDRESS
from ...tools.values import Evidence

#: Failures of this time count; those of addresses in general of the last day.
RECENT, TODAY = timedelta(days=30), timedelta(days=1)
#: So often is again and again.
OFTEN = 3
#: So many recipients of a domain without any success mean the domain.
MANY = 5
#: A share of wrong addresses that harms the standing of the sender.
SHARE = 0.1
NAMED = 20
#: Domains that are named for all wrong addresses.
DOMAINS = 5
#: What Odoo itself writes where there is nobody to send to.
UNUSABLE = ("mail_email_invalid", "mail_email_missing")
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
        since = fields.Datetime.now() - TODAY
        Attempt = self.env["mail.troubleshooting.attempt"]
        wrong = Attempt.search_count(self._wrong())
        unusable = sum(
            self.env[model].search_count([*domain, ("failure_date", ">=", since), ("failure_type", "in", UNUSABLE)])
            for model, domain in COUNTED_ONCE
        )
        return {
            "contacts": self._contacts(),
            "domains": self._domains(),
            "wrong": wrong,
            "wrong_at": self._wrong_at() if wrong >= OFTEN else [],
            "unusable": unusable,
            "accepted": Attempt.search_count([("date", ">=", since), ("outcome", "=", "accepted")])
            if wrong or unusable
            else 0,
        }

    @api.model
    def _wrong(self) -> list:
        """Attempts of the last day of which a server said that the address is wrong."""
        since = fields.Datetime.to_string(fields.Datetime.now() - TODAY)
        return [("date", ">=", since), ("failure_cause_id.code", "in", tuple(ABOUT_ADDRESS))]

    @api.model
    def _wrong_at(self) -> list[tuple[str, int]]:
        """Where wrong addresses of the last day are: the domains that have most of them."""
        return self.env["mail.troubleshooting.attempt"]._read_group(
            [*self._wrong(), ("recipient_domain", "!=", False)],
            ["recipient_domain"],
            ["__count"],
            order="__count desc, recipient_domain",
            limit=DOMAINS,
        )

    @api.model
    def _failures(self) -> list:
        """Failures whose reason lies with the recipients, never with our own standing or servers."""
        return self._failures_of(RECENT, ("failure_cause_id.owner", "in", OWNERS))

    @api.model
    def _by_cause(self, field: str, keys: list) -> dict:
        """How often each of some contacts or domains failed, by code of the cause."""
        counts = {key: Counter() for key in keys}
        if keys:
            groups = self.env["mail.notification"]._read_group(
                [*self._failures(), (field, "in", keys)], [field, "failure_cause_id"], ["__count"]
            )
            for key, cause, count in groups:
                counts[getattr(key, "id", key)][cause.code] += count
        return counts

    @api.model
    def _contacts(self) -> list[dict]:
        groups = self.env["mail.notification"]._read_group(
            [*self._failures(), ("res_partner_id", "!=", False)],
            ["res_partner_id"],
            ["__count"],
            having=[("__count", ">=", OFTEN)],
            order="__count desc",
            limit=NAMED,
        )
        causes = self._by_cause("res_partner_id", [contact.id for contact, _count in groups])
        return [
            {"id": contact.id, "name": contact.display_name, "count": count, "causes": causes[contact.id]}
            for contact, count in groups
        ]

    @api.model
    def _domains(self) -> list[dict]:
        """Domains where recipients fail and none is reached."""
        groups = self.env["mail.notification"]._read_group(
            [*self._failures(), ("failure_domain", "!=", False)],
            ["failure_domain"],
            ["res_partner_id:count_distinct"],
            having=[("res_partner_id:count_distinct", ">=", MANY)],
            order="res_partner_id:count_distinct desc",
            limit=NAMED,
        )
        since = fields.Datetime.now() - RECENT
        names = [domain for domain, _count in groups]
        reached = (
            self.env["mail.troubleshooting.attempt"]._read_group(
                [("date", ">=", since), ("outcome", "=", "accepted"), ("recipient_domain", "in", names)],
                ["recipient_domain"],
            )
            if names
            else []
        )
        names = [name for name in names if (name,) not in reached]
        causes = self._by_cause("failure_domain", names)
        counts = dict(groups)
        return [{"id": name, "name": name, "count": counts[name], "causes": causes[name]} for name in names]

    @api.model
    def _judge(self, facts):
        found = []
        tried = facts["wrong"] + facts["accepted"]
        if facts["wrong"] >= OFTEN and facts["wrong"] >= SHARE * tried:
            domains = [f"{domain} ({count})" for domain, count in facts["wrong_at"]]
            values = {"count": str(facts["wrong"]), "tried": str(tried), "domains": self._names(domains) or "?"}
            evidence = (Evidence("mail.troubleshooting.attempt", values["count"]),)
            found.append(
                Finding(
                    "many_addresses_are_wrong",
                    Severity.WARNING,
                    values=values,
                    evidence=evidence,
                    weight=facts["wrong"],
                )
            )
        tried = facts["unusable"] + facts["accepted"]
        if facts["unusable"] >= OFTEN or facts["unusable"] > 0.5 * tried:
            values = {"count": str(facts["unusable"])}
            evidence = (Evidence("failure_type", ", ".join(UNUSABLE)),)
            found.append(
                Finding(
                    "recipients_without_address",
                    Severity.WARNING,
                    values=values,
                    evidence=evidence,
                    weight=facts["unusable"],
                )
            )
        wrong = [one for one in facts["contacts"] if set(one["causes"]) <= ABOUT_ADDRESS]
        others = [one for one in facts["contacts"] if one not in wrong]
        for problem, some in (
            ("domains_fail", facts["domains"]),
            ("contacts_have_wrong_addresses", wrong),
            ("contacts_fail_again", others),
        ):
            if some:
                found.append(self._again(problem, some))
        return found

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
    def _button_failures(self, _record):
        """Who was not reached: those that the finding names, or those of the last day whose address is wrong."""
        shown = json.loads(self._shown("ids") or "[]")
        if not shown:
            domain = self._failures_of(TODAY, ("failure_cause_id.code", "in", tuple(ABOUT_ADDRESS)))
            if not self.env["mail.notification"].search_count(domain, limit=1):
                # Recipients of mailings are not notified of anything: what was tried is what there is.
                return self._list(self.env._("Wrong Addresses"), "mail.troubleshooting.attempt", self._wrong())
            return self._list_failures(domain)
        field = "failure_domain" if any(isinstance(key, str) for key in shown) else "res_partner_id"
        return self._list_failures([*self._failures(), (field, "in", shown)])

    @api.model
    def _button_unusable(self, _record):
        """The recipients; where no message was meant for anybody, the emails."""
        domain = self._failures_of(TODAY, ("failure_type", "in", UNUSABLE))
        if self.env["mail.notification"].search_count(domain, limit=1):
            return self._list_failures(domain)
        emails = [condition for condition in domain if condition[0] != "notification_type"]
        return self._list(self.env._("Emails without a Recipient"), "mail.mail", emails)

    @api.model
    def _button_suppress(self, _record):
        text = self.env._("Emails to this address failed again and again. Mailings leave it out.")
        contacts = self.env["res.partner"].browse(json.loads(self._shown("ids") or "[]")).exists()
        tried = self._tried(contacts)
        for contact in contacts.filtered("email_normalized"):
            address = contact.email_normalized
            if address in tried.get(contact.id, {address}):
                self.env["mail.blacklist"]._add(address, message=text)

    @api.model
    def _tried(self, contacts) -> dict[int, set[str]]:
        """Addresses to which emails failed, by contact: the present one may have been corrected since."""
        failed = [*self._failures(), ("res_partner_id", "in", contacts.ids)]
        messages = self.env["mail.notification"].search(failed).mail_message_id
        Attempt = self.env["mail.troubleshooting.attempt"].sudo()  # sudo: of every company, as failures are
        attempts = Attempt.search_fetch(
            [("mail_message_id", "in", messages.ids), ("partner_id", "in", contacts.ids)], ["partner_id", "recipient"]
        )
        found = defaultdict(set)
        for attempt in attempts:
            found[attempt.partner_id.id].add(attempt.recipient)
        return found
