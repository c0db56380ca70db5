"""What the mail lab does to a recipient or a sender: one row a behaviour.

The local part of an address names its row, whatever the domain: ``unknown@lab.example``, ``unknown+7@lab.example`` and
``UNKNOWN@other.example`` are all refused as unknown. ``drop.after.data``, ``drop-after-data`` and ``drop_after_data``
are the same name. Every other address is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass

# Stages, in the order of a conversation (RFC 5321, section 3.3).
CONNECT = "connect"
STARTTLS = "starttls"
AUTH = "auth"
MAIL = "mail"
RCPT = "rcpt"
DATA = "data"  # the command, before the server's 354
BODY = "body"  # while the text arrives
DOT = "dot"  # after the final dot: the server decides on the whole message
COMMAND = "command"  # any other command

# Actions.
ACCEPT = "accept"
REPLY = "reply"  # say the reply and go on
CLOSE = "close"  # say the reply and close (421, RFC 5321 section 3.8)
HANG_UP = "hang_up"  # close without a word
RESET = "reset"  # TCP reset without a word
SILENT = "silent"  # say nothing and keep the connection open
WAIT = "wait"  # wait ``seconds``, then go on
GREYLIST = "greylist"  # say the reply at the first try, accept a later one after ``seconds``


@dataclass(frozen=True)
class Behaviour:
    """What happens at one stage to one address.

    :param reply: the words on the wire, one line of text a reply line; ``{recipient}``, ``{sender}`` are filled in
    :param keeps: the message is stored as accepted although its sender is not told
    :param seconds: how long WAIT waits, and how long GREYLIST refuses
    :param cause: the code in ``tools/causes.py`` that explains the failure, empty where nothing fails
    :param event: what the lab's ``on_event`` is told before the action; the conversation waits until it is done
    :param afterwards: the same once the message is answered, before the next command is read
    """

    name: str
    stage: str
    action: str
    reply: str = ""
    description: str = ""
    cause: str = ""
    keeps: bool = False
    seconds: float = 0
    event: str = ""
    afterwards: str = ""

    @property
    def permanent(self) -> bool:
        """True where the same message to the same address can never be accepted (RFC 5321, section 4.2.1)."""
        return self.reply.startswith("5")


# fmt: off
_ROWS = (
    Behaviour("accepted", DOT, ACCEPT, "", "accepted, as every address that is not listed here"),
    Behaviour(
        "unknown", RCPT, REPLY, "550 5.1.1 <{recipient}>: Recipient address rejected: User unknown at mx1.lab.example",
        "no such mailbox", "recipient_unknown",
    ),
    Behaviour(
        "full", RCPT, REPLY, "552 5.2.2 <{recipient}>: Mailbox is full, quota of 2 GB exceeded",
        "mailbox full, for good", "mailbox_full",
    ),
    Behaviour(
        "full_temporarily", RCPT, REPLY, "452 4.2.2 <{recipient}>: Mailbox is over its quota, please try again later",
        "mailbox full, try later", "mailbox_full",
    ),
    Behaviour(
        "rate", RCPT, CLOSE, "421 4.7.0 mx1.lab.example Too many messages from your address, try again later, closing",
        "sending too fast, the server closes", "rate_limit",
    ),
    Behaviour(
        "greylist", RCPT, GREYLIST, "450 4.7.1 <{recipient}>: Recipient address rejected: Greylisted, try later",
        "refused at the first try, accepted at a later one", "greylisted",
    ),
    Behaviour(
        "blocklisted", RCPT, REPLY,
        "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using bl.lab.example; "
        "see https://bl.lab.example/query/192.0.2.25",
        "the sending address is on a blocklist", "ip_blocklisted",
    ),
    Behaviour(
        "relay_denied", RCPT, REPLY, "554 5.7.1 <{recipient}>: Relay access denied",
        "this server does not forward to that domain", "relay_denied",
    ),
    Behaviour(
        "daily_limit", RCPT, REPLY,
        "550-5.4.5 Daily user sending limit exceeded. For what the limits are, see\n"
        "550 5.4.5 https://help.lab.example/sending-limits - smtp3.lab.example",
        "the account's limit of the day is used up", "provider_quota",
    ),
    Behaviour("silent", RCPT, SILENT, "", "never answers RCPT: the client times out", "connection_or_timeout"),
    Behaviour("slow_rcpt", RCPT, WAIT, "", "answers RCPT late, then accepts", seconds=2),
    Behaviour(
        "drop_before_data", DATA, HANG_UP, "", "closes at the DATA command: nothing is stored",
        "connection_or_timeout",
    ),
    Behaviour(
        "busy_at_data", DATA, REPLY, "451 4.3.2 mx1.lab.example System not accepting network messages, try again later",
        "refuses the DATA command for now", "remote_server_error",
    ),
    Behaviour(
        "rate_before_data", DATA, CLOSE, "421 4.7.0 mx1.lab.example Too many messages in this session, try again later",
        "closes at the DATA command: nothing is stored", "rate_limit",
    ),
    Behaviour(
        "drop_during_data", BODY, RESET, "", "resets the connection while the text arrives: nothing is stored",
        "connection_or_timeout",
    ),
    Behaviour(
        "drop_after_data", DOT, HANG_UP, "", "STORES the message, then closes without a reply (RFC 1047)",
        "acceptance_uncertain", keeps=True,
    ),
    Behaviour(
        "lose_after_data", DOT, HANG_UP, "", "loses the whole message, and closes without a reply",
        "connection_or_timeout",
    ),
    Behaviour(
        "silent_after_data", DOT, SILENT, "", "STORES the message, then never answers (RFC 1047)",
        "acceptance_uncertain", keeps=True,
    ),
    Behaviour("slow", DOT, WAIT, "", "takes its time after the final dot, then accepts", seconds=2),
    Behaviour(
        "dmarc", DOT, REPLY,
        "550-5.7.26 Unauthenticated email from lab.example is not accepted due to the domain's\n"
        "550-5.7.26 DMARC policy. Please ask the administrator of lab.example. To learn about\n"
        "550 5.7.26 DMARC, see https://help.lab.example/dmarc - mx2.lab.example",
        "the sender's domain fails DMARC", "auth_spf_dkim_dmarc",
    ),
    Behaviour(
        "unverified", DOT, REPLY,
        "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is "
        "resolved. Visit https://sendgrid.com/docs/for-developers/sending-email/sender-identity/ to see the Sender "
        "Identity requirements",
        "SendGrid's unverified Sender Identity, as the FAQ shows it", "sender_identity_rejected",
    ),
    Behaviour(
        "send_as", DOT, REPLY,
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender [ex07.lab.example]",
        "the account may not send as this sender, as Microsoft says it", "sender_identity_rejected",
    ),
    Behaviour(
        "too_big", DOT, REPLY, "552 5.3.4 Message size exceeds the limit of 10 MB of this recipient's system",
        "the message is too large for this recipient", "message_too_large",
    ),
    Behaviour(
        "spam", DOT, REPLY, "554 5.7.1 Message rejected as spam by content filter cf4.lab.example (score 14.2)",
        "the content looks like spam", "spam_content",
    ),
    Behaviour(
        "trouble", DOT, REPLY, "451 4.3.0 Temporary problem in our queue, please try again later",
        "the server has a problem of its own", "remote_server_error",
    ),
    Behaviour(
        "rate_at_data", DOT, CLOSE, "421 4.7.0 mx1.lab.example Message rate exceeded, nothing queued, try again later",
        "the server closes after the text, and says that it kept nothing", "rate_limit",
    ),
    Behaviour(
        "refused_sender", MAIL, REPLY, "550 5.7.1 <{sender}>: Sender address rejected: not owned by this account",
        "as the SENDER's address: refused at MAIL FROM", "sender_identity_rejected",
    ),
)
# fmt: on

#: Every behaviour by its name.
BEHAVIOURS = {row.name: row for row in _ROWS}
ACCEPTED = BEHAVIOURS["accepted"]

#: Other names for the same row.
ALIASES = {
    "sendgrid": "unverified",
    "greylisted": "greylist",
    "full_for_now": "full_temporarily",
    "overquota": "full_temporarily",
    "too_large": "too_big",
    "size": "too_big",
}


def behaviour_named(name: str) -> Behaviour | None:
    """Give the row called ``name`` (any case, ``.``, ``-`` and ``_`` alike), or None."""
    name = name.lower().replace("-", "_").replace(".", "_")
    return BEHAVIOURS.get(ALIASES.get(name, name))


def behaviour_of(address: str) -> Behaviour | None:
    """Give the row that the local part of ``address`` names, without its ``+tag``, or None."""
    return behaviour_named(address.rpartition("@")[0].partition("+")[0])
