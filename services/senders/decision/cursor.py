"""Where Odoo is asked, and nothing is kept."""

from contextlib import closing, contextmanager

from odoo import api
from odoo.exceptions import UserError

from ...sending.canary.automation import automation_of_emails, sets_off_more


@contextmanager
def taken_back(env):
    """The environment of a cursor of its own, which is rolled back whatever happens.

    :raises UserError: where an automation rule could do more than write, such as call another system
    """
    with closing(env.registry.cursor()) as cr:
        inside = api.Environment(cr, env.uid, env.context, env.su)
        try:
            if sets_off_more(automation_of_emails(inside)):
                raise UserError(
                    env._("An automation rule about emails could reach outside Odoo, so Odoo cannot be asked here.")
                )
            yield inside
        finally:
            cr.rollback()  # whatever was to run after the commit is forgotten with it
