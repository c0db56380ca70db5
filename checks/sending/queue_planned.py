"""Which emails wait on purpose, and why does it look as if they were stuck?"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from ...tools.monitoring.finding import Dated, Finding, Severity
from ...tools.values import Evidence

#: Planned further ahead than this is worth telling.
FAR = timedelta(days=1)
#: And further than this looks like a slip.
SLIP = timedelta(days=365)
#: How many of them are looked at for the reason.
LOOKED_AT = 200


class MailTroubleshootingCheckQueuePlanned(models.AbstractModel):
    _name = "mail.troubleshooting.check.queue.planned"
    _inherit = "mail.troubleshooting.check"
    _description = "Scheduled emails"
    _check = "queue_planned"
    _area = "queue"
    _every = timedelta(hours=1)

    @api.model
    def _collect(self):
        now = fields.Datetime.now()
        planned = [("state", "=", "outgoing"), ("scheduled_date", ">", now)]
        Mail = self.env["mail.mail"]
        servers = self.env["ir.mail_server"].search([("owner_user_id", "!=", False)])
        throttled = self.browse()
        if servers:
            own = {email_normalize(server.from_filter or "") for server in servers} - {False}
            soon = Mail.search([*planned, ("scheduled_date", "<=", now + FAR)], limit=LOOKED_AT)
            throttled = soon.filtered(lambda mail: email_normalize(mail.email_from or "") in own)
        far = [*planned, ("scheduled_date", ">", now + FAR)]
        last = Mail.search(far, order="scheduled_date desc", limit=1)
        return {
            "now": now,
            "throttled": len(throttled),
            "limit": servers[:1]._get_personal_mail_servers_limit() if servers else 0,
            "far": Mail.search_count(far) if last else 0,
            "until": last.scheduled_date,
            "slips": Mail.search_count(self._slips(now)) if last and last.scheduled_date > now + SLIP else 0,
        }

    @api.model
    def _slips(self, now) -> list:
        """Emails planned so far ahead that nobody can have meant it."""
        return [("state", "=", "outgoing"), ("scheduled_date", ">", fields.Datetime.to_string(now + SLIP))]

    @api.model
    def _judge(self, facts):
        found = []
        if facts["throttled"]:
            values = {"count": str(facts["throttled"]), "limit": str(facts["limit"])}
            evidence = (Evidence("ir.mail_server.owner_user_id", str(facts["throttled"])),)
            found.append(Finding("emails_are_throttled", Severity.INFO, values=values, evidence=evidence))
        if facts["far"]:
            problem, severity = "emails_are_planned", Severity.INFO
            if facts["slips"]:
                problem, severity = "emails_are_planned_far_ahead", Severity.WARNING
            values = {"count": str(facts["slips"] or facts["far"]), "until": facts["until"]}
            evidence = (Dated("mail.mail.scheduled_date", "", facts["until"]),)
            found.append(Finding(problem, severity, values=values, evidence=evidence))
        return found

    @api.model
    def _button_at_once(self, _record):
        self.env["mail.mail"].search(self._slips(fields.Datetime.now())).scheduled_date = False

    @api.model
    def _button_planned(self, _record):
        domain = [("state", "=", "outgoing"), ("scheduled_date", ">", fields.Datetime.to_string(fields.Datetime.now()))]
        return self._list(self.env._("Scheduled Emails"), "mail.mail", domain)
