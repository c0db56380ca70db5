"""Is there a server to send through, and is none asked for that is archived?"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import config, str2bool

from ...tools.cause_groups import OF_CONNECTIONS
from ...tools.monitoring.effects import Explains
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: What Odoo takes where neither a server nor its configuration says anything.
SHIPPED_HOST = "localhost"
#: How long a server that took emails counts as working.
KNOWN = timedelta(days=7)
#: What may ask for a server: model, field, and the records that matter.
USES = (
    ("mail.template", "mail_server_id", []),
    ("mailing.mailing", "mail_server_id", [("state", "in", ("draft", "in_queue", "sending"))]),
    ("mail.mail", "mail_server_id", [("state", "in", ("outgoing", "exception"))]),
)


class MailTroubleshootingCheckOutgoingServer(models.AbstractModel):
    _name = "mail.troubleshooting.check.outgoing.server"
    _inherit = "mail.troubleshooting.check"
    _description = "Outgoing servers"
    _check = "outgoing_server"
    _area = "queue"
    _explains = {
        "no_outgoing_server": Explains(OF_CONNECTIONS),
        "all_servers_are_archived": Explains(OF_CONNECTIONS),
        "database_is_neutralized": Explains(OF_CONNECTIONS),
        "archived_server_is_used": Explains(OF_CONNECTIONS, same=("server",)),
    }

    @api.model
    def _collect(self):
        parameter = self.env["ir.config_parameter"].get_param
        servers = (
            self.env["ir.mail_server"].with_context(active_test=False).search([], order="write_date desc", limit=200)
        )
        host = config.get("smtp_server") or ""
        return {
            "neutralized": str2bool(parameter("database.is_neutralized") or "", False),
            "active": len(servers.filtered(lambda server: server.active and not server.owner_user_id)),
            "archived": [
                {"id": server.id, "name": server.name, "uses": self._uses(server)}
                for server in servers
                if not server.active
            ],
            "host": host,
            "configured": bool(host) and (host != SHIPPED_HOST or self._worked_without_server()),
        }

    @api.model
    def _worked_without_server(self) -> bool:
        since = fields.Datetime.now() - KNOWN
        accepted = [("date", ">=", since), ("outcome", "=", "accepted"), ("mail_server_id", "=", False)]
        return bool(self.env["mail.troubleshooting.attempt"].search_count(accepted, limit=1))

    @api.model
    def _uses(self, server) -> list[str]:
        """What asks for this server by name."""
        found = []
        for model, field, domain in USES:
            if model in self.env:
                records = self.env[model].search([(field, "=", server.id), *domain], limit=5)
                found += [f"{self.env[model]._description}: {record.display_name}" for record in records]
        return found

    @api.model
    def _judge(self, facts):
        if facts["neutralized"]:
            evidence = Evidence("ir.config_parameter.database.is_neutralized", "True")
            return [Finding("database_is_neutralized", Severity.ERROR, evidence=(evidence,))]
        found = [
            Finding(
                "archived_server_is_used",
                Severity.ERROR,
                "ir.mail_server",
                server["id"],
                {"server": server["name"], "uses": self._names(server["uses"])},
                tuple(Evidence("mail_server_id", use) for use in server["uses"]),
                len(server["uses"]),
            )
            for server in facts["archived"]
            if server["uses"]
        ]
        if not facts["active"] and not facts["configured"]:
            found.append(self._none_left(facts))
        return found

    @api.model
    def _none_left(self, facts):
        values = {"host": facts["host"] or SHIPPED_HOST}
        evidence = (Evidence("odoo.conf smtp_server", facts["host"]),)
        if not facts["archived"]:
            return Finding("no_outgoing_server", Severity.WARNING, values=values, evidence=evidence)
        last = facts["archived"][0]
        values["server"] = last["name"]
        return Finding("all_servers_are_archived", Severity.ERROR, "ir.mail_server", last["id"], values, evidence)

    @api.model
    def _button_use_again(self, server):
        server.active = True

    @api.model
    def _button_servers(self, _record):
        return self._list(self.env._("Outgoing Mail Servers"), "ir.mail_server", [])
