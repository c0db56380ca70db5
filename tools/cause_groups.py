"""What causes are about, by their codes: a server, the sender, or a single email."""

from __future__ import annotations

#: Of these a server that takes something again has been fixed, whatever it said before.
OF_CONNECTIONS = ("smtp_auth_failed", "login_not_ascii", "connection_or_timeout", "tls_failure")
#: These keep everything of one server from going, until it takes something again.
OF_SERVERS = (*OF_CONNECTIONS, "relay_denied", "provider_quota")
#: These are about the sender's address itself: which ones they are tells where it is written.
OF_ADDRESSES = ("sender_identity_rejected", "sender_domain_invalid", "auth_spf_dkim_dmarc")
#: What one outgoing server says of all it passes on, as if a recipient's server had said it.
HEARD_AT_SERVERS = ("remote_server_error",)
#: Of these the domain of the sender's address is asked, whoever writes from it.
OF_DOMAINS_OF_SENDERS = ("sender_domain_invalid", "auth_spf_dkim_dmarc")
#: Of these the recipient's address is wrong: the email goes nowhere until somebody corrects it.
OF_WRONG_ADDRESSES = (
    "recipient_unknown",
    "recipient_address_malformed",
    "recipient_inactive",
    "recipient_moved",
    "recipient_domain_unknown",
    "address_missing",
    "address_not_ascii",
)
#: These each receiving provider decides for itself, by the sender's standing and the content.
OF_RECEIVERS = (
    "ip_blocklisted",
    "domain_or_url_blocklisted",
    "low_reputation_deferral",
    "rate_limit",
    "ptr_or_helo",
    "spam_content",
    "policy_rejected",
)
#: These are about Odoo's own machine: any email that is accepted shows that they are over.
OF_US = ("odoo_disk_full",)
#: Of these something in Odoo is the reason, and an administrator has to look, however few emails they concern.
OF_ODOO = (
    "odoo_error",
    "email_not_built",
    "message_malformed",
    "odoo_placeholder_concurrency",
    "odoo_placeholder_no_reason",
)
#: These are about single emails or recipients, unless too many have them.
OF_EMAILS = (
    "message_too_large",
    "attachment_or_virus",
    "remote_server_error",
    "policy_rejected",
    "suppressed_or_unsent",
    "reason_not_given",
    "unknown",
)
#: What of these a single email meets, every other one meets.
OF_ALL = (*OF_SERVERS, "sender_identity_rejected", "sender_domain_invalid")
#: These are fixed where the server is set up; those of the others begin with what was said of whom.
AT_THE_SERVER = (*OF_CONNECTIONS, "relay_denied", "auth_spf_dkim_dmarc")
