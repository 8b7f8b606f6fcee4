"""The engine, asked from an event loop: in threads of its own, with what it writes passed on as it is written.

What is put together from the articles can't be broken off. Whoever gives an answer up gets on at once, and what comes of it later is thrown away; a thread
that never comes back is written off and another takes its place.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import closing, suppress
from typing import Any, Protocol

from bot.live import Events
from bot.worker import Worker
from index.embedding.embedder import Embedder
from index.errors import TanyaError
from index.storage.store import Store
from index.types import Answer, Delta, Filters, Passage, Turn

_log = logging.getLogger(__name__)

THREADS = 4
"""Questions that are answered at the same time. More would only share the same processor cores."""


class Asked(Protocol):
    """What the bot needs of the engine."""

    embedder: Embedder

    @property
    def store(self) -> Store: ...

    @property
    def writes(self) -> bool: ...

    def extract(
        self,
        question: str,
        *,
        filters: Filters = ...,
        top_k: int | None = None,
        history: Sequence[Turn] = (),
        shown: str | None = None,
    ) -> Answer: ...

    def stream(
        self,
        question: str,
        *,
        filters: Filters = ...,
        top_k: int | None = None,
        history: Sequence[Turn] = (),
        shown: str | None = None,
    ) -> Events: ...

    def foresee(self, question: str) -> Answer: ...

    def search(self, question: str, *, filters: Filters = ..., top_k: int | None = None) -> Sequence[Passage]: ...

    def warm_up(self) -> None: ...

    def close(self) -> None: ...


class StalledError(Exception):
    """The engine showed no progress for too long."""


class Asking:
    """Opens the engine's parts in the first thread, then answers in all of them."""

    def __init__(self, engine: Asked, stall_seconds: float, threads: int = THREADS) -> None:
        self.engine = engine
        self._stall = stall_seconds
        self._free: asyncio.Queue[Worker] = asyncio.Queue()
        self._threads = threads
        self._ready = asyncio.Event()

    async def start(self) -> None:
        """Load the model; questions that come earlier wait for it. What goes wrong is met again by the first question."""
        worker = Worker()
        try:
            await asyncio.wrap_future(worker.start(self.engine.warm_up))
        except TanyaError as error:
            _log.warning("not ready to answer: %s", error)
        except Exception:
            _log.exception("not ready to answer")
        self._free.put_nowait(worker)
        for _ in range(self._threads - 1):
            self._free.put_nowait(Worker())
        self._ready.set()

    async def until_ready(self) -> None:
        """Wait until questions can be answered, or have been found not to be."""
        await self._ready.wait()

    async def answer(
        self, question: str, *, filters: Filters = Filters(), history: Sequence[Turn] = (), shown: str | None = None
    ) -> AsyncGenerator[Delta | Answer, None]:
        """Pieces of the text, if a model writes it, then the Answer; `shown` is a text that the question is about. Raises
        StalledError, and what the engine raises."""

        def work(put: Callable[[Delta | Answer], bool]) -> None:
            if not self.engine.writes:
                put(self.engine.extract(question, filters=filters, history=history, shown=shown))
                return
            with closing(self.engine.stream(question, filters=filters, history=history, shown=shown)) as written:
                for event in written:
                    if not put(event):
                        return

        async for event in self._run(work):
            yield event

    async def extract(self, question: str) -> Answer:
        """The answer in the articles' own sentences. Raises as `answer` does."""
        found = [piece async for piece in self._run(lambda put: put(self.engine.extract(question)))]
        answer: Answer = found[0]
        return answer

    async def foresee(self, question: str) -> Answer:
        """What `extract` would say to a question that nobody has asked. Raises as `answer` does."""
        found = [piece async for piece in self._run(lambda put: put(self.engine.foresee(question)))]
        answer: Answer = found[0]
        return answer

    async def search(self, question: str, filters: Filters) -> Sequence[Passage]:
        found = [piece async for piece in self._run(lambda put: put(self.engine.search(question, filters=filters)))]
        passages: Sequence[Passage] = found[0]
        return passages

    async def _run(self, work: Callable[[Callable[[Any], bool]], object]) -> AsyncGenerator[Any, None]:
        await self._ready.wait()
        loop = asyncio.get_running_loop()
        worker = await self._free.get()
        came: asyncio.Queue[Any] = asyncio.Queue()
        over, heard = object(), True

        def put(piece: Any) -> bool:
            with suppress(RuntimeError):  # the loop is closed: the bot has stopped
                loop.call_soon_threadsafe(came.put_nowait, piece)
            return heard

        job = asyncio.wrap_future(worker.start(lambda: work(put)))
        job.add_done_callback(lambda _: came.put_nowait(over))
        stalled = False
        try:
            while (piece := await asyncio.wait_for(came.get(), self._stall)) is not over:
                yield piece
            job.result()
        except TimeoutError:
            if job.done():
                raise
            stalled = True
            raise StalledError from None
        finally:
            heard = False
            self._hand_back(worker, job, 0 if stalled else self._stall)

    def close(self) -> None:
        """The threads end when their jobs are done; nobody waits for that."""
        while not self._free.empty():
            self._free.get_nowait().end()

    def _hand_back(self, worker: Worker, job: asyncio.Future[object], patience: float) -> None:
        """The thread is free again when its job is done. If that takes longer than `patience`, another takes its place."""
        if job.done():
            self._free.put_nowait(worker)
            return

        def write_off() -> None:
            job.remove_done_callback(back)
            job.add_done_callback(_unheard)
            worker.end()
            self._free.put_nowait(Worker())
            _log.error("the engine does not come back; its thread is written off")

        timer = asyncio.get_running_loop().call_later(patience, write_off)

        def back(done: asyncio.Future[object]) -> None:
            timer.cancel()
            _unheard(done)
            self._free.put_nowait(worker)

        job.add_done_callback(back)


def _unheard(done: asyncio.Future[object]) -> None:
    """What became of a job that nobody waits for any more."""
    if not done.cancelled():
        done.exception()
