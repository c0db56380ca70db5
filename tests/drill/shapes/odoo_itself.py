"""Odoo's own disk, code and other addons."""

from __future__ import annotations

import errno
from pathlib import Path
from unittest.mock import patch

from odoo import models

from odoo.addons.mail.models.mail_mail import MailMail

from ..firm import QUEUE
from ..shape import broken

TO = ("kim@mill.example", "lea@lumber.example", "max@gmail.com", "nora@bakery.example", "otto@farm.example")


def some_mails(firm, addon=None) -> None:
    """A few before the addon came, and many with it."""
    if addon:
        firm.server("Main")
        firm.ordinary_days()
        firm.addon(addon)
    for _time in range(2):
        firm.write_to(*TO)
        firm.put_in_queue("paul@harbour.example", "quin@mill.example")
        firm.run(QUEUE)
        firm.hours_pass(0.5)


@broken("cause:odoo_disk_full")
def own_disk_full(firm):
    def write(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device", "/var/lib/odoo/filestore/firm/2f/2fa1")

    firm.server("Main")
    firm.ordinary_days()
    with patch.object(MailMail, "_prepare_outgoing_list", write):
        some_mails(firm)


@broken("cause:odoo_error")
def name_error_of_an_addon(firm):
    class FooterMail(models.Model):
        _module = "firm_footer"
        _name = "mail.mail"
        _inherit = ["mail.mail"]

        def _prepare_outgoing_body(self):
            return footer + super()._prepare_outgoing_body()  # noqa: F821

    some_mails(firm, FooterMail)


@broken("cause:odoo_error")
def template_of_an_addon_not_found(firm):
    class ThemeMail(models.Model):
        _module = "firm_theme"
        _name = "mail.mail"
        _inherit = ["mail.mail"]

        def _prepare_outgoing_list(self, *args, **kwargs):
            self.env.ref("firm_theme.mail_footer")
            return super()._prepare_outgoing_list(*args, **kwargs)

    some_mails(firm, ThemeMail)


@broken("problem:failures_are_swallowed")
def failures_swallowed_by_an_addon(firm):
    class IrMailServer(models.Model):
        _module = "firm_mail"
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        def send_email(self, message, *args, **kwargs):
            try:
                return super().send_email(message, *args, **kwargs)
            except Exception:
                return message["Message-Id"]

    some_mails(firm, IrMailServer)


@broken("problem:emails_are_redirected")
def everything_redirected_by_an_addon(firm):
    class RedirectedMail(models.Model):
        _module = "firm_redirect"
        _name = "mail.mail"
        _inherit = ["mail.mail"]

        def _prepare_outgoing_list(self, *args, **kwargs):
            test = {"email_to": ["test@firm.example"], "email_to_normalized": ["test@firm.example"]}
            return [one | test for one in super()._prepare_outgoing_list(*args, **kwargs)]

    some_mails(firm, RedirectedMail)


@broken("problem:sending_is_replaced @firm_api")
def sending_replaced_by_an_addon(firm):
    class IrMailServer(models.Model):
        _module = "firm_api"
        _name = "ir.mail_server"
        _inherit = ["ir.mail_server"]

        def send_email(self, message, *args, **kwargs):
            return message["Message-Id"]

    some_mails(firm, IrMailServer)


@broken("text:attachment | text:file")
def file_of_an_attachment_missing(firm):
    firm.server("Main")
    firm.ordinary_days()
    plan = firm.env["ir.attachment"].create({"name": "plan.bin", "raw": b"drill, a plan" * 900})
    firm.put_in_queue(*TO, attachment_ids=[(4, plan.id)])
    Path(plan._full_path(plan.store_fname)).unlink()
    firm.run(QUEUE)
    firm.hours_pass(1)
    firm.write_to(*TO)
