"""One request at a time to a host, and a pause between two."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


class Pace:
    """Turns to speak to a host. `pause` is in seconds; `stop` ends the waiting."""

    def __init__(self, pause: float, stop: threading.Event) -> None:
        self._pause, self._stop = pause, stop
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def turn(self, host: str) -> _Turn:
        return _Turn(self._host(host), self._stop)

    def slow_down(self, host: str, pause: float) -> None:
        found = self._host(host)
        found.pause = max(found.pause, pause)

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._pause))


@dataclass(slots=True)
class _Host:
    pause: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Turn:
    host: _Host
    stop: threading.Event

    def __enter__(self) -> None:
        self.host.lock.acquire()
        self.stop.wait(max(0.0, self.host.free_at - time.monotonic()))

    def __exit__(self, *_: object) -> None:
        self.host.free_at = time.monotonic() + self.host.pause
        self.host.lock.release()
