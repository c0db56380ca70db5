"""Which records decide how an email is sent, and what follows from them: compared with what Odoo says."""

from dataclasses import dataclass, field

from odoo.tools import email_normalize
from odoo.tools.mail import email_domain_normalize

from ....tools.identities.choice import DEFAULT, REPLACING, Choice, Server, choose
from .asking import Answer
from .letters import Letter

FORCED, PERSONAL = "server_forced", "server_personal"


@dataclass(frozen=True)
class Facts:
    """What decides, as records of the environment that sends.

    :param servers: those that this email may use, in Odoo's order
    :param notification: the notification address, normalized, empty where there is none
    :param domain: the email domain that the notification address comes from, empty where it is the configuration file's
    """

    letter: Letter
    answer: Answer
    servers: object
    sender: str
    notification: str
    domain: object
    is_forced: bool


@dataclass(frozen=True)
class Rule:
    """One rule that applied: its code, what it is about, the record that decides, and values of its sentence."""

    code: str
    about: str
    record: object = None
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Explanation:
    """
    :param choice: which server our rules take
    :param differs: whether Odoo says something else
    """

    rules: list[Rule]
    choice: Choice
    is_covered: bool
    is_replaced: bool
    differs: bool


def facts_of(letter: Letter, answer: Answer) -> Facts:
    """Gather what decides."""
    mail, domain = letter.mail, letter.mail.record_alias_domain_id.sudo()  # sudo: as core reads it
    servers = mail.env["ir.mail_server"].sudo().search([], order="sequence, id")
    notification = domain.default_from_email
    if not notification:
        domain = mail.env.company.alias_domain_id.sudo()
        notification = email_normalize(servers._get_default_from_address() or "") or ""
        domain = domain if domain.default_from_email else domain.browse()
    is_forced = bool(mail.mail_server_id)
    sender = email_normalize(answer.sender or "") or ""
    return Facts(letter, answer, mail._filter_mail_mail_servers(servers), sender, notification, domain, is_forced)


def explain(facts: Facts) -> Explanation:
    """Follow Odoo's rules with these records."""
    choice = _choice(facts)
    server = facts.letter.mail.env["ir.mail_server"].sudo().browse(choice.server.id if choice.server else ())
    filtering = filter_of(server.from_filter if server else server._get_default_from_filter())
    smtp_from = _smtp_from(facts, choice, filtering)
    bounce = email_normalize(facts.answer.bounce or "") or ""
    is_replaced = smtp_from != facts.sender
    envelope = bounce if filtering.covers(bounce) else smtp_from
    expected = (server.id, smtp_from, envelope)
    said = (
        facts.answer.server.id,
        email_normalize(facts.answer.email_from) or "",
        email_normalize(facts.answer.envelope_sender) or facts.answer.envelope_sender.lower(),
    )
    rules = [
        _sender_rule(facts),
        _server_rule(facts, choice, server),
        _from_rule(facts, server, filtering, is_replaced),
        _envelope_rule(facts, server, filtering, bounce),
        _reply_rule(facts),
    ]
    return Explanation(rules, choice, filtering.covers(smtp_from), is_replaced, expected != said)


def server_of(record) -> Server:
    """What counts of a record of an outgoing server."""
    found = filter_of(record.from_filter)
    return Server(record.id, found.addresses, found.domains, found.has_filter, bool(record.owner_user_id))


def filter_of(text: str | None) -> Server:
    """What counts of a FROM filter alone."""
    parts = [part.strip() for part in (text or "").split(",") if part.strip()]
    addresses = frozenset(filter(None, map(email_normalize, parts)))
    domains = frozenset(filter(None, map(email_domain_normalize, parts)))
    return Server(0, addresses, domains, bool(text))


def _choice(facts: Facts) -> Choice:
    if facts.is_forced:
        return Choice(server_of(facts.letter.mail.mail_server_id.sudo()), FORCED)
    return choose(map(server_of, facts.servers), facts.sender, facts.notification)


def _smtp_from(facts: Facts, choice: Choice, filtering: Server) -> str:
    """The From address that is left, normalized."""
    notification = email_normalize(facts.notification) or ""
    if choice.rule in REPLACING:
        return notification or facts.sender
    if choice.rule != DEFAULT or filtering.covers(facts.sender):
        return facts.sender
    first = notification or facts.sender
    # While it connects Odoo asks once more, without the email domain of the document.
    servers = facts.letter.mail.env["ir.mail_server"]
    last = email_normalize(servers._get_default_from_address() or "") or ""
    return first if filtering.covers(first) else last or first


