"""Do mailings go when they should, through a server that takes them, to the end?"""

from datetime import timedelta

from odoo import api, fields, models

from ..tools.finding import Finding, Severity
from ..tools.values import Evidence

#: Mailings are sent once a day as Odoo ships it.
LATE = timedelta(hours=25)
#: Mailings that are looked at.
MOST = 100
CRON = "mass_mailing.ir_cron_mass_mailing_queue"


class MailTroubleshootingCheckCampaign(models.AbstractModel):
    _name = "mail.troubleshooting.check.campaign"
    _inherit = "mail.troubleshooting.check"
    _description = "Mailings"
    _check = "campaign"
    _area = "campaigns"
    _needs = ("mailing.mailing",)

    @api.model
    def _collect(self):
        now = fields.Datetime.now()
        due = ["|", ("schedule_date", "=", False), ("schedule_date", "<=", now)]
        mailings = self.env["mailing.mailing"].search(
            [("state", "in", ("in_queue", "sending")), ("mailing_type", "=", "mail"), *due], limit=MOST
        )
        stopped = self.env["mail.troubleshooting.interruption"].search(
            [("resolved", "=", False), ("res_model", "=", mailings._name), ("res_id", "in", mailings.ids)]
        )
        words = {one.res_id: f"{one.error}: {one.summary or ''}" for one in stopped}
        return {
            "now": now,
            "mailings": [
                {
                    "id": mailing.id,
                    "name": mailing.subject or "",
                    "since": mailing.schedule_date or mailing.write_date,
                    "stopped": words.get(mailing.id, ""),
                    "server": mailing.mail_server_id.name or "",
                    "owner": mailing.mail_server_id.owner_user_id.name or "",
                }
                for mailing in mailings
            ],
            "sent": self._sent_but_waiting(),
        }

    @api.model
    def _sent_but_waiting(self) -> list[dict]:
        """Mailings that are called sent while their emails wait in the queue."""
        waiting = [("state", "=", "outgoing"), ("mailing_id.state", "=", "done")]
        groups = self.env["mail.mail"]._read_group(waiting, ["mailing_id"], ["__count"], limit=MOST)
        return [{"id": mailing.id, "name": mailing.subject or "", "count": count} for mailing, count in groups]

    @api.model
    def _judge(self, facts):
        found = []
        for mailing in facts["mailings"]:
            values = {key: mailing[key] for key in ("name", "server", "owner")}
            target = ("mailing.mailing", mailing["id"])
            if mailing["stopped"]:
                values["what"] = mailing["stopped"]
                evidence = (Evidence("interruption.campaign", mailing["stopped"][:500]),)
                found.append(Finding("campaign_cannot_go", Severity.ERROR, *target, values, evidence))
            elif mailing["owner"]:
                evidence = (Evidence("ir.mail_server.owner_user_id", mailing["owner"]),)
                found.append(Finding("campaign_uses_personal_server", Severity.ERROR, *target, values, evidence))
            elif facts["now"] - mailing["since"] > LATE:
                values["since"] = str(mailing["since"].date())
                evidence = (Evidence("mailing.mailing.schedule_date", str(mailing["since"])),)
                found.append(Finding("campaign_waits", Severity.WARNING, *target, values, evidence))
        for mailing in facts["sent"]:
            values = {"name": mailing["name"], "count": str(mailing["count"])}
            evidence = (Evidence("mail.mail.state", f"outgoing: {mailing['count']}"),)
            found.append(Finding(
                "campaign_sent_still_waits", Severity.INFO, "mailing.mailing", mailing["id"], values, evidence,
                mailing["count"],
            ))  # fmt: skip
        return found

    @api.model
    def _button_without_server(self, mailing):
        mailing.mail_server_id = False

    @api.model
    def _button_send_now(self, _mailing):
        self.env.ref(CRON)._trigger()
