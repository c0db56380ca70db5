"""Why mailings did not reach somebody, in the same causes. Mailings are an optional neighbour: nothing is extended."""

from collections import Counter

from odoo import api, models

from ..tools.odoo_failure import diagnose

#: Traces with words of a server that are read one by one; the newest.
MAX_READ = 5000
#: Traces that hold no words: their type says it all, so that they are counted and not read.
_WITH_WORDS = ("mail_bounce", "unknown")


class MailTroubleshootingTrace(models.AbstractModel):
    _name = "mail.troubleshooting.trace"
    _description = "Why Mailings Were not Sent"

    @api.model
    def diagnose_traces(self, domain=()) -> dict[str, int]:
        """Recipients of mailings that were not reached, by code of the cause; empty where mailings are not installed.

        :param domain: which traces, with the rights of this user; give a mailing, as traces have no index by date
        """
        if "mailing.trace" not in self.env:
            return {}
        Trace = self.env["mailing.trace"]
        failed = [*domain, ("trace_type", "=", "mail"), ("failure_type", "!=", False)]
        counts = Counter()
        for kind, count in Trace._read_group(
            [*failed, ("failure_type", "not in", _WITH_WORDS)], ["failure_type"], ["__count"]
        ):
            counts[diagnose(kind, None).cause] += count
        taught = self.env["mail.troubleshooting.rule"]._taught()
        spoken = Trace.search_fetch(
            [*failed, ("failure_type", "in", _WITH_WORDS)], ["failure_type", "failure_reason"], order="id desc", limit=MAX_READ
        )  # fmt: skip
        for trace in spoken:
            counts[diagnose(trace.failure_type, trace.failure_reason, extra_rules=taught).cause] += 1
        return dict(counts)
