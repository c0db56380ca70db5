"""How the benchmarks measure."""

import time


def best(action, rounds: int = 9) -> float:
    """Milliseconds of the fastest of several runs."""
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times) * 1000
