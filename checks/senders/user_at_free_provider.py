"""Would Odoo send in the name of an address at a free provider, over a server that is not the provider's?"""

from collections import defaultdict

from odoo import api, models
from odoo.tools import config, email_normalize

from ...tools.addresses.sender_address import belongs_to, free_provider
from ...tools.cause_groups import OF_ADDRESSES
from ...tools.monitoring.effects import Explains
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Users that are looked at, and those of them that are asked for their server.
LOOKED_AT, MOST = 5000, 200


class MailTroubleshootingCheckUserAtFreeProvider(models.AbstractModel):
    _name = "mail.troubleshooting.check.user.at.free.provider"
    _inherit = "mail.troubleshooting.check"
    _description = "Users with free email addresses"
    _check = "user_at_free_provider"
    _area = "identity"
    _explains = {"users_at_a_free_provider": Explains(OF_ADDRESSES, same=("address",))}

    @api.model
    def _collect(self):
        Server = self.env["ir.mail_server"]
        servers = Server.search([], order="sequence", limit=1000)  # a personal one is for its owner's address alone
        found, users = [], self._users()
        for user in users:
            # Chosen by name: nothing is connected to.
            server, sender = Server.with_company(user.company_id)._find_mail_server(user.email_normalized, servers)
            found.append(
                {
                    "id": user.id,
                    "name": user.name,
                    "address": user.email_normalized,
                    "sender": email_normalize(sender or "") or "",
                    "host": (server.smtp_host if server else config.get("smtp_server")) or "",
                }
            )
        return found

    @api.model
    def _users(self):
        users = self.env["res.users"].search([("share", "=", False)], limit=LOOKED_AT, order="id")
        return users.filtered(lambda user: free_provider(user.email_normalized))[:MOST]

    @api.model
    def _concerned(self, facts) -> list[dict]:
        """Those in whose name a server would send that is not their provider's."""
        return [
            {**user, "provider": provider}
            for user in facts
            if (provider := free_provider(user["sender"]))
            and user["sender"] == user["address"]
            and not belongs_to(user["host"], provider)
        ]

    @api.model
    def _judge(self, facts):
        by_provider = defaultdict(list)
        for user in self._concerned(facts):
            by_provider[user["provider"]].append(user)
        return [self._finding(provider, users) for provider, users in by_provider.items()]

    @api.model
    def _finding(self, provider: str, users: list[dict]) -> Finding:
        values = {
            "provider": provider,
            "address": provider,
            "count": str(len(users)),
            "names": self._names([user["name"] for user in users]),
        }
        evidence = tuple(
            Evidence("ir.mail_server.smtp_host", f"{user['address']}: {user['host']}") for user in users[:5]
        )
        return Finding(
            "users_at_a_free_provider",
            Severity.WARNING,
            values=values,
            evidence=evidence,
            weight=len(users),
            key=provider,
        )

    @api.model
    def _button_show(self, _record):
        return self._list(self.env._("Users"), "res.users", [("id", "in", self._users().ids)])
