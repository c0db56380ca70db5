from . import checks, controllers, models, services, wizard


def uninstall_hook(env):
    """Take the settings along that were written in Settings and have no external id."""
    env["ir.config_parameter"].search([("key", "=like", "mail_troubleshooting.%")]).unlink()
