"""The list of sources, gone through every so many minutes while the bot runs, in a thread of its own.

A round takes articles in as `tanya ingest` does, which may run beside it: each group of articles is committed whole,
whoever commits first, and the other waits for its turn. So a round may be broken off at any moment.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.telegram.asking import Asked, Asking
from bot.telegram.memory import Memory
from bot.telegram.metrics import Metrics, RoundOutcome
from bot.telegram.rounds import Round
from bot.telegram.storage import OneThread
from bot.worker import Worker
from index.embedding.embedder import Embedder, give_memory_back
from index.errors import TanyaError
from index.settings import Settings
from ingest.pipeline import Summary
from ingest.sources import keep_up, read_sources, sources_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_log = logging.getLogger(__name__)

HELPING = 32
"""Texts that are embedded at a time, as many as a batch of the model's: about a second in which nothing can be broken off."""
_TRIMMED_AFTER = 8
"""Helpings after which memory is given back."""


class BrokenOffError(Exception):
    """The bot is being stopped: what was committed stays, and the next round goes on from there."""


class KeepingUp:
    """`changed` is called after each round, for articles may have changed."""

    def __init__(
        self,
        asking: Asking,
        settings: Settings,
        memory: Memory,
        in_thread: OneThread,
        metrics: Metrics,
        changed: Callable[[], None],
    ) -> None:
        self._asking = asking
        self._settings = settings
        self._memory = memory
        self._in_thread = in_thread
        self._metrics = metrics
        self._changed = changed
        self._worker = Worker()
        self._stop = threading.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def scheduled(self) -> bool:
        return self._settings.keep_up_minutes is not None

    @property
    def under_way(self) -> bool:
        return not self._idle.is_set()

    async def run(self) -> None:
        """Begin a round whenever it is time, until stopped. Questions can be answered before the first begins."""
        if self._settings.keep_up_minutes is None:
            return
        period = 60 * self._settings.keep_up_minutes
        await self._asking.until_ready()
        began = await self._last_began()
        _log.info("the sources are gone through every %g minutes", self._settings.keep_up_minutes)
        while True:
            if began is not None:  # a clock that was set back holds it up for no more than a period
                await asyncio.sleep(min(max(0.0, began + period - time.time()), period))
            if self._stop.is_set():
                return
            began = time.time()
            await self._round(began)

    async def stop(self, patience: float) -> None:
        """Break off the round that is under way, and wait so long for its end."""
        self._stop.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), patience)
        self._worker.end()

    async def _last_began(self) -> float | None:
        """When the last round began, also one of an earlier start: a bot that is started often asks no site more often."""
        try:
            last = await self._in_thread(self._memory.rounds.last)
        except TanyaError as error:
            _log.error("when the sources were last gone through can't be read: %s", error)
            return None
        return last.began_at if last else None

    async def _round(self, began: float) -> None:
        summary = Summary()
        outcome: RoundOutcome = "failed"
        reason: str | None = None
        self._idle.clear()
        await self._note(Round(began))
        try:
            work = self._worker.start(lambda: _go_through(self._asking.engine, self._settings, summary, self._stop))
            await asyncio.wrap_future(work)
            outcome = "done"
            _log.info("the sources were gone through", extra=_figures(summary))
        except BrokenOffError:
            outcome = "broken_off"
            _log.info("going through the sources was broken off", extra=_figures(summary))
        except TanyaError as error:
            reason = str(error)
            _log.error("the sources were not gone through: %s", error, extra=_figures(summary))
        except Exception as error:
            code = secrets.token_hex(3)
            reason = f"{type(error).__name__} ({code})"
            _log.error("the sources were not gone through", exc_info=error, extra={**_figures(summary), "code": code})
        ended = None if outcome == "broken_off" else time.time()
        failed = len(summary.failed)
        await self._note(Round(began, ended, summary.added, summary.changed, summary.removed, failed, reason))
        self._metrics.round_ended(outcome, summary.added, summary.changed, summary.removed, failed)
        self._idle.set()
        self._changed()

    async def _note(self, made: Round) -> None:
        try:
            await self._in_thread(lambda: self._memory.rounds.note(made))
        except TanyaError as error:
            _log.error("a round through the sources could not be noted: %s", error)


class InHelpings:
    """An embedder that is asked for little at a time. `go_on` is called before each helping, and may raise."""

    def __init__(self, embedder: Embedder, go_on: Callable[[], None]) -> None:
        self._embedder = embedder
        self._go_on = go_on

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.queries(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The shortest first, as the embedder itself would go about it: a batch costs what its longest text costs."""
        import numpy as np

        if len(texts) <= HELPING:
            self._go_on()
            return self._embedder.passages(texts)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found = []
        for n, at in enumerate(range(0, len(order), HELPING), 1):
            self._go_on()
            found.append(self._embedder.passages([texts[i] for i in order[at : at + HELPING]]))
            if n % _TRIMMED_AFTER == 0:
                give_memory_back()
        shortest_first = np.concatenate(found)
        vectors = np.empty_like(shortest_first)
        vectors[order] = shortest_first
        return vectors


def _go_through(engine: Asked, settings: Settings, summary: Summary, stop: threading.Event) -> None:
    """One round. Raises BrokenOffError soon after `stop` is set, and TanyaError where it comes to nothing."""

    def go_on(_: int = 0) -> None:
        if stop.is_set():
            raise BrokenOffError

    sources = read_sources(sources_file(settings))
    keep_up(sources, engine.store, InHelpings(engine.embedder, go_on), settings, go_on, summary=summary)


def _figures(summary: Summary) -> dict[str, object]:
    """For the log."""
    counts = {name: getattr(summary, name) for name in ("added", "changed", "unchanged", "removed", "copies")}
    return {**counts, "failed": len(summary.failed), "seconds": round(summary.seconds, 3)}
