"""How long a text takes that was made to hurt: processor time, so that other programs do not count."""

from __future__ import annotations

import signal
import time

from .parsers import memories, stretched, units

#: Seconds that no text may take, and up to which nothing is compared.
SLOWEST, UNMEASURED = 10.0, 0.02
#: Every line is tried at this length, and the slowest in full.
SHORT = 2_000


class TooSlow(Exception):
    """Ends what would never end."""


def _stop(_signal, _frame):
    raise TooSlow


class Watch:
    """Measures calls as if each were the first one: what was kept of the one before is forgotten."""

    def __init__(self, package: str):
        self.memories = memories(package)

    def seconds(self, action, *arguments) -> float:
        """Processor time of one call, more than ``SLOWEST`` where it was stopped."""
        for memory in self.memories:
            memory.cache_clear()
        before = signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, SLOWEST)
        start = time.process_time()
        try:
            action(*arguments)
        except TooSlow:
            return SLOWEST + 1
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        return time.process_time() - start

    def best_of_three(self, action, *arguments) -> float:
        best = SLOWEST + 1
        for _attempt in range(3):
            best = min(best, self.seconds(action, *arguments))
            if best <= UNMEASURED or best > SLOWEST:
                break
        return best

    def slowest(self, name: str, prepare, count: int) -> list[str]:
        """What is slowest when it is repeated, the slowest last."""
        times = {unit: self.seconds(*prepare(stretched(unit, SHORT))) for unit in units(name)}
        return sorted(times, key=times.get)[-count:]
