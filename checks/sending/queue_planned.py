"""Which emails wait on purpose, and why does it look as if they were stuck?"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from ...tools.monitoring.finding import Dated, Finding, Severity
from ...tools.values import Evidence

#: Planned further ahead than this is worth telling.
FAR = timedelta(days=1)
#: From when it was written, further than this looks like a typo: a year that was mistyped is about one year off.
SLIP = timedelta(days=350)
#: How many of them are looked at for the reason, and for their dates.
LOOKED_AT, DATES = 200, 10000


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
            "slips": len(self._emails()) if last else 0,
            "messages": [
                {"id": one.id, "author": one.author_id.name, "date": one.scheduled_date}
                for one in self._slips("mail.scheduled.message")
            ],
        }

    @api.model
    def _slips(self, model: str, waits=()):
        """What was planned so far ahead that nobody can have meant it, however long ago."""
        domain = [*waits, ("scheduled_date", ">", fields.Datetime.now() + FAR)]
        found = self.env[model].search_fetch(domain, ["scheduled_date", "create_date"], limit=DATES)
        return found.filtered(lambda one: one.scheduled_date - one.create_date > SLIP)

    @api.model
    def _emails(self):
        return self._slips("mail.mail", [("state", "=", "outgoing")])

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
        for message in facts["messages"]:
            values = {key: message[key] for key in ("author", "date")}
            evidence = (Dated("mail.scheduled.message.scheduled_date", "", message["date"]),)
            target = ("mail.scheduled.message", message["id"])
            found.append(Finding("message_is_planned_far_ahead", Severity.WARNING, *target, values, evidence))
        return found

    @api.model
    def _button_at_once(self, _record):
        self._emails().scheduled_date = False

    @api.model
    def _button_document(self, message):
        """Where whoever wrote it can change the date."""
        return self._button_open(self.env[message.model].browse(message.res_id))

    @api.model
    def _button_planned(self, _record):
        domain = [("state", "=", "outgoing"), ("scheduled_date", ">", fields.Datetime.to_string(fields.Datetime.now()))]
        return self._list(self.env._("Scheduled Emails"), "mail.mail", domain)
