"""Odoo as it is without this addon, for a while: its methods on Odoo's own models step aside."""

from contextlib import ExitStack, contextmanager
from functools import wraps
from types import FunctionType
from unittest.mock import patch

ADDON = "mail_troubleshooting"


@contextmanager
def plain_odoo(registry):
    """Let every method of this addon that overrides one of Odoo's call that one alone."""
    with ExitStack() as stack:
        for model in registry.values():
            if model._original_module == ADDON:
                continue
            ours = [base for base in model._model_classes__ if getattr(base, "_module", None) == ADDON]
            for definition in ours:
                for name in _overriding(model, definition):
                    stack.enter_context(patch.object(definition, name, _aside(definition, name)))
        yield


def _overriding(model, definition) -> list[str]:
    """Names of methods that Odoo has too."""
    others = [base for base in model.mro() if getattr(base, "_module", None) != ADDON and base is not model]
    return [
        name
        for name, value in vars(definition).items()
        if isinstance(value, FunctionType) and not name.startswith("__") and any(name in vars(base) for base in others)
    ]


def _aside(definition, name: str):
    @wraps(vars(definition)[name])
    def method(self, *args, **kwargs):
        return getattr(super(definition, self), name)(*args, **kwargs)

    return method
