"""What something costs, measured so that the rest of a long run doesn’t count."""

import time
from collections.abc import Callable

TRIES = 3


def least_cpu(work: Callable[[], object], limit: float) -> float:
    """Seconds of processor time of the cheapest of a few tries; no further one after one below `limit`.

    Clearing the memory of thousands of earlier tests falls on whoever is running at that moment.
    """
    least = float("inf")
    for _ in range(TRIES):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
        if least < limit:
            break
    return least
