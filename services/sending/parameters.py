"""What is written in the parameters of the email path. What cannot be used is read as if nothing was there."""

from ...tools.parameters import KEYS, PREFIX


def number(env, name: str, default: int) -> int:
    """One of this addon's own numbers; the default where nothing of use is written."""
    return int(env["ir.config_parameter"].sudo().get_param(PREFIX + name) or default)  # sudo: a setting


def written(env) -> dict[str, str]:
    """What is written in those that Odoo or this addon reads."""
    # sudo: these keys alone
    found = env["ir.config_parameter"].sudo().search_fetch([("key", "in", list(KEYS))], ["key", "value"])
    return {parameter.key: parameter.value for parameter in found}
