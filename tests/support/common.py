"""Base of the tests that send for real: Odoo, PostgreSQL and the mail lab, nothing in between replaced."""

from unittest import SkipTest
from unittest.mock import patch

from odoo import SUPERUSER_ID, fields
from odoo.tests import TransactionCase

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..lab import MailLab

#: Seconds before a silent server counts as dead; Odoo's minute is too long for a test.
SMTP_TIMEOUT = 5


def send_for_real(case) -> None:
    """Let Odoo send although it runs under test; for one test class."""
    for target, name, value in ((IrMail_Server, "_disable_send", classmethod(lambda cls: False)),):
        patcher = patch.object(target, name, value)
        patcher.start()
        case.addClassCleanup(patcher.stop)
    patcher = patch("odoo.addons.base.models.ir_mail_server.SMTP_TIMEOUT", SMTP_TIMEOUT)
    patcher.start()
    case.addClassCleanup(patcher.stop)


def write_by_sql(env, key: str, value: str) -> None:
    """A system parameter as SQL writes it, which nobody is asked about."""
    env.flush_all()
    env.cr.execute(
        """INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
           ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value""",
        [key, value],
    )
    env.invalidate_all()
    env.registry.clear_cache("stable")


def blacklist_by_mailing(env, contact, address: str, reason: str, number: int = 1) -> None:
    """A contact whose address a mailing has put on the blacklist after it bounced so often.

    :raises SkipTest: where mass_mailing is not installed
    """
    if "mailing.mailing" not in env:
        raise SkipTest("mass_mailing is not installed")
    mailing = env["mailing.mailing"].create(
        {
            "subject": "Spring",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "state": "done",
            "sent_date": fields.Datetime.now(),
        }
    )
    bounce = {
        "mass_mailing_id": mailing.id,
        "model": "res.partner",
        "res_id": contact.id,
        "email": address,
        "trace_status": "bounce",
        "failure_type": "mail_bounce",
        "failure_reason": reason,
    }
    env["mailing.trace"].create([bounce] * number)
    env["mail.blacklist"].with_user(SUPERUSER_ID)._add(address)


class LabMixin:
    """A mail lab of its own for a test class, and Odoo set up to send through it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lab = MailLab()
        cls.lab.__enter__()
        cls.addClassCleanup(cls.lab.close)
        send_for_real(cls)
        cls.env["ir.mail_server"].search([]).active = False
        cls.server = cls._server("plain")
        cls.env.ref("base.user_admin").email = "admin@lab.example"
        cls.author = cls.env["res.users"].create(
            {
                "name": "Aldo Author",
                "login": "aldo",
                "password": "aldo-password",
                "email": "aldo@lab.example",
                "group_ids": [
                    (6, 0, [cls.env.ref("base.group_user").id, cls.env.ref("base.group_partner_manager").id])
                ],
            }
        )
        cls.record = cls.env["res.partner"].create({"name": "Lumber Lane", "email": "lane@lab.example"})

    def setUp(self):
        super().setUp()
        self.lab.reset()

    @classmethod
    def _server(cls, service: str, **values):
        """An outgoing server of Odoo's for one of the lab's ports."""
        host, port = cls.lab.server(service)
        values = {"smtp_encryption": "none", **values}
        return cls.env["ir.mail_server"].create({"name": service, "smtp_host": host, "smtp_port": port, **values})

    @classmethod
    def _partners(cls, *names: str):
        """Contacts whose addresses tell the lab what to do."""
        return cls.env["res.partner"].create(
            [{"name": name.title(), "email": f"{name}@lab.example", "parent_id": cls.record.id} for name in names]
        )

    def _post(self, *names: str, user=None, **values):
        """A message to new contacts, handed to the lab at once."""
        record = self.record.with_user(user or self.author)
        return record.message_post(
            body="Delivery on Thursday.",
            partner_ids=self._partners(*names).ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    def _by_address(self, message) -> dict:
        """Notifications of a message by the part before the @ sign of the address."""
        found = self.env["mail.notification"].sudo().search([("mail_message_id", "=", message.id)])
        return {(n.res_partner_id.email or n.mail_email_address or "").split("@")[0]: n for n in found}

    def _statuses(self, message) -> dict[str, str]:
        return {name: n.notification_status for name, n in self._by_address(message).items()}

    def _copies(self, message) -> dict[str, int]:
        """How many copies of a message the lab accepted, by address."""
        return {
            recipient.split("@")[0]: count
            for (message_id, recipient), count in self.lab.mailbox.counts().items()
            if message_id == message.message_id
        }


class LabCase(LabMixin, TransactionCase):
    """Tests on the server."""

    #: What several classes have in common is tested for each of them, by Odoo's own runner as well.
    allow_inherited_tests_method = True


def without_missing_files(env) -> None:
    """Take a file out of the bundle that Debian's package of Odoo does not bring, as browser tests fail over it."""
    path = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    env["ir.asset"].create(
        {"name": f"without {path}", "bundle": "web.assets_backend", "directive": "remove", "path": path}
    )
