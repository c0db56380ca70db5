"""Texts were reworded: translations come with them, and so do names that an upgrade leaves alone."""

from odoo import SUPERUSER_ID, api

#: Names of scheduled actions, which are the administrator's once they are installed: only as they were shipped.
NAMES = {
    "ir_cron_retry": ("try failed emails again", "retry failed emails"),
    "ir_cron_resend": ("send again what an administrator chose", "resend selected emails"),
    "ir_cron_checkup": ("check whether email is healthy", "run checks"),
    "ir_cron_alert": ("tell what is wrong", "send alerts"),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    for name, (old, new) in NAMES.items():
        cron = env.ref(f"mail_troubleshooting.{name}", raise_if_not_found=False)
        action = cron and cron.ir_actions_server_id
        if action and action.name == f"Email Troubleshooting: {old}":
            # Translations of the old name go with it.
            action.update_field_translations("name", dict.fromkeys(_languages(env), False))
            action.name = f"Email Troubleshooting: {new}"
    env["ir.module.module"]._get("mail_troubleshooting")._update_translations(overwrite=True)


def _languages(env) -> list[str]:
    return [code for code, _name in env["res.lang"].get_installed() if code != "en_US"]
