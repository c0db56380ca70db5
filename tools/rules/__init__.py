"""The classifier's tables. The order of the families is the order in which they are asked within one tier."""

from . import authentication, content, limits, odoo, policy, recipient, reputation, sender, server

_FAMILIES = (odoo, policy, authentication, reputation, limits, content, server, sender, recipient)

#: Order within ``Tier.STRONG``, where two rows may both find their words: the first here decides.
_FIRST = (
    "greylist verification_pending dmarc dkim spf authentication_checks dnsbl virus_or_attachment daily_quota full size restricted "
    "sender_listed url_blocklist microsoft_banned_ip yahoo_permanent_block ip_list_words reverse_dns helo relay login tls sender_domain "
    "deferral header_or_structure rate spam_words loop"
).split()


def _place(rule) -> tuple[int, int]:
    return rule.tier, _FIRST.index(rule.name) if rule.name in _FIRST else len(_FIRST)


#: Every row, in the order in which it is asked.
RULES = tuple(sorted((row for family in _FAMILIES for row in family.RULES), key=_place))
