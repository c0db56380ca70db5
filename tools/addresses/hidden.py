"""Takes addresses out of what is shown to whom they are none of the business."""

import re
from collections.abc import Iterable

#: Stands for what was taken out.
MARK = "…"


def without_addresses(value, addresses: Iterable[str]):
    """A value of strings, lists and dictionaries without these addresses, and without what stands behind their @ sign."""
    known = set(filter(None, addresses))
    known |= {domain for address in known if "." in (domain := address.rpartition("@")[2])}
    if not known:
        return value
    longest_first = sorted(known, key=lambda part: (-len(part), part))
    return _without(value, re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE))


def _without(value, pattern: re.Pattern):
    if isinstance(value, str):
        return pattern.sub(MARK, value)
    if isinstance(value, dict):
        return {key: _without(item, pattern) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_without(item, pattern) for item in value)
    return value
