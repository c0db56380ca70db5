"""What is told: settings of this addon, which are parameters of the database."""

ALERT = "mail.troubleshooting.alert"
DASHBOARD = "/odoo/email-troubleshooting"


def parameter(env, name: str, default: str = "") -> str:
    """One of the addon's settings."""
    parameters = env["ir.config_parameter"].sudo()  # sudo: settings of this addon
    return parameters.get_param(f"mail_troubleshooting.{name}") or default


def is_on(env) -> bool:
    """Whether anything is told to anybody."""
    return parameter(env, "alert_way", "none") != "none" or bool(parameter(env, "webhook_url"))


def cron(env, name: str):
    """One of the scheduled actions that tell, to wake it; empty where somebody has deleted it."""
    found = env.ref(f"mail_troubleshooting.{name}", raise_if_not_found=False)
    return (found or env["ir.cron"]).sudo()  # sudo: only to wake it
