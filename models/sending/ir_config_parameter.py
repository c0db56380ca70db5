"""Parameters of the email path that are read without looking: a wrong one would stop sending, or a setting."""

import json
import logging

from odoo import api, models
from odoo.tools import ormcache

from ...tools.arguments import is_id

_logger = logging.getLogger(__name__)

PREFIX = "mail_troubleshooting."
#: More than anybody means, and still a number for PostgreSQL.
MOST = 10**9
#: Shorter than a week, an email could be sent a second time, as nobody knows any more that it was accepted.
LEAST_DAYS, MOST_DAYS = 7, 3650
MOST_HOURS = 30 * 24
MOST_EMAILS = 100_000_000
#: How each is read, the smallest and the largest value that makes sense.
NUMBERS = {
    "mail.mail.queue.batch.size": (int, 0, MOST),
    "mail.session.batch.size": (int, 0, MOST),
    "mail.batch_size": (int, 0, MOST),
    "mail.mail.force.send.limit": (int, 0, MOST),
    "mail.server.personal.limit.minutes": (int, 0, MOST),
    "mail.gateway.loop.minutes": (int, 0, MOST),
    "mail.gateway.loop.threshold": (int, 1, MOST),
    "base.default_max_email_size": (float, 0, MOST),
    PREFIX + "retry_hours": (int, 0, MOST_HOURS),
    PREFIX + "attempt_days": (int, LEAST_DAYS, MOST_DAYS),
    PREFIX + "daily_limit": (int, 0, MOST_EMAILS),
}
#: Smaller than this the email queue hardly gets on.
SMALL = {"mail.mail.queue.batch.size": 10}
#: This addon's own parameters that are one of a few words.
WORDS = {
    PREFIX + "alert_way": ("none", "channel", "activity", "inbox"),
    PREFIX + "alert_severity": ("error", "warning"),
}
#: Those that are a list of ids.
IDS = (PREFIX + "notified_in_odoo",)


def is_usable(key: str, value: str) -> bool:
    """Whether this value of one of the parameters above can be used; 0 is Odoo's "as usual" in most of them."""
    if key in WORDS:
        return value in WORDS[key]
    if key in IDS:
        return are_ids(value)
    convert, least, most = NUMBERS[key]
    try:
        return least <= convert(value) <= most
    except (TypeError, ValueError):
        return False


def are_ids(text: str) -> bool:
    """Whether this is a list of ids in JSON."""
    try:
        ids = json.loads(text)
    except ValueError:
        return False
    return isinstance(ids, list) and all(map(is_id, ids))


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model
    def get_param(self, key, default=False):
        value = super().get_param(key, default)
        if (key in NUMBERS or key in WORDS or key in IDS) and value and self._is_garbage(key, value):
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
        return int(self.sudo().get_param(PREFIX + name) or default)  # sudo: a setting

    @api.model
    def _written(self) -> dict[str, str]:
        """What is written in the parameters of the email path."""
        keys = [*NUMBERS, *WORDS, *IDS]
        found = self.sudo().search_fetch([("key", "in", keys)], ["key", "value"])  # sudo: these keys alone
        return {parameter.key: parameter.value for parameter in found}

    @api.model
    def _garbage(self, written: dict[str, str] | None = None) -> dict[str, str]:
        """Those that a default stands in for, with what is written there."""
        written = self._written() if written is None else written
        return {key: value for key, value in written.items() if not is_usable(key, value)}

    @api.model
    def _small(self, written: dict[str, str]) -> dict[str, str]:
        """Those that can be used and make sending slow, with what is written there."""
        return {
            key: value
            for key, value in written.items()
            if key in SMALL and is_usable(key, value) and 0 < int(value) < SMALL[key]
        }
