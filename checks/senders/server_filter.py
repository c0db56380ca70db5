"""Is each company's outgoing server one that may send for the company, or only the last resort?"""

from datetime import timedelta

from odoo import api, models

from ...tools.monitoring.effects import Explains
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Companies that are looked at.
MOST = 200


class MailTroubleshootingCheckServerFilter(models.AbstractModel):
    _name = "mail.troubleshooting.check.server.filter"
    _inherit = "mail.troubleshooting.check"
    _description = "FROM filters"
    _check = "server_filter"
    _area = "identity"
    _every = timedelta(hours=1)
    _explains = {"server_filter_fits_nobody": Explains(("sender_identity_rejected",), same=("server",))}

    @api.model
    def _collect(self):
        Server = self.env["ir.mail_server"]
        # A personal one is for its owner alone.
        servers = Server.search([("owner_user_id", "=", False)], order="sequence", limit=1000)
        if not any(servers.mapped("from_filter")):
            return []
        found = {}
        for company in self.env["res.company"].search([], limit=MOST):
            # Chosen by name: nothing is connected to.
            server, sender = Server.with_company(company)._find_mail_server(company.email, servers)
            if server and sender and not server._match_from_filter(sender, server.from_filter):
                known = found.setdefault(server.id, {"id": server.id, "name": server.name, "senders": []})
                known["senders"].append(sender)
                known["filter"] = server.from_filter
        return list(found.values())

    @api.model
    def _judge(self, facts):
        return [
            Finding(
                "server_filter_fits_nobody",
                Severity.WARNING,
                "ir.mail_server",
                one["id"],
                {"server": one["name"], "filter": one["filter"], "senders": self._names(sorted(set(one["senders"])))},
                (Evidence("ir.mail_server.from_filter", one["filter"]),),
                len(one["senders"]),
            )
            for one in facts
        ]

    @api.model
    def _button_for_everybody(self, server):
        server.from_filter = False
