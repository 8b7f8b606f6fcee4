"""One question at a time in each chat and topic, in the order they came; other chats at the same time."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.telegram.memory import Place

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question that waits for its turn. `user` may take it back."""

    question: str
    place: Place
    user: int


@dataclass(slots=True)
class _Lane:
    waiting: deque[Ticket] = field(default_factory=deque)
    current: Ticket | None = None
    answering: asyncio.Task[None] | None = None
    taken_back: bool = False
    runner: asyncio.Task[None] | None = None


class Lanes:
    """`answer` does the work for a ticket. `took_back` ends what a person took back, after the work has stopped."""

    def __init__(
        self,
        answer: Callable[[Ticket], Coroutine[Any, Any, None]],
        took_back: Callable[[Ticket], Coroutine[Any, Any, None]],
    ) -> None:
        self._answer = answer
        self._took_back = took_back
        self._lanes: dict[Place, _Lane] = {}
        self._stopping = False

    def put(self, ticket: Ticket, *, first: bool = False) -> None:
        """Queue a question; one that waits already keeps its place."""
        lane = self._lanes.setdefault(ticket.place, _Lane())
        if ticket in lane.waiting:
            return
        if first:
            lane.waiting.appendleft(ticket)
        else:
            lane.waiting.append(ticket)
        if lane.runner is None:
            lane.runner = asyncio.create_task(self._run(ticket.place, lane))

    def put_anew(self, ticket: Ticket) -> None:
        """Queue a question whose text has changed: the answer that is being made to the old one is broken off."""
        lane = self._lanes.get(ticket.place)
        if lane and lane.current == ticket and lane.answering:
            lane.answering.cancel()
            self.put(ticket, first=True)
        else:
            self.put(ticket)

    def take_back(self, place: Place, user: int | None) -> Ticket | None:
        """Stop the answer being made if it is `user`'s (anyone's if None), else take back their last that waits."""
        lane = self._lanes.get(place)
        if lane is None:
            return None
        mine = lane.current is not None and user in (None, lane.current.user) and not lane.taken_back
        if mine and lane.answering and lane.answering.cancel():
            lane.taken_back = True
            return lane.current
        for ticket in reversed(lane.waiting):
            if user in (None, ticket.user):
                lane.waiting.remove(ticket)
                asyncio.get_running_loop().create_task(self._took_back(ticket))
                return ticket
        return None

    def count(self, place: Place | None = None) -> int:
        """How many questions are being answered or wait to be, here or everywhere."""
        lanes = self._lanes.values() if place is None else filter(None, [self._lanes.get(place)])
        return sum(len(lane.waiting) + (lane.current is not None) for lane in lanes)

    async def stop(self, grace: float) -> list[Ticket]:
        """Begin nothing more; let answers that are being made finish for `grace` seconds. Returns those cut off."""
        self._stopping = True
        running = {lane.answering: lane.current for lane in self._lanes.values() if lane.answering and lane.current}
        if not running:
            return []
        _, unfinished = await asyncio.wait(running, timeout=grace)
        for task in unfinished:
            task.cancel()
        if unfinished:
            await asyncio.wait(unfinished, timeout=1)
        return [running[task] for task in unfinished]

    async def _run(self, place: Place, lane: _Lane) -> None:
        while lane.waiting and not self._stopping:
            ticket = lane.waiting.popleft()
            lane.current, lane.taken_back = ticket, False
            lane.answering = asyncio.create_task(self._answer(ticket))
            await asyncio.wait([lane.answering])
            try:
                if lane.taken_back:
                    await self._took_back(ticket)
                elif not lane.answering.cancelled():
                    lane.answering.result()
            except Exception:
                _log.exception("an answer was lost", extra={"question": ticket.question})
            lane.current = lane.answering = None
        lane.runner = None
        if not lane.waiting:
            del self._lanes[place]
