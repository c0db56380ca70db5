"""Who may look at the state of email."""

from odoo.exceptions import AccessError


def may_look(env) -> bool:
    """Whether the user is an administrator or of email support."""
    user = env.user
    return user.has_group("base.group_system") or user.has_group("mail_troubleshooting.group_mail_support")


def check_reader(env) -> bool:
    """Whether it is an administrator who asks.

    :raises AccessError: for anyone but administrators and email support
    """
    if not may_look(env):
        raise AccessError(env._("Only administrators and email support have access to Email Troubleshooting."))
    return env.user.has_group("base.group_system")


def check_administrator(env) -> None:
    """
    :raises AccessError: for anyone but administrators
    """
    if not env.user.has_group("base.group_system"):
        raise AccessError(env._("Only administrators can do this."))
