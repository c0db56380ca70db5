"""Has every company an email domain, and does its default sender stand in only where it should?"""

from odoo import api, models
from odoo.tools import email_normalize

from ...tools.addresses.sender_address import domain_of
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Companies that are looked at.
MOST = 500


class MailTroubleshootingCheckAliasDomain(models.AbstractModel):
    _name = "mail.troubleshooting.check.alias.domain"
    _inherit = "mail.troubleshooting.check"
    _description = "Email domains"
    _check = "alias_domain"
    _area = "identity"

    @api.model
    def _collect(self):
        return {
            "fetches": bool(self.env["fetchmail.server"].search_count([("state", "=", "done")], limit=1)),
            "domains": [
                {
                    "id": domain.id,
                    "name": domain.name,
                    "default_from": domain.default_from or "",
                    "used": bool(domain.company_ids),
                }
                for domain in self.env["mail.alias.domain"].search([], limit=MOST)
            ],
            "companies": [
                {"id": company.id, "name": company.name, "domain": company.alias_domain_id.name or ""}
                for company in self.env["res.company"].search([], limit=MOST)
            ],
        }

    @api.model
    def _judge(self, facts):
        if not facts["domains"]:
            severity = Severity.WARNING if facts["fetches"] else Severity.INFO
            return [Finding("no_alias_domain", severity, evidence=(Evidence("mail.alias.domain", "0"),))]
        return [*self._companies(facts), *self._senders(facts["domains"]), *self._unused(facts)]

    @api.model
    def _unused(self, facts):
        return [
            Finding(
                "alias_domain_without_company",
                Severity.INFO,
                "mail.alias.domain",
                domain["id"],
                {"domain": domain["name"]},
                (Evidence("mail.alias.domain.company_ids", "[]"),),
            )
            for domain in facts["domains"]
            # Where a company has none, a domain without a company is what the other finding offers.
            if not domain["used"] and all(company["domain"] for company in facts["companies"])
        ]

    @api.model
    def _companies(self, facts):
        first = facts["domains"][0]["name"]
        return [
            Finding(
                "company_without_alias_domain",
                Severity.WARNING,
                "res.company",
                company["id"],
                {"company": company["name"], "domain": first},
                (Evidence("res.company.alias_domain_id", "False"),),
            )
            for company in facts["companies"]
            if not company["domain"]
        ]

    @api.model
    def _senders(self, domains):
        found = []
        for domain in domains:
            address = domain["default_from"]
            if "@" not in address:
                continue
            # The same address as a name alone would give: nothing else is meant, and nothing else happens.
            severity = Severity.INFO if domain_of(address) == domain["name"].lower() else Severity.WARNING
            values = {"address": address, "domain": domain["name"], "short": address.partition("@")[0]}
            evidence = (Evidence("mail.alias.domain.default_from", address),)
            found.append(
                Finding("default_from_is_a_full_address", severity, "mail.alias.domain", domain["id"], values, evidence)
            )
        return found

    @api.model
    def _button_use_domain(self, company):
        company.alias_domain_id = self.env["mail.alias.domain"].search([], limit=1)

    @api.model
    def _button_keep_local_part(self, domain):
        address = email_normalize(domain.default_from or "") or domain.default_from
        domain.default_from = address.partition("@")[0]
