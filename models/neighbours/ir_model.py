from odoo import models

from .mailing_mailing import MailingMailing

#: Definitions of models that not every database has. They have methods only: what has fields needs a column.
DEFINITIONS = (MailingMailing,)


class IrModel(models.Model):
    _inherit = "ir.model"

    def _register_hook(self):
        """Let our definitions stand above those of all other addons, in this registry, for as long as it lives.

        Installing or uninstalling an addon makes a new registry.
        """
        super()._register_hook()
        for definition in DEFINITIONS:
            model = self.env.registry.get(definition._name)
            if model and definition not in model._base_classes__:
                # As core's ``add_to_registry``, without setting all fields up again.
                model._base_classes__ = model.__bases__ = (definition, *model._base_classes__)
