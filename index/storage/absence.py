"""A Chroma server that is away: nobody waits for it, and a thread looks whether it is back.

It may refuse connections, hang, or answer with errors; all the same, questions are answered from the ledger's own vectors.
The thread looks ever more rarely, up to every half a minute, brings the server up to date when it is there again, and ends.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from index.errors import ProjectionError

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 30.0
_LAST_WORDS_S = 2.5
"""Seconds that leaving waits for a look that is under way; longer than the server has to answer it."""
_log = logging.getLogger(__name__)


class Absence:
    """`come_back` brings the server up to date: True when it is, False where `stopped` broke it off. Raises ProjectionError
    while the server is away."""

    def __init__(self, come_back: Callable[[Callable[[], bool]], bool]) -> None:
        self._come_back = come_back
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.reason: str | None = None
        """Why the server can't be used now, in a sentence for people; None while it is used."""

    def begin(self, error: ProjectionError) -> None:
        """The server failed."""
        with self._lock:
            if self._stop.is_set() or self.reason is not None:
                return
            self.reason = str(error)
            self._thread = threading.Thread(target=self._watch, name="tanya-chroma", daemon=True)
            self._thread.start()
        _log.warning("%s", error)

    def close(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(_LAST_WORDS_S)

    def _watch(self) -> None:
        pause = _FIRST_PAUSE_S
        while not self._stop.wait(pause):
            pause = min(2 * pause, _LONGEST_PAUSE_S)
            try:
                back = self._come_back(self._stop.is_set)
            except ProjectionError as error:
                self.reason = str(error)
                continue
            except Exception as error:  # the ledger was closed or can't be read: whoever asks is told by it
                _log.warning("looking for the Chroma server failed (%s)", type(error).__name__)
                continue
            if back:
                with self._lock:
                    self.reason = None
                _log.info("the Chroma server is back and up to date")
                return
