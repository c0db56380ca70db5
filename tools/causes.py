"""The causes why an email fails: code, who can act, and whether trying again can help.

Titles, explanations and steps are records (``data/``), found by the same code. Codes are permanent: they are stored in
databases and in reports, and are never renamed or translated.
"""

from __future__ import annotations

from dataclasses import dataclass

from .values import Owner


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause.

    :param permanent: True, False, or None where the reply decides
    """

    code: str
    owner: Owner
    permanent: bool | None


_ALL = (
    Cause("recipient_unknown", Owner.SENDER, True),
    Cause("recipient_address_malformed", Owner.SENDER, True),
    Cause("recipient_inactive", Owner.SENDER, True),
    Cause("recipient_moved", Owner.SENDER, True),
    Cause("recipient_domain_unknown", Owner.SENDER, True),
    Cause("mailbox_full", Owner.RECIPIENT, False),
    Cause("recipient_restricted", Owner.RECIPIENT, True),
    Cause("message_too_large", Owner.SENDER, True),
    Cause("spam_content", Owner.SENDER, True),
    Cause("attachment_or_virus", Owner.SENDER, True),
    Cause("message_malformed", Owner.ADMINISTRATOR, True),
    Cause("policy_rejected", Owner.RECIPIENT_POSTMASTER, True),
    Cause("ip_blocklisted", Owner.ADMINISTRATOR, True),
    Cause("domain_or_url_blocklisted", Owner.DNS_OWNER, True),
    Cause("low_reputation_deferral", Owner.ADMINISTRATOR, False),
    Cause("auth_spf_dkim_dmarc", Owner.DNS_OWNER, True),
    Cause("ptr_or_helo", Owner.SERVER_OWNER, True),
    Cause("sender_identity_rejected", Owner.ADMINISTRATOR, True),
    Cause("sender_domain_invalid", Owner.DNS_OWNER, None),
    Cause("rate_limit", Owner.ADMINISTRATOR, False),
    Cause("provider_quota", Owner.ADMINISTRATOR, False),
    Cause("relay_denied", Owner.ADMINISTRATOR, True),
    Cause("smtp_auth_failed", Owner.ADMINISTRATOR, True),
    # The password or user name has a character that smtplib cannot send.
    Cause("login_not_ascii", Owner.ADMINISTRATOR, True),
    Cause("tls_failure", Owner.ADMINISTRATOR, None),
    Cause("connection_or_timeout", Owner.ADMINISTRATOR, False),
    Cause("greylisted", Owner.NOBODY, False),
    Cause("remote_server_error", Owner.RECIPIENT_POSTMASTER, False),
    Cause("address_missing", Owner.SENDER, True),
    Cause("suppressed_or_unsent", Owner.ADMINISTRATOR, True),
    # Python's own: the email never got to a server.
    Cause("address_not_ascii", Owner.SENDER, True),
    Cause("email_not_built", Owner.ADMINISTRATOR, True),
    # Odoo or another addon failed; its own disk is full.
    Cause("odoo_error", Owner.ADMINISTRATOR, True),
    Cause("odoo_disk_full", Owner.ADMINISTRATOR, True),
    # An email is to go over the mail server of a user who does not use it any more, or who is somebody else.
    Cause("personal_server", Owner.ADMINISTRATOR, True),
    # Found by this addon: the connection ended after the message and before the server's answer.
    Cause("acceptance_uncertain", Owner.SENDER, None),
    # Sentences that Odoo writes itself and that do not say what happened.
    Cause("odoo_placeholder_concurrency", Owner.ADMINISTRATOR, None),
    Cause("odoo_placeholder_no_reason", Owner.ADMINISTRATOR, None),
    # Not failures.
    Cause("not_a_bounce", Owner.NOBODY, None),
    Cause("reason_not_given", Owner.SENDER, None),
    Cause("unknown", Owner.ADMINISTRATOR, None),
)

#: Every cause by its code.
CAUSES = {cause.code: cause for cause in _ALL}


def permanence(code: str, said: bool | None) -> bool | None:
    """What a reply says, but for causes that pass whatever it says, as a full mailbox refused with 552 does."""
    return False if CAUSES[code].permanent is False else said


#: Answers that leave open why: another text about the same failure may tell.
UNEXPLAINED = frozenset(("reason_not_given", "unknown"))
