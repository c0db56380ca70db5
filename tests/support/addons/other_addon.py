"""Model classes of an addon that is not there, put into the registry for one test class."""

from odoo import api, models
from odoo.orm.model_classes import add_to_registry

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

ADDON = "mail_troubleshooting"


def load(case, *definitions, before: bool) -> None:
    """Extend models as another addon would; taken back after the test class.

    :param before: loaded before this addon, so that this addon's methods call theirs; else the other way round
    """
    registry = case.registry
    for definition in definitions:
        model = registry[definition._name]
        case.addClassCleanup(_restore, model, model._base_classes__)
        add_to_registry(registry, definition)
        if before:
            model._base_classes__ = _below_this_addon(model._base_classes__, definition)
    registry._setup_models__(case.env.cr, [])


def _below_this_addon(bases: tuple, definition) -> tuple:
    others = [base for base in bases if base is not definition]
    ours = [place for place, base in enumerate(others) if base._module == ADDON and base._name == definition._name]
    place = ours[-1] + 1 if ours else 0
    return (*others[:place], definition, *others[place:])


def _restore(model, bases: tuple) -> None:
    model._base_classes__ = bases
    for name in model.pool.descendants([model._name], "_inherit", "_inherits"):
        model.pool[name]._setup_done__ = False
    model.pool.registry_invalidated = True  # the test class sets the registry up again


def definitions(seen: list) -> tuple:
    """Overrides as addons of the community write them: headers, changed values, own arguments, everything by place.

    :param seen: gets the name of each method that ran, with what it saw
    """

    class MailMail(models.Model):
        _module = None
        _name = "mail.mail"
        _inherit = ["mail.mail"]

        @api.model
        def process_email_queue(self, email_ids=(), batch_size=1000):
            result = super().process_email_queue(email_ids, batch_size)
            seen.append(("process_email_queue", batch_size))
            return result

        def _send(
            self,
            auto_commit=False,
            raise_exception=False,
            smtp_session=None,
            alias_domain_id=False,
            mail_server=False,
            post_send_callback=None,
        ):
            seen.append(("_send", mail_server))
            return super()._send(
                auto_commit, raise_exception, smtp_session, alias_domain_id, mail_server, post_send_callback
            )

        def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
            emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
            for email in emails:
                email["headers"] = {**email["headers"], "X-Campaign": "spring"}
                email["subject"] = f"[branded] {email['subject']}"
            seen.append(("_prepare_outgoing_list", len(emails)))
            return [email for email in emails if "skipped@lab.example" not in email["email_to_normalized"]]

        def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
            seen.append(("_postprocess_sent_message", len(success_pids)))
            return super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)

    class IrMailServer(models.Model):
        _module = None
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        @api.model
        def send_email(
            self,
            message,
            mail_server_id=None,
            smtp_server=None,
            smtp_port=None,
            smtp_user=None,
            smtp_password=None,
            smtp_encryption=None,
            smtp_ssl_certificate=None,
            smtp_ssl_private_key=None,
            smtp_debug=False,
            smtp_session=None,
        ):
            message["X-Tracking"] = "42"
            try:
                super().send_email(
                    message,
                    mail_server_id,
                    smtp_server,
                    smtp_port,
                    smtp_user,
                    smtp_password,
                    smtp_encryption,
                    smtp_ssl_certificate,
                    smtp_ssl_private_key,
                    smtp_debug,
                    smtp_session,
                )
            except MailDeliveryException as error:
                seen.append(("refused", str(error.args[-1])))
                raise
            return "<changed@lab.example>"

    class MailThread(models.AbstractModel):
        _module = None
        _name = "mail.thread"
        _inherit = ["mail.thread"]

        def message_post(self, *, campaign=None, **kwargs):
            seen.append(("message_post", campaign))
            return super().message_post(**kwargs)

    return MailMail, IrMailServer, MailThread
