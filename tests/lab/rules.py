"""Which behaviour meets which address: the run's plan, then what ``behave`` set, then the address's own name."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from .behaviours import BEHAVIOURS, DOT, GREYLIST, MAIL, RCPT, Behaviour, behaviour_named, behaviour_of


@dataclass(frozen=True)
class Try:
    """One question to a plan: what shall happen to this recipient now?

    :param stage: RCPT (the answer may also name a later stage of the same transaction) or DOT
    :param message_id: empty at RCPT, where no server can know it
    :param number: 1 for the first try of this recipient (RCPT), or of this message and recipient (DOT)
    """

    stage: str
    sender: str
    recipient: str
    message_id: str
    number: int
    service: str


Plan = Callable[[Try], "Behaviour | None"]


class Rules:
    """What a lab was told to do.

    :param clock: seconds that only grow; tests give their own
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._set: dict[str, Behaviour] = {}
        self._first_tries: dict[tuple[str, str], float] = {}
        self._numbers: Counter = Counter()
        self.plan: Plan | None = None

    def behave(self, address: str, behaviour: Behaviour | str | None) -> None:
        """Let ``address`` (or ``@domain``) behave so from now on; None takes it back.

        :raise ValueError: no behaviour has that name
        """
        if behaviour is None:
            self._set.pop(address.lower(), None)
            return
        row = behaviour_named(behaviour) if isinstance(behaviour, str) else behaviour
        if row is None:
            raise ValueError(f"no behaviour is called {behaviour!r}; there are {', '.join(BEHAVIOURS)}")
        self._set[address.lower()] = row

    def forget(self) -> None:
        """Forget who was greylisted and how often anybody was tried."""
        self._first_tries.clear()
        self._numbers.clear()

    def reset(self) -> None:
        """Forget everything that was set."""
        self.forget()
        self._set.clear()
        self.plan = None

    def for_sender(self, sender: str) -> Behaviour | None:
        row = self._own(sender)
        return row if row and row.stage == MAIL else None

    def for_recipient(self, sender: str, recipient: str, service: str) -> Behaviour | None:
        """Give what happens to this recipient at RCPT or later."""
        row = self._planned(RCPT, sender, recipient, "", service) or self._own(recipient)
        return row if row and row.stage != MAIL else None

    def for_message(self, sender: str, recipient: str, message_id: str, service: str) -> Behaviour | None:
        """Give what the plan adds once the Message-Id is known."""
        return self._planned(DOT, sender, recipient, message_id, service)

    def applies(self, behaviour: Behaviour, sender: str, recipient: str) -> bool:
        """Tell whether the behaviour happens: greylisting does only while a pair's tries come too early (RFC 6647)."""
        if behaviour.action != GREYLIST:
            return True
        key, now = (sender.lower(), recipient.lower()), self._clock()
        if key not in self._first_tries:
            self._first_tries[key] = now
            return True
        return now - self._first_tries[key] < behaviour.seconds

    def _planned(self, stage: str, sender: str, recipient: str, message_id: str, service: str) -> Behaviour | None:
        if self.plan is None:
            return None
        self._numbers[stage, message_id, recipient.lower()] += 1
        number = self._numbers[stage, message_id, recipient.lower()]
        return self.plan(Try(stage, sender, recipient, message_id, number, service))

    def _own(self, address: str) -> Behaviour | None:
        address = address.lower()
        domain = "@" + address.rpartition("@")[2]
        return self._set.get(address) or self._set.get(domain) or behaviour_of(address)
