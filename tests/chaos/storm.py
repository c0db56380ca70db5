"""What goes wrong in one run, decided by the seed alone, whatever the order in which emails come."""

from __future__ import annotations

import random
from dataclasses import dataclass

from ..lab.behaviours import ACCEPT, BEHAVIOURS, BODY, DATA, DOT, HANG_UP, RCPT, Behaviour
from ..lab.rules import Try

# What a behaviour lets happen outside of the lab.
KILL = "kill"  # SIGKILL for the worker that is speaking
KILL_SOON = "kill_soon"  # the same some milliseconds after the answer
END_TRANSACTION = "end_transaction"  # PostgreSQL ends the backend of the worker's open transaction
END_BACKENDS = "end_backends"  # PostgreSQL ends every backend of the worker, as a restart does
CONFLICT = "conflict"  # somebody else changes the email and its message, and commits first

# fmt: off
_HAPPENINGS = (
    Behaviour("kill_at_rcpt", RCPT, HANG_UP, event=KILL),
    Behaviour("kill_before_data", DATA, HANG_UP, event=KILL),
    Behaviour("kill_during_data", BODY, HANG_UP, event=KILL),
    Behaviour("kill_and_lose_after_data", DOT, HANG_UP, event=KILL),
    Behaviour("kill_after_data", DOT, HANG_UP, event=KILL, keeps=True),
    Behaviour("kill_after_reply", DOT, ACCEPT, afterwards=KILL_SOON),
    Behaviour("rollback_after_data", DOT, ACCEPT, event=END_TRANSACTION),
    Behaviour("restart_after_data", DOT, ACCEPT, event=END_BACKENDS),
    Behaviour("conflict_after_data", DOT, ACCEPT, event=CONFLICT),
)
# fmt: on
_ROWS = BEHAVIOURS | {row.name: row for row in _HAPPENINGS}

#: How often each passing fault comes, among the others.
PASSING = {
    # the server refuses for now
    "full_temporarily": 6,
    "busy_at_data": 4,
    "trouble": 6,
    # the server closes
    "rate": 4,
    "rate_before_data": 2,
    "rate_at_data": 4,
    # the connection dies before the final dot
    "drop_before_data": 4,
    "drop_during_data": 4,
    "silent": 1,
    # … after it and before the reply: nobody can know
    "drop_after_data": 2,
    "lose_after_data": 2,
    "silent_after_data": 1,
    # the worker is killed
    "kill_at_rcpt": 1,
    "kill_before_data": 1,
    "kill_during_data": 1,
    "kill_and_lose_after_data": 1,
    "kill_after_data": 1,
    "kill_after_reply": 2,
    # the database fails right after acceptance
    "rollback_after_data": 3,
    "restart_after_data": 2,
    "conflict_after_data": 3,
}
#: For ever, and for this recipient alone.
AT_RCPT = ("unknown", "full", "blocklisted", "relay_denied")
#: For ever, and for everybody in the same hand-over.
AT_DOT = ("spam", "dmarc", "too_big")


@dataclass(frozen=True)
class Storm:
    """A plan for the lab. An address can never be reached, or meets passing faults until its ``quiet_after``-th try.

    :param unreachable: share of addresses that are never accepted
    :param faulty: share of tries that meet a passing fault
    """

    seed: int
    unreachable: float = 0.1
    faulty: float = 0.35
    quiet_after: int = 6

    def __call__(self, attempt: Try) -> Behaviour | None:
        if attempt.stage != RCPT:
            return None
        address = attempt.recipient.lower()
        fate = self.fate(address)
        if fate or attempt.number >= self.quiet_after or is_calm(address):
            return fate
        dice = random.Random(f"{self.seed}/{address}/{attempt.number}")
        if dice.random() >= self.faulty:
            return None
        return _ROWS[dice.choices(list(PASSING), weights=list(PASSING.values()))[0]]

    def fate(self, address: str) -> Behaviour | None:
        """Give what refuses this address for ever, None where it can be reached."""
        dice = random.Random(f"{self.seed}/{address.lower()}")
        if is_calm(address) or dice.random() >= self.unreachable:
            return None
        return _ROWS[dice.choice(AT_RCPT + AT_DOT * is_alone(address))]


# The names of addresses say what the storm may do to them.


def is_calm(address: str) -> bool:
    """Tell whether an address meets no faults of its own, as it belongs to several emails."""
    return address.startswith("shared")


def is_alone(address: str) -> bool:
    """Tell whether an address belongs to a contact, and is handed over without others."""
    return "contact" in address.partition("@")[0]
