"""One thread that does the slow work, so that Ctrl-C gives up waiting for it and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_LAST_WORDS = 2.0
"""Seconds that leaving waits for work given up: a thread cut off inside the model's own code could take Python down."""


class Worker:
    """Runs jobs one after the other, in the order they came. A job that was given up runs to its end unheard."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="tanya-worker", daemon=True)
        self._thread.start()

    def start(self, job: Callable[[], T]) -> Future[T]:
        """Queue a job and come back at once."""
        done: Future[T] = Future()
        self._jobs.put((job, done))
        return done

    def run(self, job: Callable[[], T]) -> T:
        """Do a job and return what it returns or raise what it raises. KeyboardInterrupt gives it up."""
        done = self.start(job)
        try:
            while not done.done():
                wait([done], timeout=0.5)  # without a limit Windows would not let Ctrl-C through
            return done.result()
        except KeyboardInterrupt:
            done.cancel()
            raise

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._thread.join(_LAST_WORDS)

    def end(self) -> None:
        """Take no more jobs. The thread ends when those it has are done; nobody waits for that."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (next_ := self._jobs.get()) is not None:
            job, done = next_
            if not done.set_running_or_notify_cancel():
                continue
            try:
                done.set_result(job())
            except BaseException as error:
                done.set_exception(error)
