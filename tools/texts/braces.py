"""Texts with names in braces, which stand for values."""

from __future__ import annotations

import re
from collections.abc import Callable

#: ``{name}`` in a text. Not ``str.format``: the values come from strangers.
_BRACES = re.compile(r"\{(\w+)\}")


def filled(text: str | None, value: Callable[[str], str]) -> str:
    """The text with what its braces stand for.

    :param value: gives what a name stands for
    """
    if not text or "{" not in text:  # most texts: the dashboard fills a hundred at each look
        return text or ""
    return _BRACES.sub(lambda found: value(found[1]), text)
