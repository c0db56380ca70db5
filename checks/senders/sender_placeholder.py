"""Do administrator, OdooBot or a company send from an address that stands there until somebody writes a real one?"""

from odoo import api, models
from odoo.tools import email_normalize

from ...services.failures.causes import id_by_code
from ...tools.addresses.sender_address import is_placeholder
from ...tools.cause_groups import OF_ADDRESSES
from ...tools.monitoring.effects import Explains
from ...tools.monitoring.finding import NO_SENDER, Finding, Severity
from ...tools.values import Evidence

#: Failures that are counted.
MANY = 1000
#: A sender who stands here by default is refused for it, and under the same address only.
REFUSED = Explains(OF_ADDRESSES, same=("address",))
#: Companies that are looked at.
MOST = 500


class MailTroubleshootingCheckSenderPlaceholder(models.AbstractModel):
    _name = "mail.troubleshooting.check.sender.placeholder"
    _inherit = "mail.troubleshooting.check"
    _description = "Placeholder sender addresses"
    _check = "sender_placeholder"
    _area = "identity"
    _explains = {
        "placeholder_sender": REFUSED,
        "odoobot_placeholder": REFUSED,
        "company_with_a_placeholder": REFUSED,
        "sender_is_missing": REFUSED,
    }

    @api.model
    def _collect(self):
        administrator = self.env.ref("base.user_admin", raise_if_not_found=False)
        odoobot = self.env.ref("base.partner_root", raise_if_not_found=False)
        companies = self.env["res.company"].search([], limit=MOST)
        address = email_normalize(administrator.email or "") if administrator and administrator.active else ""
        return {
            "administrator": {"id": administrator.id, "name": administrator.name, "address": address or ""}
            if administrator
            else None,
            "nobody": self._without_sender(),
            "odoobot": odoobot.email_normalized or "" if odoobot else "",
            "stands_in": all(company.default_from_email for company in companies),
            "companies": [
                {
                    "id": company.id,
                    "name": company.name,
                    "address": company.email or "",
                    "valid": bool(email_normalize(company.email or "")),
                }
                for company in companies
            ],
        }

    @api.model
    def _without_sender(self) -> int:
        """How many emails have failed because nobody was named as their sender."""
        cause = id_by_code(self.env, "sender_identity_rejected")
        failed = [("state", "=", "exception"), ("failure_cause_id", "=", cause), ("failure_date", "!=", False)]
        return self.env["mail.mail"].search_count([*failed, ("email_from", "in", (False, ""))], limit=MANY)

    @api.model
    def _judge(self, facts):
        return [*self._of_nobody(facts), *self._of_users(facts), *self._of_companies(facts["companies"])]

    @api.model
    def _of_nobody(self, facts):
        if not facts["nobody"] or facts["stands_in"]:
            return []
        values = {"count": str(facts["nobody"]), "address": NO_SENDER}
        evidence = (Evidence("mail.mail.email_from", NO_SENDER), Evidence("res.partner.email", facts["odoobot"] or "–"))
        return [Finding("sender_is_missing", Severity.ERROR, values=values, evidence=evidence, weight=facts["nobody"])]

    @api.model
    def _of_users(self, facts):
        found = []
        who = facts["administrator"]
        if who and is_placeholder(who["address"]):
            values = {"user": who["name"], "address": who["address"]}
            evidence = Evidence("res.users.email", who["address"])
            found.append(Finding("placeholder_sender", Severity.WARNING, "res.users", who["id"], values, (evidence,)))
        if is_placeholder(facts["odoobot"]) and not facts["stands_in"]:
            evidence = Evidence("res.partner.email", facts["odoobot"])
            values = {"address": facts["odoobot"]}
            found.append(Finding("odoobot_placeholder", Severity.INFO, values=values, evidence=(evidence,)))
        return found

    @api.model
    def _of_companies(self, companies):
        found = []
        for company in companies:
            values = {"company": company["name"], "address": company["address"]}
            evidence = (Evidence("res.company.email", company["address"]),)
            if not company["address"]:
                problem, severity = "company_without_address", Severity.INFO
            elif not company["valid"] or is_placeholder(company["address"]):
                problem, severity = "company_with_a_placeholder", Severity.WARNING
            else:
                continue
            found.append(Finding(problem, severity, "res.company", company["id"], values, evidence))
        return found
