"""Parameters of the email path that cannot be used are removed: their default was taken instead all the time.

From now on nobody can write such a value, and who edits another one should not stumble over it.
"""

import logging

from odoo import SUPERUSER_ID, api

from odoo.addons.mail_troubleshooting.services.sending.parameters import written
from odoo.addons.mail_troubleshooting.tools.parameters import unusable

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    found = unusable(written(env))
    for key, value in found.items():
        _logger.warning("System parameter %s was %r, which is of no use: it is removed.", key, value)
    env["ir.config_parameter"].search([("key", "in", list(found))]).unlink()
