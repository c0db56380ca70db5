"""Why an address gets no mailings any more: somebody wished so, the address failed, or it was our own fault."""

from collections import defaultdict
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ...tools.bounce import COUNTED
from ...tools.odoo_failure import diagnose

#: Mailings count the bounces of 13 weeks, and forget the older ones (mass_mailing/models/mail_thread.py).
RECENT = timedelta(weeks=13)
#: Addresses, mailings and bounces that are looked at, the newest.
MOST, MAILINGS, BOUNCES = 500, 200, 5000
#: Addresses are counted up to here.
COUNTED_TO = 10000


class MailTroubleshootingSuppression(models.AbstractModel):
    _name = "mail.troubleshooting.suppression"
    _description = "Addresses without Mailings"

    @api.model
    def _reasons(self) -> dict:
        """Addresses on the blacklist: how many people put there, how many Odoo did, and those among the latter that
        failed for our own fault alone, with the words of a bounce by address. A number above ``COUNTED_TO`` is not
        exact."""
        Blacklist = self.env["mail.blacklist"]
        count = self._count([])
        automatic = Blacklist.search(self._automatic(), order="id desc", limit=MOST) if count else Blacklist
        bounces = self._bounces(automatic.mapped("email")) if automatic else {}
        # Also where the bounces themselves are forgotten. Only mailings let Odoo put somebody there.
        by_odoo = bool(automatic) and "mailing.trace" in self.env
        return {
            "count": count,
            "failed": self._count(self._automatic()) if by_odoo else 0,
            "asked": self._count(~Domain(self._automatic())) if by_odoo else count,
            "standing": {
                address: said[0][1]
                for address, said in bounces.items()
                if not any(cause in COUNTED for cause, _words in said)
            },
        }

    @api.model
    def _count(self, domain) -> int:
        return self.env["mail.blacklist"].search_count(domain, limit=COUNTED_TO + 1)

    @api.model
    def _automatic(self) -> list:
        """What no person added: bounces are read by the system itself, and nobody gave a reason."""
        return [("create_uid", "=", SUPERUSER_ID), *self._without_reason()]

    @api.model
    def _without_reason(self) -> list:
        """Where mailings can be opted out of: those on the blacklist who did not say why."""
        asks = "opt_out_reason_id" in self.env["mail.blacklist"]._fields
        return [("opt_out_reason_id", "=", False)] if asks else []

    @api.model
    def _bounces(self, addresses: list[str]) -> dict[str, list]:
        """Causes and words of the bounces of mailings, newest first, by address."""
        if "mailing.trace" not in self.env:
            return {}
        since = fields.Datetime.now() - RECENT
        mailings = self.env["mailing.mailing"].search([("sent_date", ">=", since)], order="id desc", limit=MAILINGS)
        traces = self.env["mailing.trace"].search_fetch(
            [("mass_mailing_id", "in", mailings.ids), ("trace_status", "=", "bounce"), ("email", "in", addresses)],
            ["email", "failure_type", "failure_reason"], order="id desc", limit=BOUNCES,
        )  # fmt: skip
        taught = self.env["mail.troubleshooting.rule"]._taught()
        found = defaultdict(list)
        for trace in traces:
            diagnosis = diagnose(trace.failure_type, trace.failure_reason, extra_rules=taught)
            found[trace.email].append((diagnosis.cause if diagnosis else "unknown", trace.failure_reason or ""))
        return found

    @api.model
    def _reset(self, addresses: list[str]) -> None:
        """Take addresses off the blacklist, and let the counting of their bounces begin anew."""
        text = self.env._("These emails came back for a reason that did not lie with the recipient.")
        for address in addresses:
            self.env["mail.blacklist"]._remove(address, message=text)
        for model in ("res.partner", "mailing.contact"):
            if model in self.env:
                counted = [("email_normalized", "in", addresses), ("message_bounce", ">", 0)]
                self.env[model].search(counted).message_bounce = 0
