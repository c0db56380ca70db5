"""Parameters of the email path: what cannot be used is not written, and not read where SQL has written it."""

import logging

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...tools.parameters import IDS, KEYS, NUMBERS, WORDS, is_usable

_logger = logging.getLogger(__name__)


class IrConfigParameter(models.Model):
    _name = "ir.config_parameter"
    _inherit = ["ir.config_parameter", "mail.troubleshooting.watched"]

    @api.constrains("key", "value")
    def _check_usable(self):
        for parameter in self:
            if parameter.key in KEYS and not is_usable(parameter.key, parameter.value):
                raise ValidationError(self._what_is_usable(parameter.key))

    @api.model
    def _what_is_usable(self, key: str) -> str:
        if key in IDS:
            return self.env._("%(label)s: enter a list of database IDs, such as [2, 7].", label=key)
        if key in WORDS:
            return self.env._("%(label)s: enter one of: %(words)s.", label=key, words=", ".join(WORDS[key]))
        convert, least, most = NUMBERS[key]
        if convert is int:
            return self.env._(
                "%(label)s: enter a whole number from %(least)s to %(most)s.", label=key, least=least, most=most
            )
        return self.env._("%(label)s: enter a number from %(least)s to %(most)s.", label=key, least=least, most=most)

    @api.model
    @ormcache("key", cache="stable")
    def _get_param(self, key):
        # Cached as core's own, which is asked only where this one has no answer yet: a read costs no more than before,
        # and the log says it once.
        value = super()._get_param(key)
        if key not in KEYS or is_usable(key, value):
            return value
        _logger.warning("System parameter %s is %r, which is of no use: the default is taken instead.", key, value)
        return None
