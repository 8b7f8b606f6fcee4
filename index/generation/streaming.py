"""An asynchronous stream for those who don't work asynchronously: it runs in a thread of its own and can be given up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")

_PATIENCE_S = 0.5
"""Without a limit to waiting, Windows would not let Ctrl-C through."""
_LAST_WORDS_S = 2.0


class _End:
    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class Stream(Generic[T]):
    """Iterates over what `made()` yields; raises what it raises. `close` may be called at any time, from any thread."""

    def __init__(self, made: Callable[[], AsyncGenerator[T]]) -> None:
        self._made = made
        self._come: SimpleQueue[T | _End] = SimpleQueue()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="tanya-stream", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        while not self._ended:
            try:
                item = self._come.get(timeout=_PATIENCE_S)
            except Empty:
                continue
            if not isinstance(item, _End):
                return item
            self._ended = True
            self._thread.join(_LAST_WORDS_S)
            if item.error:
                raise item.error
        raise StopIteration

    def close(self) -> None:
        """Give it up: what is under way is cancelled, down to the connection. Waits a moment for that to be done."""
        with self._lock:
            self._closed = True
            if self._loop and self._task:
                with suppress(RuntimeError):  # it has just ended
                    self._loop.call_soon_threadsafe(self._task.cancel)
        if threading.current_thread() is not self._thread:
            self._thread.join(_LAST_WORDS_S)

    def __enter__(self) -> Stream[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        try:
            asyncio.run(self._pump())
        except asyncio.CancelledError:
            self._come.put(_End())
        except BaseException as error:
            self._come.put(_End(error))
        else:
            self._come.put(_End())

    async def _pump(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        async with aclosing(self._made()) as items:
            async for item in items:
                self._come.put(item)
