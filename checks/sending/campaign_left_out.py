"""Whom did the last mailings leave out, and why?"""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: The newest mailings, whenever they were sent; single recipients are told of in this time only.
MOST, RECENT = 5, timedelta(days=7)
#: From this share on, of so many recipients, it was no single wish: it stays until they would be reached.
SHARE, MANY = 0.5, 10
#: What Odoo writes down about who is left out, and the name by which the text tells it.
REASONS = {
    "mail_bl": "blacklisted",
    "mail_optout": "opted_out",
    "mail_dup": "twice",
    "mail_email_missing": "missing",
    "mail_email_invalid": "malformed",
    False: "by_hand",
}


class MailTroubleshootingCheckCampaignLeftOut(models.AbstractModel):
    _name = "mail.troubleshooting.check.campaign.left.out"
    _inherit = "mail.troubleshooting.check"
    _description = "Recipients skipped by mailings"
    _check = "campaign_left_out"
    _area = "campaigns"
    _every = timedelta(hours=1)
    _needs = ("mailing.mailing", "mailing.trace")

    @api.model
    def _collect(self):
        since = fields.Datetime.now() - RECENT
        mailings = self.env["mailing.mailing"].search(
            [("mailing_type", "=", "mail"), "|", ("state", "=", "sending"), ("sent_date", "!=", False)],
            order="id desc",
            limit=MOST,
        )
        counts, tried = defaultdict(dict), defaultdict(int)
        traces = [("mass_mailing_id", "in", mailings.ids), ("is_test_trace", "=", False)]
        groups = self.env["mailing.trace"]._read_group(
            traces, ["mass_mailing_id", "trace_status", "failure_type"], ["__count"]
        )
        still = dict(self._still_blacklisted(traces))
        for mailing, status, failure_type, count in groups:
            tried[mailing] += count
            reason = REASONS.get(failure_type, "by_hand")
            if status == "cancel" or reason in ("missing", "malformed"):
                counts[mailing][reason] = counts[mailing].get(reason, 0) + count
        return [
            {
                "id": mailing.id,
                "name": mailing.subject or "",
                "is_done": mailing.state == "done",
                "is_recent": mailing.state == "sending" or mailing.sent_date >= since,
                "still": still.get(mailing, 0),
                "tried": tried[mailing],
                "counts": counts[mailing],
            }
            for mailing in mailings
        ]

    @api.model
    def _still_blacklisted(self, traces: list) -> list[tuple]:
        """Mailings, and how many of those whom they left out stand on the blacklist today."""
        listed = self.env["mail.blacklist"]._search([]).subselect("email")
        domain = [*traces, ("failure_type", "=", "mail_bl"), ("email", "in", listed)]
        return self.env["mailing.trace"]._read_group(domain, ["mass_mailing_id"], ["__count"])

    @api.model
    def _judge(self, facts):
        found = []
        for mailing in facts:
            left = sum(mailing["counts"].values())
            if not mailing["is_recent"] and not self._is_half(mailing):
                continue
            if not mailing["tried"] and mailing["is_done"]:
                found.append(
                    Finding(
                        "campaign_had_no_recipients",
                        Severity.WARNING,
                        "mailing.mailing",
                        mailing["id"],
                        {"name": mailing["name"]},
                        (Evidence("mailing.trace", "0"),),
                    )
                )
            if not left:
                continue
            counts = {name: str(mailing["counts"].get(name, 0)) for name in REASONS.values()}
            values = {"name": mailing["name"], "count": str(left), "tried": str(mailing["tried"]), **counts}
            evidence = tuple(Evidence(f"mailing.trace {name}", str(n)) for name, n in mailing["counts"].items())
            nobody = left == mailing["tried"] and mailing["counts"].get("by_hand", 0) < left
            problem, severity = "campaign_left_some_out", Severity.INFO
            if nobody:
                problem, severity = "campaign_left_all_out", Severity.WARNING
            elif self._is_half(mailing):
                problem, severity = "campaign_left_half_out", Severity.WARNING
            found.append(Finding(problem, severity, "mailing.mailing", mailing["id"], values, evidence, left))
        return found

    @api.model
    def _is_half(self, mailing: dict) -> bool:
        """Whether much of a mailing was left out by no wish of the recipients, and would be left out again."""
        unwished = mailing["still"] + sum(mailing["counts"].get(name, 0) for name in ("missing", "malformed"))
        return mailing["tried"] >= MANY and unwished >= SHARE * mailing["tried"]

    @api.model
    def _button_left_out(self, mailing):
        typed = [kind for kind in REASONS if kind]
        reasons = ["|", ("trace_status", "=", "cancel"), ("failure_type", "in", typed)]
        domain = [("mass_mailing_id", "=", mailing.id), ("is_test_trace", "=", False), *reasons]
        return self._list(self.env._("Skipped Recipients"), "mailing.trace", domain)
