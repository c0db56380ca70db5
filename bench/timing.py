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


def cost(env, action, rounds: int = 5) -> tuple[float, int]:
    """Milliseconds of the fastest of several runs on a warm server, each from an empty cache; queries of one."""

    def fresh():
        env.invalidate_all()
        action()

    fresh()
    before = env.cr.sql_log_count
    fresh()
    queries = env.cr.sql_log_count - before
    return best(fresh, rounds), queries
