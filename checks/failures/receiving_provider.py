"""Does one provider of mailboxes turn us away, for a reason that lies with us?"""

from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ...tools.monitoring.finding import Finding, Severity
from ...tools.replies.provider import domains_of, provider_of_domain
from ...tools.values import Evidence

RECENT = timedelta(days=7)
#: From so many failures on, and from this share of what was tried there.
MANY, SHARE = 5, 0.2
#: Domains that are looked at.
MOST = 500
#: Reasons that lie with the sender's standing and content, and that each provider judges for itself.
STANDING = (
    "spam_content",
    "policy_rejected",
    "ip_blocklisted",
    "domain_or_url_blocklisted",
    "low_reputation_deferral",
    "auth_spf_dkim_dmarc",
    "ptr_or_helo",
    "rate_limit",
)


class MailTroubleshootingCheckReceivingProvider(models.AbstractModel):
    _name = "mail.troubleshooting.check.receiving.provider"
    _inherit = "mail.troubleshooting.check"
    _description = "Receiving providers"
    _check = "receiving_provider"
    _area = "contacts"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        since = fields.Datetime.now() - RECENT
        failed = defaultdict(Counter)
        for domain, cause, count in self.env["mail.notification"]._read_group(
            [*self._failures(), ("failure_domain", "!=", False)],
            ["failure_domain", "failure_cause_id"],
            ["__count"],
            order="__count desc",
            limit=MOST,
        ):
            failed[domain][cause.code] += count
        accepted = (
            self.env["mail.troubleshooting.attempt"]._read_group(
                [
                    ("date", ">=", since),
                    ("outcome", "=", "accepted"),
                    ("recipient_domain", "in", self._with_siblings(failed)),
                ],
                ["recipient_domain"],
                ["__count"],
            )
            if failed
            else []
        )
        return {"failed": dict(failed), "accepted": dict(accepted)}

    @api.model
    def _with_siblings(self, domains) -> list[str]:
        """Domains, and the others of the same providers."""
        providers = {provider_of_domain(domain) for domain in domains} - {None}
        return sorted({*domains, *(domain for provider in providers for domain in domains_of(provider))})

    @api.model
    def _failures(self) -> list:
        return self._failures_of(RECENT, ("failure_cause_id.code", "in", STANDING))

    @api.model
    def _judge(self, facts):
        domains, causes, accepted = defaultdict(list), defaultdict(Counter), Counter()
        for domain, counts in facts["failed"].items():
            provider = provider_of_domain(domain) or domain
            domains[provider].append(domain)
            causes[provider] += counts
        for domain, count in facts["accepted"].items():
            accepted[provider_of_domain(domain) or domain] += count
        away = [
            (count, provider)
            for provider, counts in causes.items()
            if (count := counts.total()) >= MANY and count >= SHARE * (count + accepted[provider])
        ]
        if not away:
            return []
        count, provider = max(away)
        values = {
            "provider": self._names(sorted(domains[provider]), 3),
            "count": str(count),
            "tried": str(count + accepted[provider]),
            "cause_code": causes[provider].most_common(1)[0][0],
        }
        evidence = tuple(
            Evidence(code, f"{domain}: {number}")
            for _count, one in sorted(away, reverse=True)
            for domain in domains[one]
            for code, number in facts["failed"][domain].items()
        )
        return [
            Finding("provider_turns_us_away", Severity.WARNING, values=values, evidence=evidence[:20], weight=count)
        ]

    @api.model
    def _button_failures(self, _record):
        domains = self._shown_value("provider").removesuffix(" …").split(", ")
        shown = [*self._failures(), ("failure_domain", "in", domains)]
        return self._list_failures(shown)
