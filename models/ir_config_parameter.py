"""Numbers of the email path that Odoo reads without looking: a wrong one would stop all sending."""

import logging

from odoo import api, models
from odoo.tools import ormcache

_logger = logging.getLogger(__name__)

#: How each is read, and the smallest value that makes sense.
NUMBERS = {
    "mail.mail.queue.batch.size": (int, 0),
    "mail.session.batch.size": (int, 0),
    "mail.batch_size": (int, 0),
    "mail.mail.force.send.limit": (int, 0),
    "mail.server.personal.limit.minutes": (int, 0),
    "mail.gateway.loop.minutes": (int, 0),
    "mail.gateway.loop.threshold": (int, 1),
    "base.default_max_email_size": (float, 0),
}
#: More than anybody means, and still a number for PostgreSQL.
MOST = 10**9


def is_usable(key: str, value: str) -> bool:
    """Whether Odoo can work with this value of one of the parameters above; 0 is its "as usual" in most of them."""
    convert, least = NUMBERS[key]
    try:
        return least <= convert(value) <= MOST
    except (TypeError, ValueError):
        return False


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model
    def get_param(self, key, default=False):
        value = super().get_param(key, default)
        if key in NUMBERS and value and self._is_garbage(key, value):
            return default
        return value

    @api.model
    @ormcache("key", "value", cache="stable")
    def _is_garbage(self, key: str, value: str) -> bool:
        """Whether to use the default instead. Asked once for each value, so that the log says it once."""
        usable = is_usable(key, value)
        if not usable:
            _logger.warning("System parameter %s is %r, which is of no use: the default is taken instead.", key, value)
        return not usable

    @api.model
    def _troubleshooting_number(self, name: str, default: int) -> int:
        """One of this addon's own numbers; the default where nothing of use is written."""
        value = self.sudo().get_param(f"mail_troubleshooting.{name}") or ""  # sudo: a setting
        return int(value) if value.isdecimal() else default

    @api.model
    def _garbage(self) -> dict[str, str]:
        """Parameters of the email path that Odoo's default stands in for, with what is written there."""
        found = self.sudo().search_fetch([("key", "in", list(NUMBERS))], ["key", "value"])  # sudo: these keys alone
        return {parameter.key: parameter.value for parameter in found if not is_usable(parameter.key, parameter.value)}