def _sender_rule(facts: Facts) -> Rule:
    source = facts.letter.source
    return Rule(f"sender_of_{_KINDS.get(source._name, 'address')}", "sender", source, {"address": facts.answer.sender})


_KINDS = {
    "res.users": "user",
    "mail.template": "template",
    "mailing.mailing": "mailing",
    "mail.mail": "email",
    "digest.digest": "digest",
}


def _server_rule(facts: Facts, choice: Choice, server) -> Rule:
    values = {
        "address": facts.sender,
        "domain": facts.sender.rpartition("@")[2],
        "notification": facts.notification,
        "server": server.name or "",
        "owner": server.owner_user_id.name or "",
        "others": server.browse([one.id for one in choice.others]).mapped("name"),
    }
    code = PERSONAL if server.owner_user_id and choice.rule != FORCED else choice.rule
    return Rule(code, "server", facts.letter.source if choice.rule == FORCED else server, values)


def _from_rule(facts: Facts, server, filtering: Server, is_replaced: bool) -> Rule:
    values = {
        "address": facts.sender,
        "notification": facts.notification,
        "server": server.name or "",
        "filter": server.from_filter or "",
    }
    if is_replaced:
        return Rule("from_replaced", "from", facts.domain, values)
    return Rule("from_kept" if filtering.covers(facts.sender) else "from_uncovered", "from", None, values)


def _envelope_rule(facts: Facts, server, filtering: Server, bounce: str) -> Rule:
    text = server.from_filter if server else server._get_default_from_filter()
    values = {
        "server": server.name or "",
        "bounce": bounce,
        "filter": text or "",
        "address": facts.answer.envelope_sender,
    }
    of_domain = _domain_of_bounce(facts, bounce)
    if not of_domain and bounce == facts.sender:
        return Rule("envelope_none", "envelope_sender", facts.letter.company, values)
    if not filtering.covers(bounce):
        return Rule("envelope_uncovered", "envelope_sender", server, values)
    code = "envelope_covered" if filtering.has_filter else "envelope_unfiltered"
    return Rule(code, "envelope_sender", of_domain, values)


def _domain_of_bounce(facts: Facts, bounce: str):
    domains = facts.letter.mail.env["mail.alias.domain"].sudo().search([])  # sudo: as core reads it
    return domains.filtered(lambda domain: email_normalize(domain.bounce_email) == bounce)[:1]


def _reply_rule(facts: Facts) -> Rule:
    letter, reply_to = facts.letter, email_normalize(facts.answer.reply_to or "") or ""
    values = {"address": reply_to, "company": letter.company.name or ""}
    if not reply_to:
        return Rule("reply_none", "reply_to", None, values)
    if letter.source._name == "mail.mail":
        return Rule("reply_kept", "reply_to", letter.source, values)
    if alias := _alias_of(letter.document, reply_to):
        return Rule("reply_alias", "reply_to", alias, values)
    if reply_to == email_normalize(letter.company.catchall_email or ""):
        return Rule("reply_catchall", "reply_to", letter.company.alias_domain_id, values)
    if _names_reply_to(letter.source):
        return Rule("reply_named", "reply_to", letter.source, values)
    return Rule("reply_sender" if reply_to == facts.sender else "reply_other", "reply_to", None, values)


def _names_reply_to(source) -> bool:
    """Whether it is a template or a mailing that says where replies go."""
    if source._name == "mailing.mailing":
        return source.reply_to_mode == "new"
    return source._name == "mail.template" and bool(source.reply_to)


def _alias_of(document, reply_to: str):
    aliases = document.env["mail.alias"].sudo()  # sudo: as core reads it
    if not document.ids:
        return aliases
    of_document = [("alias_parent_model_id.model", "=", document._name), ("alias_parent_thread_id", "in", document.ids)]
    found = aliases.search([("alias_domain_id", "!=", False), ("alias_name", "!=", False), *of_document])
    return found.filtered(lambda alias: email_normalize(alias.alias_full_name) == reply_to)[:1]
