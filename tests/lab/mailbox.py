"""The truth of the mail lab: what was accepted, what was refused and how, and who connected."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(frozen=True)
class Accepted:
    """A message that the lab took responsibility for (RFC 5321, section 4.2.5).

    :param recipients: each once, as a mail server delivers one copy an address and transaction
    :param answered: False where the sender was never told (dropped or silent after the final dot)
    """

    queue_id: str
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    service: str
    session: int
    answered: bool
    at: float
    content: bytes

    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)


@dataclass(frozen=True)
class Refused:
    """Something that the lab did not accept.

    :param reply: the words; empty where the connection was dropped or left in silence
    :param recipients: the one refused at RCPT, all accepted so far at a later stage, none before
    :param message_id: known only after the final dot
    :param behaviour: the row that did it; empty where the server itself refused
    """

    stage: str
    reply: str
    service: str
    session: int
    at: float
    sender: str = ""
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    behaviour: str = ""


@dataclass(frozen=True)
class Session:
    """One connection."""

    number: int
    service: str
    tls: bool = False
    user: str = ""
    is_open: bool = True


class Mailbox:
    """What happened in one lab. Safe to ask from any thread.

    :param listener: called with each Accepted and Refused, in the lab's own thread
    """

    def __init__(self, listener: Callable[[Accepted | Refused], None] | None = None):
        self._changed = threading.Condition()
        self._accepted: list[Accepted] = []
        self._refused: list[Refused] = []
        self._sessions: dict[int, Session] = {}
        self._session_count = 0
        self._queue_count = 0
        self._listener = listener

    # Asked by tests.

    @property
    def accepted(self) -> list[Accepted]:
        with self._changed:
            return list(self._accepted)

    @property
    def refused(self) -> list[Refused]:
        with self._changed:
            return list(self._refused)

    @property
    def sessions(self) -> list[Session]:
        with self._changed:
            return list(self._sessions.values())

    def count(self, recipient: str) -> int:
        """Copies of any message that ``recipient`` received."""
        return sum(_same(recipient, message.recipients) for message in self.accepted)

    def copies(self, message_id: str, recipient: str) -> int:
        """Copies of one message that ``recipient`` received."""
        return self.counts().get((message_id, recipient.lower()), 0)

    def counts(self) -> dict[tuple[str, str], int]:
        """Copies by (Message-Id, lower-case recipient)."""
        counts: dict[tuple[str, str], int] = {}
        for message in self.accepted:
            for recipient in message.recipients:
                key = (message.message_id, recipient.lower())
                counts[key] = counts.get(key, 0) + 1
        return counts

    def messages(self, recipient: str) -> list[Accepted]:
        return [message for message in self.accepted if _same(recipient, message.recipients)]

    def refusals(self, recipient: str) -> list[Refused]:
        return [refused for refused in self.refused if _same(recipient, refused.recipients)]

    def wait(self, condition: Callable[[Mailbox], bool], timeout: float = 30) -> bool:
        """Wait for an event, such as ``lambda box: box.count("a@b")``: True once it holds, False at the time-out."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), timeout)

    def clear(self) -> None:
        """Forget all messages, refusals and closed sessions."""
        with self._changed:
            self._accepted.clear()
            self._refused.clear()
            self._sessions = {number: session for number, session in self._sessions.items() if session.is_open}
            self._changed.notify_all()

    def as_json(self, recipient: str = "", message_id: str = "") -> dict:
        """Everything as plain values without contents, narrowed to one recipient or one message where given."""

        def wanted(entry: Accepted | Refused) -> bool:
            return (not recipient or _same(recipient, entry.recipients)) and message_id in ("", entry.message_id)

        accepted, refused = list(filter(wanted, self.accepted)), list(filter(wanted, self.refused))
        return {
            "accepted": [_accepted_as_json(message) for message in accepted],
            "refused": [asdict(entry) for entry in refused],
            "counts": [
                {"message_id": key[0], "recipient": key[1], "copies": copies}
                for key, copies in self.counts().items()
                if (not recipient or key[1] == recipient.lower()) and message_id in ("", key[0])
            ],
            "sessions": [asdict(session) for session in self.sessions],
        }

    # Written by the servers.

    def add_accepted(self, *, content: bytes, recipients: Sequence[str], **values) -> Accepted:
        with self._changed:
            self._queue_count += 1
            message = Accepted(
                queue_id=f"{0x4C00000000 + self._queue_count:010X}",
                message_id=message_id_of(content),
                recipients=_each_once(recipients),
                content=content,
                at=time.time(),
                **values,
            )
            self._accepted.append(message)
        self._tell(message)
        return message

    def add_refused(self, **values) -> None:
        refused = Refused(at=time.time(), **values)
        with self._changed:
            self._refused.append(refused)
        self._tell(refused)

    def open_session(self, service: str) -> int:
        with self._changed:
            self._session_count += 1
            self._sessions[self._session_count] = Session(self._session_count, service)
            self._changed.notify_all()
            return self._session_count

    def change_session(self, number: int, **changes) -> None:
        with self._changed:
            if number in self._sessions:
                self._sessions[number] = replace(self._sessions[number], **changes)
            self._changed.notify_all()

    def _tell(self, entry: Accepted | Refused) -> None:
        if self._listener:
            self._listener(entry)
        with self._changed:
            self._changed.notify_all()


def message_id_of(content: bytes) -> str:
    """Read the Message-Id out of a message, empty where it has none."""
    header = message_from_bytes(content, policy=policy.compat32).get("Message-Id", "")
    return "".join(str(header).split())


def _each_once(recipients: Sequence[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for recipient in recipients:
        first.setdefault(recipient.lower(), recipient)
    return tuple(first.values())


def _same(recipient: str, recipients: Sequence[str]) -> bool:
    return recipient.lower() in (other.lower() for other in recipients)


def _accepted_as_json(message: Accepted) -> dict:
    values = asdict(message)
    content = values.pop("content")
    return values | {"size": len(content), "subject": str(message.parsed().get("Subject", ""))}
