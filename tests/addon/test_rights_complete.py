"""Nothing of the addon is missing in ``rights.py``: no model, field, method, route, menu or action."""

import re

from odoo.http import _generate_routing_rules
from odoo.tests import TransactionCase, tagged

from ..support import rights
from ..support.code.repository import ROOT

ADDON = "mail_troubleshooting"


@tagged("post_install", "-at_install")
class TestRightsComplete(TransactionCase):
    def _definitions(self):
        """The addon's classes, each with the model that it defines or extends."""
        for model in self.env.registry.values():
            for definition in model._model_classes__:
                if getattr(definition, "_module", None) == ADDON and model._name in (definition._name, *model._inherit):
                    yield model, definition

    def test_every_model_is_in_the_table(self):
        own = {
            model._name
            for model, _class in self._definitions()
            if model._original_module == ADDON and not model._abstract
        }
        self.assertEqual(own, {row[0] for row in rights.MODELS})

    def test_every_field_is_in_the_table(self):
        own = {
            f"{model._name}.{name}"
            for model in self.env.registry.values()
            for name, field in model._fields.items()
            if not model._abstract and field._module == ADDON and (model._original_module != ADDON or field.groups)
        }
        self.assertEqual(own, {row[0] for row in rights.FIELDS})

    def test_every_method_that_the_browser_can_call_is_in_the_table(self):
        own = {
            f"{model._name}.{name}"
            for model, definition in self._definitions()
            for name, value in vars(definition).items()
            if callable(value)
            and not name.startswith("_")
            and not getattr(value, "_api_private", False)
            and not self._is_of_odoo(model, name)
        }
        self.assertEqual(own, {row[0] for row in rights.METHODS})

    def test_every_method_that_the_browser_can_call_is_called_by_it(self):
        sources = [
            path.read_text()
            for folder, kind in (("static/src", "js"), ("views", "xml"), ("data", "xml"), ("wizard", "xml"))
            for path in ROOT.joinpath(folder).rglob(f"*.{kind}")
        ]
        text = "\n".join(sources)
        unused = [
            path for path, *_row in rights.METHODS if not re.search(rf"""["'.]{path.rpartition(".")[2]}["'(]""", text)
        ]
        self.assertEqual(unused, [])

    @staticmethod
    def _is_of_odoo(model, name: str) -> bool:
        """Whether the method has been there before, and the addon adds to it."""
        return any(name in vars(base) and getattr(base, "_module", None) != ADDON for base in model._model_classes__)

    def test_every_route_is_in_the_table(self):
        own = {route for route, _endpoint in _generate_routing_rules([ADDON], nodb_only=False)}
        self.assertEqual(own, {row[0] for row in rights.ROUTES})

    def test_every_menu_and_action_is_in_the_table(self):
        data = self.env["ir.model.data"].search([("module", "=", ADDON)])
        for model, rows in (("ir.ui.menu", rights.MENUS), ("ir.actions.", rights.ACTIONS)):
            found = data.filtered(
                lambda row, model=model: row.model.startswith(model) and ".act_window.view" not in row.model
            )
            self.assertEqual(set(found.mapped("name")) - self._crons(), {row[0] for row in rows})

    def _crons(self) -> set[str]:
        """Names of the actions that belong to scheduled actions."""
        data = self.env["ir.model.data"].search([("module", "=", ADDON), ("model", "=", "ir.cron")])
        return {f"{name}_ir_actions_server" for name in data.mapped("name")}
