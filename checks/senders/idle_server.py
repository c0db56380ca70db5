"""Is there an outgoing server that Odoo never chooses, although somebody set it up for emails?"""

from datetime import timedelta

from odoo import api, fields, models

from ...services.senders.decision.explaining import server_of
from ...tools.identities.idle import idle
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: A server that took something in this time is in use, whatever names it.
RECENT = timedelta(days=90)
MOST = 200


class MailTroubleshootingCheckIdleServer(models.AbstractModel):
    """Odoo takes the first server that fits, and no other one when it is down."""

    _name = "mail.troubleshooting.check.idle.server"
    _inherit = "mail.troubleshooting.check"
    _description = "Outgoing servers that are never chosen"
    _check = "idle_server"
    _area = "identity"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        servers = self.env["ir.mail_server"].search([("owner_user_id", "=", False)], order="sequence, id", limit=MOST)
        if len(servers) < 2:
            return []
        used = self._used(servers)
        shadows = idle(map(server_of, servers))
        idle_ones = servers.filtered(lambda server: server.id in shadows and server.id not in used)
        return [self._fact(server, servers.browse(shadows[server.id])) for server in idle_ones]

    @api.model
    def _fact(self, server, first) -> dict:
        return {
            "id": server.id,
            "server": server.name,
            "filter": server.from_filter or "",
            "first": first.name,
            "is_tie": first.sequence == server.sequence,
        }

    @api.model
    def _used(self, servers) -> set[int]:
        """Those that took emails, or are named by a template."""
        since = fields.Datetime.now() - RECENT
        domain = [("mail_server_id", "in", servers.ids)]
        groups = self.env["mail.troubleshooting.attempt"]._read_group(
            [*domain, ("date", ">=", since)], ["mail_server_id"]
        )
        templates = self.env["mail.template"].search_fetch(domain, ["mail_server_id"])
        return {server.id for (server,) in groups} | set(templates.mail_server_id.ids)

    @api.model
    def _judge(self, facts):
        return [
            Finding(
                "servers_of_one_priority" if fact["is_tie"] else "server_is_never_chosen",
                Severity.INFO,
                "ir.mail_server",
                fact["id"],
                {name: fact[name] for name in ("server", "first")},
                (Evidence("ir.mail_server.from_filter", fact["filter"] or "–"),),
            )
            for fact in facts
        ]
