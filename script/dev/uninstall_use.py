"""Uses the addon as an administrator does: runs in ``odoo shell``, before the addon is uninstalled."""

from odoo.addons.mail_troubleshooting.services.dashboard.alerts.telling import tell

env = env  # noqa: F821, PLW0127 - given by odoo shell

settings = env["res.config.settings"].create(
    {
        "mail_troubleshooting_alert_way": "channel",
        "mail_troubleshooting_webhook_url": "https://monitoring.example.com/odoo",
        "mail_troubleshooting_health": True,
    }
)
settings.set_values()
env["ir.config_parameter"].set_param("mail_troubleshooting.webhook_url", False)
env.ref("mail.ir_cron_mail_scheduler_action").active = False
env["mail.troubleshooting.checkup"].run("scheduled_action_inactive")
env.ref("mail.ir_cron_mail_scheduler_action").active = True
alerts = env["mail.troubleshooting.alert"].search([])
assert alerts, "Nothing is to be told."  # noqa: S101 - stops the check
for alert in alerts:
    tell(alert)
env.cr.commit()
