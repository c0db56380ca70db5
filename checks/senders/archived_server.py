"""Was an outgoing server archived that emails were sent through until then?"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import str2bool

from ...services.failures.causes import id_by_code
from ...tools.cause_groups import OF_ADDRESSES
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: A server that took nothing in this time was archived for good.
RECENT = timedelta(days=30)
#: What the others say of senders whose own server is gone.
MISSED = (*OF_ADDRESSES, "relay_denied")
#: Failures this long after it was archived can come from that.
SOON = timedelta(days=1)
MOST = 50


class MailTroubleshootingCheckArchivedServer(models.AbstractModel):
    _name = "mail.troubleshooting.check.archived.server"
    _inherit = "mail.troubleshooting.check"
    _description = "Archived outgoing servers"
    _check = "archived_server"
    _area = "identity"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        Server = self.env["ir.mail_server"]
        servers = Server.with_context(active_test=False).search([("active", "=", False)], limit=MOST)
        used = {server.id for server in self._used(servers)} if servers else set()
        neutralized = self.env["ir.config_parameter"].get_param("database.is_neutralized")
        if str2bool(neutralized or "", False):  # every server of a copy was archived, and must stay so
            return []
        if not used or not Server.search_count([], limit=1):  # where none is left another check says so
            return []
        return [
            {
                "id": server.id,
                "name": server.name,
                "by": server.write_uid.name or "",
                "at": server.write_date,
                "is_missed": self._is_missed(server.write_date),
            }
            for server in servers
            if server.id in used
        ]

    @api.model
    def _used(self, servers):
        since = fields.Datetime.now() - RECENT
        accepted = [("date", ">=", since), ("outcome", "=", "accepted"), ("mail_server_id", "in", servers.ids)]
        groups = self.env["mail.troubleshooting.attempt"]._read_group(accepted, ["mail_server_id"])
        return servers.browse([server.id for (server,) in groups])

    @api.model
    def _is_missed(self, since) -> bool:
        """Whether others refuse senders since then, and did not before."""
        causes = [id_by_code(self.env, code) for code in MISSED]
        failed = [("failure_cause_id", "in", causes)]
        Attempt = self.env["mail.troubleshooting.attempt"]
        after = [*failed, ("date", ">=", since), ("date", "<", since + SOON)]
        before = [*failed, ("date", ">=", since - SOON), ("date", "<", since)]
        return bool(Attempt.search_count(after, limit=1)) and not Attempt.search_count(before, limit=1)

    @api.model
    def _judge(self, facts):
        return [
            Finding(
                "archived_server_is_missed" if server["is_missed"] else "server_was_archived",
                Severity.WARNING if server["is_missed"] else Severity.INFO,
                "ir.mail_server",
                server["id"],
                {"server": server["name"], "by": server["by"], "at": server["at"]},
                (Evidence("ir.mail_server.active", "False"),),
            )
            for server in facts
        ]

    @api.model
    def _button_restore(self, server):
        server.active = True
