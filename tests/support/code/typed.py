"""Whether what the browser gets is what a ``TypedDict`` says."""

from typing import get_args, get_origin, get_type_hints, is_typeddict


def differences(value, kind, path: str = "") -> list[str]:
    """Where a value is not of a kind: places, and what is there."""
    if is_typeddict(kind):
        return _fields(value, get_type_hints(kind), path)
    if get_origin(kind) is list and type(value) is list:
        (item,) = get_args(kind)
        return [line for number, one in enumerate(value) for line in differences(one, item, f"{path}[{number}]")]
    kinds = () if get_origin(kind) is list else get_args(kind) or (kind,)
    return [] if type(value) in kinds else [f"{path}: {value!r}"]


def _fields(value, hints: dict, path: str) -> list[str]:
    if type(value) is not dict:
        return [f"{path}: {value!r}"]
    found = [f"{path}.{name}: only said" for name in hints.keys() - value.keys()]
    found += [f"{path}.{name}: only there" for name in value.keys() - hints.keys()]
    return found + [
        line for name in hints.keys() & value.keys() for line in differences(value[name], hints[name], f"{path}.{name}")
    ]
