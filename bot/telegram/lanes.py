"""One question at a time in each chat and topic, its members in turn; other chats at the same time."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from bot.telegram.memory import Place

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question that waits for its turn. `user` may take it back. `message` asked it, a negative number where none did."""

    question: str
    place: Place
    user: int
    message: int = 0


@dataclass(slots=True)
class _Lane:
    place: Place
    waiting: deque[Ticket] = field(default_factory=deque)
    first: Ticket | None = None
    """Goes before all that wait: it was in hand already."""
    served: dict[int, int] = field(default_factory=dict)
    """Which turn was each person's last."""
    turns: int = 0
    current: Ticket | None = None
    answering: asyncio.Task[None] | None = None
    taken_back: bool = False
    dropped: bool = False
    runner: asyncio.Task[None] | None = None

    def all(self) -> list[Ticket]:
        return [*([self.first] if self.first else []), *self.waiting]

    def remove(self, ticket: Ticket) -> None:
        if ticket == self.first:
            self.first = None
        else:
            self.waiting.remove(ticket)

    def next(self) -> Ticket:
        """The longest waiting question of the person whose last turn is the longest ago."""
        ticket = self.first or min(self.waiting, key=lambda t: self.served.get(t.user, 0))
        self.remove(ticket)
        self.turns += 1
        self.served[ticket.user] = self.turns
        return ticket


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
        self._released = asyncio.Event()

    def release(self) -> None:
        """Begin to answer. Until then questions only queue."""
        self._released.set()

    def put(self, ticket: Ticket, *, first: bool = False) -> None:
        """Queue a question; one that waits already keeps its place."""
        lane = self._lanes.setdefault(ticket.place, _Lane(ticket.place))
        if ticket in lane.all():
            return
        if first and lane.first is None:
            lane.first = ticket
        else:
            lane.waiting.append(ticket)
        if lane.runner is None:
            lane.runner = asyncio.create_task(self._run(lane))

    def put_anew(self, ticket: Ticket) -> None:
        """Queue a question whose text has changed: the answer that is being made to the old one is broken off."""
        lane = self._lanes.get(ticket.place)
        if lane and lane.current == ticket and lane.answering:
            lane.answering.cancel()
            self.put(ticket, first=True)
        else:
            self.put(ticket)

    def take_back(
        self, place: Place, user: int | None, *, before: int | None = None, last: bool = False
    ) -> Ticket | None:
        """Stop the answer being made if it is `user`'s (anyone's if None), else take back their last that waits.

        Only what was asked before the message `before`. With `last` what was asked last, whether it is in hand or waits.
        """
        lane = self._lanes.get(place)
        if lane is None:
            return None
        theirs = [t for t in lane.all() if user in (None, t.user) and (before is None or t.message < before)]
        now = lane.current
        if now and not lane.taken_back and user in (None, now.user) and (before is None or now.message < before):
            newest = last and any(t.message > now.message for t in theirs)
            if not newest and lane.answering and lane.answering.cancel():
                lane.taken_back = True
                return now
        if not theirs:
            return None
        ticket = max(theirs, key=lambda t: t.message) if last else theirs[-1]
        lane.remove(ticket)
        asyncio.get_running_loop().create_task(self._took_back(ticket))
        return ticket

    def moved(self, old: int, new: int) -> None:
        """A group became a supergroup: what waits or is being answered there goes on in it, and can be taken back from it."""
        for place, lane in list(self._lanes.items()):
            there = Place(new, place.thread)
            if place.chat != old or there in self._lanes:
                continue
            lane.place = there
            lane.waiting = deque(_put_elsewhere(t, there) for t in lane.waiting)
            lane.first, lane.current = (t and _put_elsewhere(t, there) for t in (lane.first, lane.current))
            self._lanes[there] = self._lanes.pop(place)

    async def drop(self, user: int) -> None:
        """Take back all of a person's questions, wherever, without a word; returns when nothing is done for them any more."""
        stopping = []
        for lane in self._lanes.values():
            for ticket in [t for t in lane.all() if t.user == user]:
                lane.remove(ticket)
            if lane.current and lane.current.user == user and lane.answering and lane.answering.cancel():
                lane.dropped = True
                stopping.append(lane.answering)
        if stopping:
            await asyncio.wait(stopping, timeout=10)

    def count(self, place: Place | None = None, user: int | None = None) -> int:
        """How many questions are being answered or wait to be, here or everywhere, of one person or of all."""
        lanes = self._lanes.values() if place is None else filter(None, [self._lanes.get(place)])
        tickets = [t for lane in lanes for t in (*lane.all(), *([lane.current] if lane.current else []))]
        return sum(user in (None, t.user) for t in tickets)

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

    async def _run(self, lane: _Lane) -> None:
        await self._released.wait()
        while lane.all() and not self._stopping:
            ticket = lane.next()
            lane.current, lane.taken_back, lane.dropped = ticket, False, False
            lane.answering = asyncio.create_task(self._answer(ticket))
            await asyncio.wait([lane.answering])
            try:
                if lane.taken_back and not lane.dropped:
                    await self._took_back(ticket)
                elif not lane.answering.cancelled():
                    lane.answering.result()
            except Exception:
                _log.exception("an answer was lost", extra={"question": ticket.question})
            lane.current = lane.answering = None
        lane.runner = None
        if not lane.all():
            del self._lanes[lane.place]


def _put_elsewhere(ticket: Ticket, place: Place) -> Ticket:
    """In another chat no message asked it, and it was asked before all that is said there."""
    return replace(ticket, place=place, message=-abs(ticket.message))
