"""Do templates and mailings send replies to an address of ours at which nobody answers?"""

from datetime import timedelta

from odoo import api, models
from odoo.tools import email_normalize

from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Templates and mailings that are looked at.
MOST = 2000


class MailTroubleshootingCheckDeadReplyTo(models.AbstractModel):
    _name = "mail.troubleshooting.check.dead.reply.to"
    _inherit = "mail.troubleshooting.check"
    _description = "Reply-To addresses that nobody reads"
    _check = "dead_reply_to"
    _area = "identity"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        domains = self.env["mail.alias.domain"].search([], limit=MOST)
        names = set(domains.mapped("name"))
        found = {}
        for record in self._naming() if domains else ():
            address = email_normalize(record.reply_to) or ""
            if address.rpartition("@")[2] in names:
                found.setdefault(address, []).append((record._name, record.id, record.display_name))
        answered = self._answered(domains, set(found)) if found else set()
        return {address: records for address, records in found.items() if address not in answered}

    @api.model
    def _naming(self):
        """Records with a Reply-To of their own; braces stand for an address that is known only when it is sent."""
        named = [("reply_to", "like", "@"), ("reply_to", "not like", "{{")]
        yield from self.env["mail.template"].search(named, limit=MOST)
        if "mailing.mailing" in self.env:
            unsent = [*named, ("reply_to_mode", "=", "new"), ("state", "!=", "done"), ("mailing_type", "=", "mail")]
            yield from self.env["mailing.mailing"].search(unsent, limit=MOST)

    @api.model
    def _answered(self, domains, addresses: set[str]) -> set[str]:
        """Those that Odoo knows what to do with, or that are somebody's mailbox."""
        known = {
            *domains.mapped("catchall_email"),
            *domains.mapped("bounce_email"),
            *domains.mapped("default_from_email"),
        }
        locals_ = [address.rpartition("@")[0] for address in addresses]
        known |= set(self.env["mail.alias"].search([("alias_name", "in", locals_)]).mapped("alias_full_name"))
        known |= set(map(email_normalize, self.env["fetchmail.server"].search([], limit=MOST).mapped("user")))
        people = self.env["res.partner"].with_context(active_test=False)
        known |= set(people.search([("email_normalized", "in", list(addresses))]).mapped("email_normalized"))
        return known

    @api.model
    def _judge(self, facts):
        return [
            Finding(
                "replies_go_to_nobody",
                Severity.WARNING,
                records[0][0],
                records[0][1],
                {"address": address, "names": self._names([name for _model, _id, name in records])},
                tuple(Evidence(f"{model}.reply_to", address) for model, _id, _name in records[:1]),
                len(records),
                key=address,
            )
            for address, records in facts.items()
        ]
