"""What does this database do with sent emails that a mailbox would not, in its own figures?"""

from datetime import timedelta

from odoo import api, fields, models

from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

RECENT = timedelta(days=7)
#: The newest attempts tell.
LOOKED_AT = 300


class MailTroubleshootingCheckNotAMailbox(models.AbstractModel):
    _name = "mail.troubleshooting.check.not.a.mailbox"
    _inherit = "mail.troubleshooting.check"
    _description = "Kept sent emails"
    _check = "not_a_mailbox"
    _area = "mailbox"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        attempts = self.env["mail.troubleshooting.attempt"].search_fetch(
            [("date", ">=", fields.Datetime.now() - RECENT), ("outcome", "=", "accepted")],
            ["mail_mail_id", "message_id"],
            order="id desc",
            limit=LOOKED_AT,
        )
        mails = attempts.mail_mail_id
        return {
            "copies": len(attempts),
            "messages": len({attempt.message_id for attempt in attempts}),
            "emails": len(mails),
            "kept": len(mails.exists()),
        }

    @api.model
    def _judge(self, facts):
        if not facts["copies"]:
            return []
        deleted = facts["emails"] - facts["kept"]
        share = round(100 * deleted / facts["emails"]) if facts["emails"] else 0
        values = {
            "emails": str(facts["emails"]),
            "kept": str(facts["kept"]),
            "deleted": str(deleted),
            "share": f"{share} %",
            "copies": str(facts["copies"]),
            "messages": str(facts["messages"]),
        }
        evidence = (Evidence("mail.mail", f"{facts['kept']} / {facts['emails']}"),)
        return [Finding("odoo_is_not_a_mailbox", Severity.INFO, values=values, evidence=evidence)]

    @api.model
    def _button_attempts(self, _record):
        return self._list(self.env._("Attempts"), "mail.troubleshooting.attempt", [])

    @api.model
    def _button_audience(self, _record):
        return self.env["ir.actions.client"]._for_xml_id("mail_troubleshooting.action_audience")
