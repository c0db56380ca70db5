"""What a refusal means by the step of the conversation with the outgoing server at which it came (RFC 5321 3.1 to 3.3).

Before RCPT nobody has named a recipient: none can be the reason, and it is the administrator's own server that refuses.
"""

from ..values import Stage

#: smtplib's exceptions, each raised at one step only.
OF_EXCEPTION = {
    "SMTPConnectError": Stage.CONNECT,
    "SMTPHeloError": Stage.EHLO,
    "SMTPAuthenticationError": Stage.AUTH,
    "SMTPSenderRefused": Stage.MAIL,
    "SMTPRecipientsRefused": Stage.RCPT,
    "SMTPDataError": Stage.DATA,
}

#: Causes that say nothing of the server itself, so that they cannot be meant before a recipient or an email is there.
_NOT_YET = frozenset(
    (
        "policy_rejected",
        "recipient_unknown",
        "recipient_address_malformed",
        "recipient_inactive",
        "recipient_moved",
        "recipient_domain_unknown",
        "recipient_restricted",
        "mailbox_full",
        "message_malformed",
        "email_not_built",
        "unknown",
    )
)
_REFUSED = {
    Stage.CONNECT: "relay_denied",
    Stage.EHLO: "ptr_or_helo",
    Stage.AUTH: "smtp_auth_failed",
    Stage.MAIL: "sender_identity_rejected",
}
#: Meant all the same, but as something else. RFC 1870 6.1: a size is refused at MAIL, with the codes of a full mailbox.
_OTHERWISE = {
    (Stage.CONNECT, "sender_identity_rejected"): "relay_denied",
    (Stage.CONNECT, "spam_content"): "ip_blocklisted",
    (Stage.AUTH, "relay_denied"): "smtp_auth_failed",
    (Stage.AUTH, "sender_identity_rejected"): "smtp_auth_failed",
    (Stage.MAIL, "mailbox_full"): "message_too_large",
}


#: Of the host that connects, so that they mean the administrator's own server at whatever step it says so.
_OF_THE_HOST = {"client_host_rejected": "relay_denied"}


def cause_at(stage: Stage | None, cause: str, permanent: bool | None, rule: str = "") -> str:
    """Return the cause that a reply with this cause has at this stage: the same one wherever it makes sense.

    :param rule: the name of the rule that found it
    """
    if stage and rule in _OF_THE_HOST:
        return _OF_THE_HOST[rule]
    if stage not in _REFUSED:
        return cause
    if cause == "remote_server_error" or (cause in _NOT_YET and permanent is False):
        return "connection_or_timeout"
    return _OTHERWISE.get((stage, cause)) or (_REFUSED[stage] if cause in _NOT_YET else cause)
