"""Which methods of Odoo's other addons have put their own in place of."""

import re
import sys

OURS = "mail_troubleshooting"
#: Who writes what Odoo ships, as its manifests say: alone, or beside a partner who wrote it with them.
SHIPPED_BY = {"odoo", "odoo s.a.", "odoo sa", "odoo s.a", "openerp sa", "openerp s.a."}
#: The only method of the mail server's model that is given what the email says; the others get it when it is caged.
_BUILDS = "_build_email__"


def is_caged(env) -> bool:
    """Whether nobody else is given the email before it is caged.

    Known to send only over the session that they are given are this addon and what Odoo has written alone.
    """
    modules = env["ir.module.module"].search_fetch([("state", "=", "installed")], ["name", "author"])
    known = {OURS} | {module.name for module in modules if all(by_odoo(module.author))}
    return _BUILDS not in _overridden(env["ir.mail_server"], known) and not _overridden(env["mail.mail"], known)


def by_odoo(author: str | None) -> list[bool]:
    """Of each of the authors of an addon, whether it is Odoo."""
    return [part.strip().lower() in SHIPPED_BY for part in re.split("[,;]", author or "")]


def _overridden(model, known: set[str]) -> set[str]:
    """Names of methods of Odoo's that addons other than those have put their own in place of."""
    classes = type(model).mro()
    odoos = {name for cls in classes if getattr(cls, "_module", None) in {None, *known} for name in vars(cls)}
    return {
        name for cls in classes for name, value in vars(cls).items() if name in odoos and _is_of_others(value, known)
    }


def _is_of_others(value, known: set[str]) -> bool:
    """Whether a function was written elsewhere, whatever class it stands in and whatever it says of itself."""
    function = getattr(value, "__func__", value)
    if not hasattr(function, "__globals__"):
        return callable(function) and type(function).__module__ != "builtins"
    parts = function.__globals__["__name__"].split(".")
    if parts[0] in sys.stdlib_module_names and hasattr(function, "__wrapped__"):
        return _is_of_others(function.__wrapped__, known)
    is_addon = parts[:2] == ["odoo", "addons"]
    return parts[2] not in known or parts[3:4] == ["tests"] if is_addon else parts[0] != "odoo"
