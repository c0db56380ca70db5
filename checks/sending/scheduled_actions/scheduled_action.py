"""What checks of scheduled actions share: which ones email needs."""

from datetime import timedelta

from odoo import api, models

from ....tools.sending_code import sends_email

QUEUE = "mail.ir_cron_mail_scheduler_action"
SECONDS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 7 * 86400, "months": 30 * 86400}
#: By XML id: those of core, of its neighbours where they are installed, and of this addon.
ACTIONS = (
    QUEUE,
    "mail.ir_cron_send_scheduled_message",
    "mail.ir_cron_post_scheduled_message",
    "mail.ir_cron_mail_gateway_action",
    "mass_mailing.ir_cron_mass_mailing_queue",
    "mass_mailing.ir_cron_mass_mailing_ab_testing",
    "mail_troubleshooting.ir_cron_checkup",
    "mail_troubleshooting.ir_cron_backfill",
    "mail_troubleshooting.ir_cron_retry",
    "mail_troubleshooting.ir_cron_resend",
    "mail_troubleshooting.ir_cron_alert",
    "mail_troubleshooting.ir_cron_webhook",
)
#: Mailings whose winner Odoo is to find out.
AB_TESTS = [
    ("ab_testing_enabled", "=", True),
    ("campaign_id.ab_testing_winner_selection", "!=", "manual"),
    ("campaign_id.ab_testing_completed", "=", False),
]


#: What is seen of emails and mailings while the queue does not run.
OF_QUEUE = (
    "email_queue_late",
    "email_queue_grows",
    "email_queue_is_long",
    "campaign_waits",
    "campaign_sent_still_waits",
    "campaigns_in_line",
)


class MailTroubleshootingScheduledAction(models.AbstractModel):
    _name = "mail.troubleshooting.check.scheduled.action"
    _inherit = "mail.troubleshooting.check"
    _description = "Scheduled actions of email"
    _area = "scheduled_actions"

    @api.model
    def _actions(self):
        """The scheduled actions that email needs, archived ones included."""
        ids = []
        for xmlid in self._needed():
            action = self.env.ref(xmlid, raise_if_not_found=False)
            if action:
                ids.append(action.id)
        return self.env["ir.cron"].with_context(active_test=False).browse(ids)

    @api.model
    def _senders(self, domain: list):
        """Other scheduled actions that send email, whoever has added them."""
        Cron = self.env["ir.cron"].with_context(active_test=False)
        others = Cron.search([("id", "not in", self._actions().ids), *domain], order="id")
        return others.filtered(lambda action: self._sends(action.ir_actions_server_id))

    @api.model
    def _sends(self, action) -> bool:
        if action.state == "multi":
            return any(map(self._sends, action.child_ids))
        return action.state == "mail_post" or (action.state == "code" and sends_email(action.code or ""))

    @api.model
    def _needed(self) -> list[str]:
        """XML ids of those that the installed addons bring and that have something to do."""
        installed = self.env.registry._init_modules
        return [xmlid for xmlid in ACTIONS if xmlid.partition(".")[0] in installed and self._is_needed(xmlid)]

    @api.model
    def _queue_action(self):
        """The email queue, empty where somebody has deleted it."""
        return self.env.ref(QUEUE, raise_if_not_found=False) or self.env["ir.cron"]

    @api.model
    def _interval(self, action) -> timedelta:
        return timedelta(seconds=action.interval_number * SECONDS[action.interval_type])

    @api.model
    def _button_run_now(self, action):
        """As Odoo's own Run Manually: one run, here and now; refused while it runs elsewhere.

        :returns: what shows the error where it failed
        :raises UserError: if it is running
        """
        shown = action.method_direct_trigger()
        return shown if isinstance(shown, dict) else None

    @api.model
    def _is_needed(self, xmlid: str) -> bool:
        """Two are off as long as Odoo has nothing for them: no confirmed server to fetch from, no A/B test."""
        if xmlid == "mail.ir_cron_mail_gateway_action":
            return bool(self.env["fetchmail.server"].search_count([("state", "=", "done")], limit=1))
        if xmlid == "mass_mailing.ir_cron_mass_mailing_ab_testing":
            return bool(self.env["mailing.mailing"].search_count(AB_TESTS, limit=1))
        return True
