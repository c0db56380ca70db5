"""Can users send email and be told apart: does each have a valid address of their own?"""

from odoo import api, models
from odoo.tools import email_normalize

from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: More than this many are not named.
MOST = 50
INTERNAL = [("share", "=", False)]


class MailTroubleshootingCheckUserAddress(models.AbstractModel):
    _name = "mail.troubleshooting.check.user.address"
    _inherit = "mail.troubleshooting.check"
    _description = "User addresses"
    _check = "user_address"
    _area = "identity"

    @api.model
    def _collect(self):
        without = self._without()
        shared = self.env["res.partner"]._read_group(
            [("user_ids", "any", [*INTERNAL, ("active", "=", True)]), ("email_normalized", "!=", False)],
            ["email_normalized"],
            ["__count", "name:array_agg"],
            having=[("__count", ">", 1)],
            limit=MOST,
        )
        return {
            "without": [user.name for user in without[:MOST]],
            "count": len(without),
            "shared": [{"address": address, "names": names} for address, _count, names in shared],
        }

    @api.model
    def _without(self):
        """Active internal users without a valid address; not OdooBot, which is archived."""
        return self.env["res.users"].search([*INTERNAL, ("partner_id.email_normalized", "=", False)], order="name")

    @api.model
    def _judge(self, facts):
        found = []
        if facts["count"]:
            values = {"count": str(facts["count"]), "names": self._names(facts["without"])}
            evidence = Evidence("res.users.email", values["names"])
            found.append(
                Finding(
                    "users_without_address",
                    Severity.WARNING,
                    values=values,
                    evidence=(evidence,),
                    weight=facts["count"],
                )
            )
        if facts["shared"]:
            first = max(facts["shared"], key=lambda group: len(group["names"]))
            evidence = tuple(Evidence("res.users.email", group["address"]) for group in facts["shared"])
            values = {"address": first["address"], "names": self._names(first["names"])}
            found.append(
                Finding(
                    "users_with_the_same_address",
                    Severity.INFO,
                    values=values,
                    evidence=evidence,
                    weight=len(facts["shared"]),
                )
            )
        return found

    @api.model
    def _button_show(self, _record):
        facts = self._collect()
        addresses = [email_normalize(group["address"]) for group in facts["shared"]]
        wanted = ["|", ("partner_id.email_normalized", "=", False), ("partner_id.email_normalized", "in", addresses)]
        return self._list(self.env._("Users"), "res.users", [*INTERNAL, *wanted])
