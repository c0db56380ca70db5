"""Which users could read their notifications in Odoo, and how many emails would that save?"""

import json
from datetime import timedelta

from odoo import api, fields, models

from ...tools.monitoring.finding import Finding, Severity
from ...tools.values import Evidence

#: Emails of this time are counted; whoever was not in Odoo for longer would miss what is only there.
WEEK, PRESENT = timedelta(days=7), timedelta(days=30)
#: For fewer emails a week nobody is asked to change a habit.
WORTH = 20
#: Users that are looked at.
MOST = 500
#: Ids of users whom the button has moved; for this long it is offered to undo that.
PARAMETER, UNDO = "mail_troubleshooting.notified_in_odoo", timedelta(days=30)
#: Types of messages that become a notification, by email or in Odoo.
NOTIFIED = ("comment", "email", "notification", "auto_comment", "user_notification")


class MailTroubleshootingCheckNotifiedByEmail(models.AbstractModel):
    _name = "mail.troubleshooting.check.notified.by.email"
    _inherit = "mail.troubleshooting.check"
    _description = "Notifications by email"
    _check = "notified_by_email"
    _area = "volume"
    _every = timedelta(hours=6)

    @api.model
    def _collect(self):
        now = fields.Datetime.now()
        users = self.env["res.users"].search(
            [*self._by_email(), ("log_ids.create_date", ">=", now - PRESENT)], limit=MOST, order="id"
        )
        groups = (
            self.env["mail.troubleshooting.attempt"]._read_group(
                [("date", ">=", now - WEEK), ("outcome", "=", "accepted"), ("partner_id", "in", users.partner_id.ids)],
                ["partner_id", "mail_message_id.message_type"],
                ["__count"],
            )
            if users
            else []
        )
        counts = {}
        for partner, message_type, count in groups:
            if message_type in NOTIFIED:
                counts[partner.id] = counts.get(partner.id, 0) + count
        return {
            "users": [
                {"id": user.id, "name": user.name, "count": counts[user.partner_id.id]}
                for user in users
                if user.partner_id.id in counts
            ],
            "moved": self._moved().mapped("name"),
        }

    @api.model
    def _by_email(self) -> list:
        return [("share", "=", False), ("notification_type", "=", "email")]

    @api.model
    def _moved(self):
        """Users whom the button has moved lately, and who still read in Odoo."""
        since = fields.Datetime.now() - UNDO
        parameters = self.env["ir.config_parameter"]
        is_recent = parameters.search_count([("key", "=", PARAMETER), ("write_date", ">=", since)], limit=1)
        ids = json.loads(parameters.get_param(PARAMETER, "[]")) if is_recent else []
        return self.env["res.users"].search([("id", "in", ids), ("notification_type", "=", "inbox")])

    @api.model
    def _judge(self, facts):
        found = []
        users = sorted(facts["users"], key=lambda user: -user["count"])
        saved = sum(user["count"] for user in users)
        if saved >= WORTH:
            values = {
                "count": str(len(users)),
                "saved": str(saved),
                "names": self._names([user["name"] for user in users], 20),
                "ids": json.dumps([user["id"] for user in users]),
            }
            evidence = tuple(Evidence(user["name"], str(user["count"])) for user in users[:20])
            found.append(
                Finding("notifications_by_email", Severity.INFO, values=values, evidence=evidence, weight=saved)
            )
        if facts["moved"]:
            values = {"count": str(len(facts["moved"])), "names": self._names(facts["moved"], 20)}
            evidence = (Evidence(f"ir.config_parameter {PARAMETER}", values["names"]),)
            found.append(Finding("notifications_in_odoo", Severity.INFO, values=values, evidence=evidence))
        return found

    @api.model
    def _button_notify_in_odoo(self, _record):
        shown = json.loads(self._shown_value("ids") or "[]")
        users = self.env["res.users"].search([*self._by_email(), ("id", "in", shown)])
        users.notification_type = "inbox"
        moved = sorted({*self._moved().ids, *users.ids})
        self.env["ir.config_parameter"].set_param(PARAMETER, json.dumps(moved))

    @api.model
    def _button_notify_by_email(self, _record):
        self._moved().notification_type = "email"
        self.env["ir.config_parameter"].set_param(PARAMETER, "[]")

    @api.model
    def _button_users(self, _record):
        shown = json.loads(self._shown_value("ids") or "[]")
        return self._list(self.env._("Users"), "res.users", [("id", "in", shown)])
