"""What strangers wrote, made fit to stand beside other text."""

from __future__ import annotations

#: Longer texts are cut: nobody reads them, and a page cannot hold them.
LONGEST = 10_000
#: Control characters but tab and line feed, and marks that turn the direction of what stands around them.
_CONTROLS = [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)]
_DIRECTIONS = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_REMOVED = dict.fromkeys([*_CONTROLS, *_DIRECTIONS])


def harmless(value):
    """Return the same lists and mappings, in which no text is too long or has a mark that nobody sees."""
    if isinstance(value, str):
        text = value.translate(_REMOVED)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    if isinstance(value, dict):
        return {key: harmless(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [harmless(one) for one in value]
    return value
