"""What Odoo decides for an email that is not sent: server, From, envelope sender and Reply-To.

All of it comes from the methods that send (``mail.mail.send`` and ``_send``, ``ir.mail_server._connect__`` and
``send_email``), in their order, up to where a connection would be opened.
"""

from dataclasses import dataclass
from email.message import EmailMessage
from types import SimpleNamespace

from odoo.exceptions import UserError
from odoo.tools.mail import email_split_and_format_normalize


@dataclass(frozen=True)
class Answer:
    """
    :param server: empty: the default server of the configuration file
    :param sender: the From address before anything was replaced
    :param bounce: what Odoo would like as envelope sender
    """

    server: object
    sender: str
    email_from: str
    envelope_sender: str
    reply_to: str
    message_id: str
    bounce: str


def ask(mail, *, is_filtering: bool = True) -> Answer:
    """What is decided for this email.

    :param is_filtering: whether the FROM filter of the server counts for the envelope sender
    :raises UserError: where Odoo would not even connect
    :raises AssertionError: where Odoo would not submit it, such as without any sender
    """
    server, alias_domain, smtp_from = _configuration(mail)
    servers = mail.env["ir.mail_server"]
    session = session_of(servers, server, smtp_from)
    server = session.server
    if not is_filtering:
        session.from_filter = False
    if server and not mail._filter_mail_mail_servers(server):
        raise UserError(mail.env._("Odoo does not use this server for this email."))
    emails = mail._prepare_outgoing_list(mail_server=server or mail.mail_server_id)
    if not emails:
        raise UserError(mail.env._("This email has no recipient."))
    email = emails[0]
    sending = servers.with_context(send_validated_to=email["email_to_normalized"])
    if alias_domain:
        sending = sending.with_context(
            domain_notifications_email=alias_domain.default_from_email,
            domain_bounce_address=email["headers"].get("Return-Path") or alias_domain.bounce_email,
        )
    message = sending._build_email__(
        email_from=_sender(mail),
        email_to=email["email_to"],
        subject=email["subject"] or "",
        body="",
        reply_to=email["reply_to"],
        message_id=email["message_id"],
        headers=email["headers"],
    )
    return answer(sending, server, message, session)


def answer(sending, server, message: EmailMessage, session) -> Answer:
    """What becomes of a message that was built, over a session.

    :param sending: the model of servers in the environment that sends
    """
    sender = message["From"]
    bounce = sending.env.context.get("domain_bounce_address") or message["Return-Path"]
    bounce = bounce or sending._get_default_bounce_address() or message["From"] or ""
    envelope_sender, _recipients, message = sending._prepare_email_message__(message, session)
    reply_to, message_id = message["Reply-To"] or "", message["Message-Id"] or ""
    return Answer(server, sender, message["From"], envelope_sender, reply_to, message_id, bounce)


def session_of(servers, server, smtp_from: str) -> SimpleNamespace:
    """What ``_connect__`` says of the session that it would open.

    :raises UserError: where it refuses this server
    """
    if server:
        servers._check_forced_mail_server(server.sudo(), False, smtp_from)
    else:  # asked once more, without the email domain of the document
        server, smtp_from = servers.sudo()._find_mail_server(smtp_from)
        server = server or servers
    from_filter = server.sudo().from_filter if server else servers._get_default_from_filter()
    return SimpleNamespace(server=server, from_filter=from_filter, smtp_from=smtp_from)


def _configuration(mail):
    """The server, the email domain and the sender that ``send`` takes."""
    (server_id, alias_domain_id, smtp_from, _ids), *_others = mail._split_by_mail_configuration()
    return (
        mail.env["ir.mail_server"].browse(server_id or ()),
        mail.env["mail.alias.domain"].sudo().browse(alias_domain_id or ()),  # sudo: as core reads it
        smtp_from,
    )


def _sender(mail) -> str:
    addresses = email_split_and_format_normalize(mail.email_from)
    return addresses[0] if addresses else mail.email_from
