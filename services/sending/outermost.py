"""Methods that stand above those of every other addon, in whatever order the addons were loaded.

What an addon does that was loaded later than this one stands above a method that is inherited as usual: it is never heard
of where it does not call that method, and may have changed everything where it does.
"""

from functools import WRAPPER_ASSIGNMENTS, wraps

#: Of the addon whose method stood there before.
_OTHERS = "__module__"


def stand_outermost(model, *names: str) -> None:
    """Let ``_outermost_<name>`` of the model be called first, with what was called until now as its first argument."""
    cls = type(model)
    for name in names:
        step_aside(model, name)
        setattr(cls, name, _method(cls, name))


def step_aside(model, *names: str) -> None:
    """Take it back."""
    cls = type(model)
    for name in names:
        if hasattr(vars(cls).get(name), "_is_outermost"):
            delattr(cls, name)


def _method(cls, name: str):
    assigned = [attribute for attribute in WRAPPER_ASSIGNMENTS if attribute != _OTHERS]

    @wraps(getattr(cls, name), assigned=assigned)
    def method(self, *args, **kwargs):
        return getattr(self, f"_outermost_{name}")(getattr(super(cls, self), name), *args, **kwargs)

    method._is_outermost = True
    return method
