"""Asking Odoo about an email that is not even made: by the methods that ``decision/asking.py`` calls, without rows.

Making an email of each of a thousand senders would take a minute. What they are asked here are a From address and the
environment that would send; that the answer is that of an email is a test.
"""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import compat32

from odoo import SUPERUSER_ID
from odoo.tools.mail import email_split_and_format_normalize

from ..decision.asking import Answer, answer, session_of
from ..decision.letters import NOBODY, acting_as


@dataclass(frozen=True)
class Bare:
    """An email to ask about.

    :param env: that sends
    :param domain: the email domain of its document, empty where it is about nothing
    :param owner: whose personal mail server it may use
    """

    env: object
    email_from: str
    reply_to: str
    domain: object
    owner: object


@dataclass
class Asking:
    """Asks about many.

    :param servers: all that are active, in Odoo's order
    """

    servers: object
    has_personal: bool
    _allowed: dict = field(default_factory=dict)

    @classmethod
    def of(cls, env):
        servers = env["ir.mail_server"].sudo().search([], order="sequence, id")  # sudo: as core reads them
        parameters = env["ir.config_parameter"].sudo()  # sudo: whether personal servers are switched off
        return cls(servers, not parameters.get_param("mail.disable_personal_mail_servers", False))

    def allowed(self, owner):
        """Servers that emails which this user wrote may use, as ``_filter_mail_mail_servers`` has it."""
        if owner not in self._allowed:
            mine = (owner.browse(), owner) if self.has_personal else (owner.browse(),)
            self._allowed[owner] = self.servers.filtered(lambda server: server.owner_user_id in mine)
        return self._allowed[owner]

    def ask(self, bare: Bare) -> Answer:
        """
        :raises UserError: where Odoo would not even connect
        :raises AssertionError: where Odoo would not submit it
        """
        servers = sending = bare.env["ir.mail_server"]
        if bare.domain:
            sending = servers.with_context(
                domain_notifications_email=bare.domain.default_from_email,
                domain_bounce_address=bare.domain.bounce_email,
            )
        addresses = email_split_and_format_normalize(bare.email_from)
        email_from = addresses[0] if addresses else bare.email_from
        server, smtp_from = sending._find_mail_server(email_from, self.allowed(bare.owner).with_env(bare.env))
        session = session_of(servers, server or servers, smtp_from)
        return answer(sending, session.server, _message(bare, email_from), session)


def _message(bare: Bare, email_from: str) -> EmailMessage:
    message = EmailMessage(policy=compat32)  # headers stay text: parsing a thousand of them takes longer than all else
    message["From"] = email_from
    message["To"] = NOBODY
    message["Return-Path"] = bare.domain.bounce_email or bare.env.company.bounce_email or ""
    if bare.reply_to:
        message["Reply-To"] = bare.reply_to
    return message


def of_user(env, user, company) -> Bare:
    """What this user writes in this company, about no document: see ``letters.py``."""
    acting = acting_as(env, user, company)
    author_id, email_from = acting["mail.thread"]._message_compute_author(None, None)
    reply_to = acting["mail.thread"]._notify_get_reply_to(email_from, author_id)[False]
    sending = acting(user=SUPERUSER_ID)
    return Bare(sending, email_from, reply_to, sending["mail.alias.domain"], user)


def of_address(env, address: str, company) -> Bare:
    """An email of a document of this company with this From address: see ``letters.py``."""
    acting = acting_as(env, env["res.users"].browse(SUPERUSER_ID), company)
    domain = company.alias_domain_id or acting["mail.alias.domain"].search([], limit=1)
    reply_to = acting["mail.thread"]._notify_get_reply_to(address)[False]
    return Bare(acting, address, reply_to, domain.with_env(acting), acting.user)
