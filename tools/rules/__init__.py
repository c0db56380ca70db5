"""The classifier's tables. The order of the families is the order in which they are asked within one tier."""

from .families import authentication, content, limits, odoo, policy, python, recipient, reputation, sender, server

_FAMILIES = (odoo, python, policy, authentication, reputation, limits, content, server, sender, recipient)

#: Order within ``Tier.STRONG``, where two rows may both find their words: the first here decides.
_FIRST = (
    "greylist personal_list loop verification_pending dns_try_again dmarc dkim spf authentication_checks domain_lists filter_service_deferral dnsbl virus_or_attachment line_length "
    "daily_quota server_full full size microsoft_banned_ip microsoft_directory_blocking sender_listed url_blocklist yahoo_permanent_block reverse_dns "
    "helo new_address reputation ip_list_words sender_may_not_relay relay sender_domain mx_lookup mailbox_busy inactive restricted tls login rate deferral header_or_structure spam_words "
    "moved sender_identity domain malformed invalid_argument_address unrouteable_here unknown_user spam_anywhere server_trouble timeout recipient_refused remote_trouble policy system_refuses"
).split()


def _place(rule) -> tuple[int, int]:
    return rule.tier, _FIRST.index(rule.name) if rule.name in _FIRST else len(_FIRST)


#: Every row, in the order in which it is asked.
RULES = tuple(sorted((row for family in _FAMILIES for row in family.RULES), key=_place))
