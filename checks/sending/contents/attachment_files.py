"""Are files missing that emails are to carry?"""

from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models

from ....tools.monitoring.finding import Finding, Severity
from ....tools.values import Evidence

#: Emails of this time, and so many of each kind, are looked at; so many attachments are named.
RECENT, MOST, NAMED = timedelta(days=1), 500, 5


class MailTroubleshootingCheckAttachmentFiles(models.AbstractModel):
    _name = "mail.troubleshooting.check.attachment.files"
    _inherit = "mail.troubleshooting.check"
    _description = "Files of attachments"
    _check = "attachment_files"
    _area = "settings"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        attachments = self._attachments()
        # Odoo's own way to the file; whoever keeps files elsewhere has another.
        return [
            {"id": one.id, "name": one.name or "", "file": one.store_fname}
            for one in attachments
            if one.store_fname and "://" not in one.store_fname and not Path(one._full_path(one.store_fname)).exists()
        ]

    @api.model
    def _attachments(self):
        """Attachments of emails that wait or failed, of those sent lately, and of what emails are made of."""
        env = self.env(context={**self.env.context, "prefetch_fields": False})
        waiting = [("state", "in", ("outgoing", "exception")), ("attachment_ids", "!=", False)]
        attachments = env["mail.mail"].search(waiting, order="id desc", limit=MOST).attachment_ids
        since = fields.Datetime.now() - RECENT
        tried = env["mail.troubleshooting.attempt"].search_fetch(
            [("date", ">=", since)], ["mail_message_id"], order="date desc", limit=MOST
        )
        attachments |= tried.mail_message_id.exists().attachment_ids
        attachments |= env["mail.template"].search([("attachment_ids", "!=", False)], limit=MOST).attachment_ids
        if "mailing.mailing" in env:
            mailings = [("attachment_ids", "!=", False), ("state", "in", ("in_queue", "sending"))]
            attachments |= env["mailing.mailing"].search(mailings, limit=MOST).attachment_ids
        attachments.fetch(["name", "store_fname"])
        return attachments

    @api.model
    def _judge(self, facts):
        if not facts:
            return []
        values = {"count": str(len(facts)), "names": self._names([one["name"] for one in facts], NAMED)}
        values["ids"] = ",".join(str(one["id"]) for one in facts[:MOST])
        evidence = tuple(
            Evidence("ir.attachment.store_fname", f"{one['name']}: {one['file']}") for one in facts[:NAMED]
        )
        return [
            Finding("attachment_files_missing", Severity.WARNING, values=values, evidence=evidence, weight=len(facts))
        ]

    @api.model
    def _button_attachments(self, _record):
        ids = [int(text) for text in self._shown_value("ids").split(",") if text.isdecimal()]
        return self._list(self.env._("Attachments without a File"), "ir.attachment", [("id", "in", ids)])
