"""Do mailings go when they should, through a server that takes them, to the end?"""

from datetime import datetime, timedelta

from odoo import api, fields, models

from ...tools.monitoring.finding import Dated, Finding, Severity
from ...tools.values import Evidence

#: Mailings are sent once a day as Odoo ships it.
LATE = timedelta(hours=25)
#: From when it was planned, further ahead than this looks like a typo: a year that was mistyped is about one year off.
FAR = timedelta(days=350)
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
        mailings = self._due(now)
        words = {one.res_id: f"{one.error}: {one.summary or ''}" for one in self._stopped(mailings)}
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
            "far": [
                {"id": mailing.id, "name": mailing.subject or "", "date": mailing.schedule_date}
                for mailing in self._far(now)
            ],
            "sent": self._sent_but_waiting(),
            "next": self._next_run(now) if mailings else None,
        }

    @api.model
    def _far(self, now):
        """Mailings that were planned so far ahead that nobody can have meant it, however long ago."""
        waiting = [("state", "=", "in_queue"), ("mailing_type", "=", "mail"), ("schedule_date", ">", now)]
        mailings = self.env["mailing.mailing"].search(waiting, order="schedule_date desc", limit=MOST)
        return mailings.filtered(lambda mailing: mailing.schedule_date - mailing.write_date > FAR)

    @api.model
    def _stopped(self, mailings):
        """What stopped these mailings, unless that was resolved."""
        of_these = [("res_model", "=", mailings._name), ("res_id", "in", mailings.ids)]
        # sudo: what stopped the mailings whose findings are shown
        return self.env["mail.troubleshooting.interruption"].sudo().search([("resolved", "=", False), *of_these])

    @api.model
    def _due(self, now):
        """Mailings whose time has come, in the order in which Odoo takes them: that of the model, newest first."""
        due = ["|", ("schedule_date", "=", False), ("schedule_date", "<", now)]
        return self.env["mailing.mailing"].search(
            [("state", "in", ("in_queue", "sending")), ("mailing_type", "=", "mail"), *due], limit=MOST
        )

    @api.model
    def _next_run(self, now) -> datetime | None:
        """When mailings are sent next; None where they are not."""
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if not cron or not cron.active:
            return None
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)], order="call_at", limit=1)
        return max(min(filter(None, (cron.nextcall, trigger.call_at))), now)

    @api.model
    def _sent_but_waiting(self) -> list[dict]:
        """Mailings that are called sent while their emails wait in the queue."""
        waiting = [("state", "=", "outgoing"), ("mailing_id.state", "=", "done")]
        groups = self.env["mail.mail"]._read_group(waiting, ["mailing_id"], ["__count"], limit=MOST)
        return [{"id": mailing.id, "name": mailing.subject or "", "count": count} for mailing, count in groups]

    @api.model
    def _judge(self, facts):
        found = []
        names = [mailing["name"] for mailing in facts["mailings"]]
        for place, mailing in enumerate(facts["mailings"]):
            values = {key: mailing[key] for key in ("name", "server", "owner")}
            values["before"] = self._names(names[:place], 10) or "–"
            values["others"] = self._names(names[:place] + names[place + 1 :], 10) or "–"
            target = ("mailing.mailing", mailing["id"])
            words = (Evidence("interruption.campaign", mailing["stopped"][:500]),) if mailing["stopped"] else ()
            if mailing["owner"]:  # stops every mailing, so it is why this one was stopped
                evidence = (Evidence("ir.mail_server.owner_user_id", mailing["owner"]), *words)
                found.append(Finding("campaign_uses_personal_server", Severity.ERROR, *target, values, evidence))
            elif mailing["stopped"]:
                values["what"] = mailing["stopped"]
                found.append(Finding("campaign_cannot_go", Severity.ERROR, *target, values, words))
            elif facts["now"] - mailing["since"] > LATE:
                values["since"] = mailing["since"]
                evidence = (Dated("mailing.mailing.schedule_date", "", mailing["since"]),)
                found.append(Finding("campaign_waits", Severity.WARNING, *target, values, evidence))
        if len(names) > 1:
            values = {"count": str(len(names)), "names": self._names(names, 10), "next": facts["next"] or "–"}
            evidence = tuple(Evidence(f"{place}.", name[:500]) for place, name in enumerate(names[:20], 1))
            found.append(
                Finding("campaigns_in_line", Severity.INFO, values=values, evidence=evidence, weight=len(names))
            )
        for mailing in facts["far"]:
            values = {"name": mailing["name"], "date": mailing["date"]}
            evidence = (Dated("mailing.mailing.schedule_date", "", mailing["date"]),)
            target = ("mailing.mailing", mailing["id"])
            found.append(Finding("campaign_is_far_away", Severity.WARNING, *target, values, evidence))
        for mailing in facts["sent"]:
            values = {"name": mailing["name"], "count": str(mailing["count"])}
            evidence = (Evidence("mail.mail.state", f"outgoing: {mailing['count']}"),)
            found.append(
                Finding(
                    "campaign_sent_still_waits",
                    Severity.INFO,
                    "mailing.mailing",
                    mailing["id"],
                    values,
                    evidence,
                    mailing["count"],
                )
            )
        return found

    @api.model
    def _button_without_server(self, mailing):
        mailing.mail_server_id = False
        self._stopped(mailing).resolved = True
        self.env.ref(CRON)._trigger()

    @api.model
    def _button_set_aside(self, mailing):
        """As Odoo's own Cancel: what was sent stays on record, and who has it is left out the next time."""
        mailing.action_cancel()
        self.env.ref(CRON)._trigger()

    @api.model
    def _button_in_line(self, _record):
        domain = [("id", "in", self._due(fields.Datetime.now()).ids)]
        return self._list(self.env._("Queued Mailings"), "mailing.mailing", domain)

    @api.model
    def _button_send_now(self, _mailing):
        self.env.ref(CRON)._trigger()
