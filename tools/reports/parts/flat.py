"""A message that Python has taken apart, as bytes again: as it came, and no more of it than is read.

The standard library's generator folds headers anew, for which it needs minutes where one has a line of vertical tabs; it
raises a dozen different exceptions on defective messages, and goes as deep as the message does.
"""

from __future__ import annotations

from collections import deque
from email.message import Message

#: Deeper parts are left out: forwarded bounces are opened three deep, and their parts down to the eighth level.
MAX_DEPTH = 40
#: More parts are not read: recipients of a report are parts, too.
MAX_PARTS = 10_000
#: Of a longer Content-Type the end is left out, as the new boundary is written behind it.
MAX_CONTENT_TYPE = 1500
_BOUNDARY = "=_flattened_%d"


def flatten(message: Message, head: int, tail: int) -> bytes:
    """Yield the message as bytes; of one that is longer its first ``head`` and its last ``tail`` characters, as two lines."""
    first: list[str] = []
    last: deque[str] = deque()
    room, kept, all_of_it = head, 0, True
    for piece in _pieces(message, iter(range(MAX_PARTS)), 0):
        if room > 0:
            first.append(piece[:room])
            piece, room = piece[room:], room - len(piece)
        last.append(piece)
        kept += len(piece)
        while kept - len(last[0]) > tail:
            kept -= len(last.popleft())
            all_of_it = False
    end = "".join(last)
    between = "" if all_of_it and len(end) <= tail else "\n"
    return _encoded("".join(first) + between + end[-tail:])


def raw_header(message: Message, name: str) -> str:
    """Yield the first header of that name as it came: what parses it may take minutes, or raise."""
    name = name.lower()
    return next((str(value) for key, value in message.raw_items() if key.lower() == name), "")


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _pieces(message: Message, numbers, depth: int):
    """Yield the text of a message piece by piece. Payloads are handed on, not copied."""
    payload = message._payload  # get_payload() decodes it
    parts = payload if isinstance(payload, list) else None
    boundary = ""
    for name, value in message.raw_items():
        value = str(value)
        if parts is not None and name.lower() == "content-type" and value.lstrip().lower().startswith("multipart/"):
            boundary = boundary or _BOUNDARY % next(numbers, MAX_PARTS)
            value = f'{value[:MAX_CONTENT_TYPE]}; boundary="{boundary}"'
        yield f"{name}: {value}\n"
    yield "\n"
    if parts is None:
        yield payload if isinstance(payload, str) else ""
        return
    yield from _parts(message, parts, boundary, numbers, depth)


def _parts(message: Message, parts: list, boundary: str, numbers, depth: int):
    delimiter = f"--{boundary}\n" if boundary else ""
    if boundary and message.preamble:
        yield message.preamble + "\n"
    for part, _number in zip(parts if depth < MAX_DEPTH else (), numbers, strict=False):
        if isinstance(part, Message):
            yield delimiter
            yield from _pieces(part, numbers, depth + 1)
            if delimiter:
                yield "\n"
    if boundary:
        yield f"--{boundary}--\n"
        yield message.epilogue or ""
