from functools import partial

from odoo import api, models
from odoo.exceptions import UserError

from ...services.dashboard.access import check_administrator
from ...services.sending.canary.cage import CagedMessage, cage_of
from ...services.sending.outermost import stand_outermost, step_aside
from ...services.sending.secrets_of_servers import forget_secrets, redactor
from ...services.sending.submission.hand_over import HandOver
from ...services.sending.submission.sending_log import log_of
from ...services.sending.testing.now import TestResult, test_now
from ...services.sending.testing.visit import visit_of
from ...tools.addresses.mailbox import in_ascii
from ...tools.texts.redact import Redactor, redact_exception


class IrMailServer(models.Model):
    _name = "ir.mail_server"
    _inherit = ["ir.mail_server", "mail.troubleshooting.watched"]

    @api.model_create_multi
    def create(self, vals_list):
        forget_secrets(self.env)
        return super().create(vals_list)

    def write(self, vals):
        forget_secrets(self.env)
        return super().write(vals)

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def _register_hook(self):
        super()._register_hook()
        stand_outermost(self, "send_email", "_connect__", "_smtp_login__")

    def _unregister_hook(self):
        step_aside(self, "send_email", "_connect__", "_smtp_login__")
        return super()._unregister_hook()

    def _prepare_smtp_to_list(self, message, smtp_session):
        """Odoo looks for a domain in Punycode among addresses as people write them, and finds nobody."""
        valid = self.env.context.get("send_validated_to") or []
        server = self.with_context(send_validated_to=[*valid, *map(in_ascii, valid)])
        return super(IrMailServer, server)._prepare_smtp_to_list(message, smtp_session)

    @api.model
    def _find_mail_server(self, email_from, mail_servers=None):
        if cage_of(self.env):
            return None, email_from  # no server is asked, and Odoo would log that none is made for this address
        return super()._find_mail_server(email_from, mail_servers)

    def _outermost__connect__(self, connect, *args, **kwargs):
        return cage_of(self.env) or connect(*args, **kwargs)

    def _outermost_send_email(self, send_email, message, *args, **kwargs):
        if cage := cage_of(self.env):
            message = CagedMessage(message, cage)
        log = log_of(self.env)
        email = log and log.email_of(self.env.context.get("send_validated_to"))
        if not email:
            return send_email(message, *args, **kwargs)
        return HandOver(log, email, message, partial(send_email, message, *args, **kwargs)).run()

    # ------------------------------------------------------------
    # Tests
    # ------------------------------------------------------------

    @api.model
    def troubleshooting_test_now(self, server_id: int | bool = False) -> TestResult:
        """Connect to a server, log in, and send nothing; False: the default server of the configuration file.

        :raises AccessError: for anyone but administrators
        :raises UserError: if the server was deleted
        """
        check_administrator(self.env)
        return test_now(self.env, server_id)

    def _outermost__smtp_login__(self, login, *args, **kwargs):
        if visit := visit_of(self.env):
            visit.go_on("login")
        return login(*args, **kwargs)

    # ------------------------------------------------------------
    # Secrets
    # ------------------------------------------------------------

    def _connect__(self, *args, **kwargs):
        try:
            return super()._connect__(*args, **kwargs)
        except Exception as error:
            redact_exception(error, redactor(self.env))
            raise

    def _smtp_login__(self, connection, smtp_user, smtp_password):
        """Log in, or say in words which of both has a character that cannot be sent.

        :raises UserError: instead of the exception of Python, which carries the password
        """
        try:
            return super()._smtp_login__(connection, smtp_user, smtp_password)
        except UnicodeError as error:
            if f"{smtp_user}{smtp_password}".isascii():
                redact_exception(error, Redactor([smtp_password]))
                raise
        except Exception as error:
            redact_exception(error, Redactor([smtp_password]))  # which may be of no server that is known
            raise
        # Outside of the block above, so that nothing leads back to what Python says.
        connection.close()
        raise UserError(self._troubleshooting_not_ascii(smtp_password))

    def test_smtp_connection(self, *args, **kwargs):
        try:
            return super().test_smtp_connection(*args, **kwargs)
        except Exception as error:
            redact_exception(error, redactor(self.env))
            raise

    @api.model
    def _troubleshooting_not_ascii(self, password: str) -> str:
        """The words behind the sentence are for ``tools/rules/families/odoo.py``, whatever the language."""
        sentence = (
            self.env._("The username of the outgoing mail server contains a character that cannot be sent at login.")
            if password.isascii()
            else self.env._(
                "The password of the outgoing mail server contains a character that cannot be sent at login."
            )
        )
        return f"{sentence} (login not ASCII)"
