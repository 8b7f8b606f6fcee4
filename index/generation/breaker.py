"""A circuit breaker: an endpoint that failed several times in a row is left alone for a while, so that nobody waits for it.

After the pause one request is let through; if it succeeds all are, if it fails the pause begins anew.
SEE: Nygard, Release It!, chapter "Stability Patterns"
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 3
"""In a row; the next request is not made."""
PAUSE_S = 30.0


class Breaker:
    """Safe to share between threads. `clock`: seconds that only ever grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened = 0.0
        self._trying = False

    def admits(self) -> bool:
        """Whether a request may be made now. One that was admitted reports with `succeeded`, `failed` or `gave_up`."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._trying or self._clock() - self._opened < PAUSE_S:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._trying = 0, False

    def failed(self) -> None:
        with self._lock:
            self._failures, self._trying = self._failures + 1, False
            self._opened = self._clock()

    def gave_up(self) -> None:
        """The request ended without telling anything of the endpoint: the one who asked went away."""
        with self._lock:
            self._trying = False
