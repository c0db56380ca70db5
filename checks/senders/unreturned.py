"""Do bounces come back to Odoo, or go to a mailbox where nobody tells Odoo of them?"""

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from ...services.senders.decision.returns import reading
from ...tools.identities.returns import MAILBOX, returns
from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

RECENT = timedelta(days=30)
#: Fewer emails are no habit: such as one that an addon created without a company.
MANY = 20
#: Addresses of a server that are named as evidence.
MOST = 5


class MailTroubleshootingCheckUnreturned(models.AbstractModel):
    """Odoo uses the bounce address as envelope sender only where the FROM filter of the server covers it."""

    _name = "mail.troubleshooting.check.unreturned"
    _inherit = "mail.troubleshooting.check"
    _description = "Bounces that do not come back"
    _check = "unreturned"
    _area = "identity"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        known = reading(self.env)
        if not known.bounce_addresses:  # without an email domain another check says so
            return []
        found = {}
        for server, address, emails in self._envelope_senders():
            if returns(email_normalize(address) or "", known)[0] == MAILBOX:
                one = found.setdefault(server.id, {"server": server, "addresses": Counter()})
                one["addresses"][address] += emails
        return [self._fact(one["server"].exists(), one["addresses"]) for one in found.values()]

    @api.model
    def _envelope_senders(self) -> list[tuple]:
        """Server, envelope sender and how many emails it accepted lately."""
        since = fields.Datetime.now() - RECENT
        accepted = [("date", ">=", since), ("outcome", "=", "accepted"), ("envelope_sender", "!=", False)]
        return self.env["mail.troubleshooting.attempt"]._read_group(
            accepted, ["mail_server_id", "envelope_sender"], ["__count"]
        )

    @api.model
    def _fact(self, server, addresses: Counter) -> dict:
        domains = {address.rpartition("@")[2] for address in addresses}
        bounce = self.env["mail.alias.domain"].search([("name", "in", sorted(domains))], limit=1)
        bounce = bounce or self.env.company.alias_domain_id or self.env["mail.alias.domain"].search([], limit=1)
        return {
            "id": server.id,
            "server": server.name or self.env._("Default server (odoo.conf)"),
            "is_personal": bool(server.owner_user_id),
            "filter": server.from_filter or "",
            "bounce": bounce.bounce_email or "",
            "addresses": addresses,
        }

    @api.model
    def _judge(self, facts):
        return [self._finding(fact) for fact in facts]

    @api.model
    def _finding(self, fact) -> Finding:
        addresses = fact["addresses"]
        busiest = addresses.most_common()
        # Whoever has a personal server sees the bounces in the own mailbox.
        is_bad = addresses.total() >= MANY and not fact["is_personal"]
        return Finding(
            "bounces_go_to_the_owner" if fact["is_personal"] else "bounces_go_to_a_mailbox",
            Severity.WARNING if is_bad else Severity.INFO,
            "ir.mail_server" if fact["id"] else "",
            fact["id"] or 0,
            {
                "server": fact["server"],
                "count": str(addresses.total()),
                "address": busiest[0][0],
                "addresses": self._names([address for address, _emails in busiest]),
                "bounce": fact["bounce"],
                "filter": fact["filter"] or "–",
            },
            tuple(Evidence(address, str(emails)) for address, emails in busiest[:MOST]),
            addresses.total(),
        )

    @api.model
    def _button_read(self, _record):
        """A new incoming server for the mailbox; its password is still to be entered."""
        address = self._shown_value("address")
        return {
            "type": "ir.actions.act_window",
            "res_model": "fetchmail.server",
            "views": [[False, "form"]],
            "context": {"default_name": address, "default_user": address, "default_server_type": "imap"},
        }

    @api.model
    def _button_attempts(self, server):
        since = fields.Datetime.to_string(fields.Datetime.now() - RECENT)
        accepted = [("date", ">=", since), ("outcome", "=", "accepted"), ("mail_server_id", "=", server.id)]
        of_mailbox = [*accepted, ("envelope_sender", "=", self._shown_value("address"))]
        return self._list(self.env._("Emails"), "mail.troubleshooting.attempt", of_mailbox)
