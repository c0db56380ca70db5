"""Is each company's outgoing server one that may send for the company, or only the last resort?"""

from datetime import timedelta

from odoo import api, fields, models

from ...services.failures.causes import id_by_code
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Companies that are looked at.
MOST = 200
#: Failures of this time are looked at.
RECENT = timedelta(days=1)


class MailTroubleshootingCheckServerFilter(models.AbstractModel):
    _name = "mail.troubleshooting.check.server.filter"
    _inherit = "mail.troubleshooting.check"
    _description = "FROM filters"
    _check = "server_filter"
    _area = "identity"
    _every = timedelta(hours=1)

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
        refused = self._refused(list(found))
        return [{**one, "refused": one["id"] in refused} for one in found.values()]

    @api.model
    def _refused(self, server_ids: list[int]) -> set[int]:
        """Those of the servers that refused a sender lately."""
        since = fields.Datetime.now() - RECENT
        cause = id_by_code(self.env, "sender_identity_rejected")
        domain = [("date", ">=", since), ("failure_cause_id", "=", cause), ("mail_server_id", "in", server_ids)]
        groups = self.env["mail.troubleshooting.attempt"]._read_group(domain, ["mail_server_id"]) if server_ids else []
        return {server.id for (server,) in groups}

    @api.model
    def _judge(self, facts):
        return [
            Finding(
                "server_filter_fits_nobody",
                Severity.ERROR if one["refused"] else Severity.WARNING,
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
