"""The checks of a database, by what their classes declare. What runs them is handed down: see ``checkup.py``."""

from collections.abc import Callable

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tools import ormcache

from ....tools.monitoring.finding import Finding

BASE = "mail.troubleshooting.check"
#: How a check looks at its thing.
Look = Callable[[BaseModel], list[Finding]]


def checks(env) -> dict[str, BaseModel]:
    """Checks of this database by their codes; those of addons that are not installed do not exist."""
    names = env.registry.descendants([BASE], "_inherit")
    found = (env[name] for name in sorted(names) if name != BASE)
    return {check._check: check for check in found if check._check and all(model in env for model in check._needs)}


def check_of(env, code: str) -> BaseModel:
    """One check.

    :raises UserError: if there is none of this name
    """
    try:
        return checks(env)[code]
    except KeyError as error:
        raise UserError(env._("There is no check with this name.")) from error


def name_of(env, model: str) -> str:
    """What a check looks at, in the reader's language: the name of its model."""
    return _name_of(env["ir.model"], model)


# ``ormcache`` wants records first, under the name ``self``.
@ormcache("model", "self.env.lang")
def _name_of(self, model: str) -> str:
    return self.sudo()._get(model).name  # sudo: the name of one model
