"""Has a user an address in a domain that is a slip of the one that the others use?"""

from collections import Counter

from odoo import api, models

from ...tools.addresses.near_miss import near_miss
from ...tools.addresses.sender_address import domain_of
from ...tools.cause_groups import OF_ADDRESSES
from ...tools.monitoring.effects import Explains
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Users that are looked at.
MOST = 5000
#: A domain that so many users have is meant so.
OFTEN = 2


class MailTroubleshootingCheckUserDomain(models.AbstractModel):
    _name = "mail.troubleshooting.check.user.domain"
    _inherit = "mail.troubleshooting.check"
    _description = "Typos in users' domains"
    _check = "user_domain"
    _area = "identity"
    _explains = {"user_domain_is_a_typo": Explains(OF_ADDRESSES, same=("address",))}

    @api.model
    def _collect(self):
        users = self.env["res.users"].search([("share", "=", False)], order="id", limit=MOST)
        companies = self.env["res.company"].search([], limit=MOST)
        return {
            "users": [(user.id, user.name, user.email_normalized) for user in users if user.email_normalized],
            "own": sorted({domain.name for domain in self.env["mail.alias.domain"].search([], limit=MOST)}),
            "companies": [domain_of(company.email) for company in companies if company.email],
        }

    @api.model
    def _judge(self, facts):
        counts = Counter(domain_of(address) for _id, _name, address in facts["users"])
        counts.update(facts["companies"])
        used = {domain for domain, count in counts.items() if domain and count >= OFTEN} | set(facts["own"])
        found = []
        for user_id, name, address in facts["users"]:
            domain = domain_of(address)
            meant = near_miss(domain, sorted(used)) if domain and domain not in used else None
            if meant:
                values = {"user": name, "address": address, "domain": domain, "meant": meant}
                evidence = (Evidence("res.users.email", address),)
                found.append(
                    Finding("user_domain_is_a_typo", Severity.WARNING, "res.users", user_id, values, evidence, 1)
                )
        return found
