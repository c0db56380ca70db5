"""What an incident is about: a server, a sender, who receives, or the database; and whether that is still there."""

from __future__ import annotations

from dataclasses import dataclass, field

from odoo.tools import SQL

from ....tools.monitoring.incidents import Kind, kind_of
from ....tools.replies.provider import domains_of, provider_of_domain

ATTEMPT = "mail.troubleshooting.attempt"
#: Columns of attempts that tell what one is about.
COLUMNS = {
    Kind.SERVER: ("mail_server_id",),
    Kind.SENDER: ("mail_server_id", "sender"),
    Kind.SENDER_DOMAIN: ("mail_server_id", "sender"),
    Kind.RECEIVER: ("recipient_domain",),
    Kind.DATABASE: (),
    Kind.EMAILS: (),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a cause is about in one case. What does not belong to its kind is empty.

    :param server_id: 0: the default server of the configuration file
    :param sender: an address or a domain
    :param receiver: code of a provider, or a domain
    :param senders: addresses for which a server refuses to relay, while it may take emails of others
    """

    kind: Kind
    server_id: int = 0
    sender: str = ""
    receiver: str = ""
    senders: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def key(self) -> str:
        """The same as a text, which is kept."""
        parts = {
            Kind.SERVER: (self.server_id,),
            Kind.SENDER: (self.sender, self.server_id),
            Kind.SENDER_DOMAIN: (self.sender, self.server_id),
            Kind.RECEIVER: (self.receiver,),
        }.get(self.kind, ())
        return "/".join(map(str, (self.kind, *parts)))

    @property
    def domains(self) -> list[str]:
        """Domains of those who receive."""
        return sorted({self.receiver, *domains_of(self.receiver)} if "." not in self.receiver else {self.receiver})


def subject_of(cause: str, server_id: int = 0, sender: str = "", domain: str = "") -> Subject:
    """What a failure for a cause is about."""
    kind = kind_of(cause)
    if kind is Kind.SERVER:
        return Subject(kind, server_id)
    if kind in (Kind.SENDER, Kind.SENDER_DOMAIN):
        return Subject(kind, server_id, sender.rpartition("@")[2] if kind is Kind.SENDER_DOMAIN else sender)
    if kind is Kind.RECEIVER:
        return Subject(kind, receiver=provider_of_domain(domain) or domain)
    return Subject(kind)


def attempts_of(subject: Subject) -> list:
    """Which attempts are about it, as a domain."""
    if subject.kind is Kind.RECEIVER:
        return [("recipient_domain", "in", subject.domains or [False])]
    if subject.kind in (Kind.DATABASE, Kind.EMAILS):
        return []
    server = [("mail_server_id", "=", subject.server_id or False)]
    if subject.kind is Kind.SENDER:
        return [*server, ("sender", "=", subject.sender or False)]
    if subject.kind is Kind.SENDER_DOMAIN:
        return [*server, ("sender", "=like", f"%@{literal(subject.sender)}")]
    return [*server, ("sender", "in", sorted(subject.senders))] if subject.senders else server


def is_about(subject: Subject, failure: str) -> SQL:
    """Which failures are about it, as a condition.

    :param failure: alias of the table of notifications or emails
    """
    if subject.kind is Kind.RECEIVER:
        return SQL("%s = ANY(%s)", SQL.identifier(failure, "failure_domain"), subject.domains)
    if subject.kind in (Kind.DATABASE, Kind.EMAILS):
        return SQL("TRUE")
    conditions = [
        SQL("tried.mail_message_id = %s", SQL.identifier(failure, "mail_message_id")),
        SQL("COALESCE(tried.mail_server_id, 0) = %s", subject.server_id),
    ]
    if subject.kind is Kind.SENDER:
        conditions.append(SQL("COALESCE(tried.sender, '') = %s", subject.sender))
    if subject.kind is Kind.SENDER_DOMAIN:
        conditions.append(SQL("split_part(tried.sender, '@', 2) = %s", subject.sender))
    # OFFSET 0: failures are few among attempts, which have an index by message.
    attempts = SQL.identifier("mail_troubleshooting_attempt")
    return SQL("EXISTS (SELECT FROM %s tried WHERE %s OFFSET 0)", attempts, SQL(" AND ").join(conditions))


def literal(text: str) -> str:
    """A text, as a part of a pattern that stands for itself."""
    return text.replace("\\", "\\\\").replace("_", r"\_").replace("%", r"\%")
