"""Addons that are not there, of the kinds that take part in sending, or do it themselves."""

import smtplib
from email.message import Message

from odoo import api, models

from odoo.addons.base.models.ir_mail_server import MailDeliveryException


class Api:
    """The service behind an addon that sends over HTTP: what it took, and what it says of some addresses."""

    def __init__(self):
        self.taken: list[str] = []
        self.errors: dict[str, Exception] = {}

    def post(self, recipient: str) -> None:
        """Take an email.

        :raises Exception: what ``errors`` has for this recipient; ``OSError`` after the email was taken
        """
        error = self.errors.get(recipient)
        if not error or isinstance(error, OSError):
            self.taken.append(recipient)
        if error:
            raise error


def tracking(seen: list, afterwards=lambda: None) -> tuple:
    """Notes of every sending whether it failed, as OCA's ``mail_tracking`` does.

    :param afterwards: what else happens after one that did not
    """

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            try:
                result = super().send_email(message, *args, **kwargs)
            except Exception as error:
                seen.append(f"failed: {type(error).__name__}")
                raise
            seen.append("sent")
            afterwards()
            return result

    return (IrMailServer,)


def over_http(service: Api) -> tuple:
    """Sends by a service of its own, and never by SMTP."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            to = self.env.context.get("send_validated_to") or message["To"].split(", ")
            try:
                for recipient in to:
                    service.post(recipient)
            except (OSError, ValueError) as error:
                raise MailDeliveryException("Mail Delivery Failed", str(error)) from error
            return message["Message-Id"]

    return (IrMailServer,)


def own_session(lab, service: str = "plain") -> tuple:
    """Opens a connection of its own for each email."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            with smtplib.SMTP(*lab.server(service), timeout=5) as session:
                sender, recipients, message = self._prepare_email_message__(message, session)
                session.send_message(message, sender, recipients)
            return message["Message-Id"]

    return (IrMailServer,)


def other_session(lab, service: str = "plain") -> tuple:
    """Lets Odoo send over another connection than the one that Odoo has opened."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            with smtplib.SMTP(*lab.server(service), timeout=5) as session:
                return super().send_email(message, *args, **{**kwargs, "smtp_session": session})

    return (IrMailServer,)


def sending_all(service: Api) -> tuple:
    """Sends whole emails by a service of its own, and writes itself what came of it."""

    class MailMail(models.Model):
        _module = None
        _name = "mail.mail"
        _inherit = ["mail.mail"]

        def _send(
            self,
            auto_commit=False,
            raise_exception=False,
            smtp_session=None,
            alias_domain_id=False,
            mail_server=False,
            post_send_callback=None,
        ):
            for mail in self:
                reached, failure = [], None
                for email in mail._prepare_outgoing_list():
                    try:
                        service.post(email["email_to_normalized"][0])
                        reached.append(email["partner_id"])
                    except OSError as error:
                        failure = str(error)
                mail.write({"state": "exception" if failure else "sent", "failure_reason": failure})
                mail._postprocess_sent_message(
                    success_pids=reached,
                    success_emails=[],
                    failure_reason=failure,
                    failure_type="unknown" if failure else None,
                )
            return True

    return (MailMail,)


def archive(address: str = "archive@lab.example") -> tuple:
    """Adds a recipient to the envelope of every email."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        def _prepare_smtp_to_list(self, message, smtp_session):
            return [*super()._prepare_smtp_to_list(message, smtp_session), address]

    return (IrMailServer,)


def redirecting(address: str = "everyone@lab.example") -> tuple:
    """Sends every email to one address, as on a test database."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            message.replace_header("To", address)
            server = self.with_context(send_validated_to=[address])
            return super(IrMailServer, server).send_email(message, *args, **kwargs)

    return (IrMailServer,)


def redirecting_earlier(address: str = "everyone@lab.example") -> tuple:
    """The same, before the email is put together."""

    class MailMail(models.Model):
        _module = None
        _name = "mail.mail"
        _inherit = ["mail.mail"]

        def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
            emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
            return [{**email, "email_to": [address], "email_to_normalized": [address]} for email in emails]

    return (MailMail,)


def renaming() -> tuple:
    """Gives every email a Message-Id of its own."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            renamed = f"<renamed-{message['Message-Id'].strip('<>')}>"
            message.replace_header("Message-Id", renamed)
            return super().send_email(message, *args, **kwargs)

    return (IrMailServer,)


def breaking(name: str) -> tuple:
    """Adds a part to the emails of one recipient that cannot be turned into bytes."""

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(self, message, *args, **kwargs):
            if f"{name}@" in message["To"]:
                part = Message()
                part.set_payload("a character that is none: \ud800")
                message.attach(part)
            return super().send_email(message, *args, **kwargs)

    return (IrMailServer,)


def hearing_bounces(heard: list) -> tuple:
    """Acts on bounces, as trackers of emails do.

    :param heard: gets what each method was told
    """

    class MailThread(models.AbstractModel):
        _module = None
        _name = "mail.thread"
        _inherit = ["mail.thread"]

        @api.model
        def _routing_handle_bounce(self, email_message, message_dict):
            result = super()._routing_handle_bounce(email_message, message_dict)
            heard.append(
                (
                    "routed",
                    message_dict["bounced_email"],
                    message_dict["bounced_partner"].ids,
                    message_dict["bounced_message"].ids,
                    message_dict["bounced_msg_ids"] or [],
                )
            )
            return result

    class Partner(models.Model):
        _module = None
        _name = "res.partner"
        _inherit = ["res.partner"]

        def _message_receive_bounce(self, email, partner):
            heard.append(("received", self.ids, email, partner.ids))
            return super()._message_receive_bounce(email, partner)

    return MailThread, Partner
