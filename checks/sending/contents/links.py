"""Do emails carry links that nobody outside can open, because Odoo does not know its own address?"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import config

from ....tools.addresses.reachable import Unreachable, unreachable
from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence

#: Emails and mailings of this time are looked at, the newest so many.
RECENT, MOST = timedelta(days=30), 200
PARAMETER = "web.base.url"
PROBLEMS = {
    Unreachable.THIS_MACHINE: "links_lead_to_this_machine",
    Unreachable.OWN_NETWORK: "links_lead_to_own_network",
    Unreachable.NO_URL: "links_lead_nowhere",
}


class MailTroubleshootingCheckLinks(models.AbstractModel):
    _name = "mail.troubleshooting.check.links"
    _inherit = "mail.troubleshooting.check"
    _description = "Links in emails"
    _check = "links"
    _area = "settings"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        parameter = self.env["ir.config_parameter"].search([("key", "=", PARAMETER)], limit=1)
        url = parameter.value or ""
        # As it was installed and never written: nobody has ever logged in, so that nobody works with this database.
        is_used = parameter.write_date != parameter.create_date
        return {
            "url": url,
            "id": parameter.id,
            "behind_https": bool(config["proxy_mode"]) and url.startswith("http://"),
            "emails": self._with_links(url) if url and is_used else 0,
        }

    @api.model
    def _with_links(self, url: str) -> int:
        """How many of the newest emails and mailings link to Odoo."""
        since = fields.Datetime.now() - RECENT
        emails = self.env["mail.mail"].search_fetch(
            [("create_date", ">=", since)], ["body_html"], order="id desc", limit=MOST
        )
        count = sum(url in (email.body_html or "") for email in emails)
        if "mailing.mailing" in self.env:  # which always have a link to unsubscribe
            mailings = [("mailing_type", "=", "mail"), ("state", "in", ("in_queue", "sending", "done"))]
            count += self.env["mailing.mailing"].search_count([*mailings, ("write_date", ">=", since)], limit=MOST)
        return count

    @api.model
    def _judge(self, facts):
        if not facts["emails"]:
            return []
        problem = PROBLEMS.get(unreachable(facts["url"]))
        if not problem and facts["behind_https"]:
            problem = "links_are_not_encrypted"
        if not problem:
            return []
        evidence = Evidence(f"ir.config_parameter {PARAMETER}", facts["url"][:500])
        target = ("ir.config_parameter", facts["id"])
        return [Finding(problem, Severity.WARNING, *target, {"url": facts["url"][:200]}, (evidence,), facts["emails"])]
