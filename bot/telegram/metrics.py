"""Counters of what the bot does, as Prometheus reads them.

SEE: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal

Outcome = Literal["answered", "abstained", "failed", "stalled", "cancelled"]
RoundOutcome = Literal["done", "failed", "broken_off"]
Count = Literal[
    "questions", "flood_waits", "frames_dropped", "network_errors", "strangers", "refused", "undeliverable", "told_gone",
    "unreadable",
]  # fmt: skip

_HELP: dict[Count, str] = {
    "questions": "Questions taken in.",
    "flood_waits": "Times Telegram asked to wait (429).",
    "frames_dropped": "Interim edits that were left out.",
    "network_errors": "Requests to Telegram that were made again.",
    "strangers": "Updates from those who may not use the bot.",
    "refused": "Questions over someone's rate or daily budget.",
    "undeliverable": "Messages to chats that can't be written to.",
    "told_gone": "Messages that a cited sentence is gone.",
    "unreadable": "Updates that could not be read and were passed over.",
}
_ROUNDS: tuple[RoundOutcome, ...] = ("done", "failed", "broken_off")
_TAKEN = ("added", "changed", "removed", "failed")
_OUTCOMES: tuple[Outcome, ...] = ("answered", "abstained", "failed", "stalled", "cancelled")
_BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the histogram's buckets, in seconds."""


class Metrics:
    """May be counted in from any thread. `waiting` says how many questions are being answered or wait to be."""

    def __init__(self) -> None:
        self._counts: Counter[Count] = Counter()
        self._outcomes: Counter[Outcome] = Counter()
        self._feedback: Counter[str] = Counter()
        self._rounds: Counter[RoundOutcome] = Counter()
        self._taken: Counter[str] = Counter()
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._lock = threading.Lock()
        self.waiting: Callable[[], int] = lambda: 0

    def add(self, what: Count) -> None:
        with self._lock:
            self._counts[what] += 1

    def feedback(self, good: bool) -> None:
        with self._lock:
            self._feedback["good" if good else "bad"] += 1

    def round_ended(self, outcome: RoundOutcome, *taken: int) -> None:
        """The list of sources was gone through: how many articles were added, changed and removed, how many failed."""
        with self._lock:
            self._rounds[outcome] += 1
            self._taken.update(dict(zip(_TAKEN, taken, strict=True)))

    def ended(self, outcome: Outcome, seconds: float) -> None:
        """A question has come to its end, so many seconds after it was taken in hand."""
        with self._lock:
            self._outcomes[outcome] += 1
            if outcome in ("answered", "abstained"):
                self._buckets[bisect_left(_BOUNDS, seconds)] += 1
                self._seconds += seconds

    def text(self) -> str:
        with self._lock:
            return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        for name, told in _HELP.items():
            yield from _head(f"tanya_{name}_total", told, "counter")
            yield f"tanya_{name}_total {self._counts[name]}"
        yield from _head("tanya_answers_total", "Questions that came to an end, by how.", "counter")
        for outcome in _OUTCOMES:
            yield f'tanya_answers_total{{outcome="{outcome}"}} {self._outcomes[outcome]}'
        yield from _head("tanya_feedback_total", "Thumbs up and down.", "counter")
        for verdict in ("good", "bad"):
            yield f'tanya_feedback_total{{verdict="{verdict}"}} {self._feedback[verdict]}'
        yield from _head(
            "tanya_rounds_total", "Times the list of sources was gone through, by how it ended.", "counter"
        )
        for round_outcome in _ROUNDS:
            yield f'tanya_rounds_total{{outcome="{round_outcome}"}} {self._rounds[round_outcome]}'
        yield from _head("tanya_round_articles_total", "Articles of these rounds, by what became of them.", "counter")
        for what in _TAKEN:
            yield f'tanya_round_articles_total{{outcome="{what}"}} {self._taken[what]}'
        yield from _head("tanya_waiting", "Questions being answered or waiting to be.", "gauge")
        yield f"tanya_waiting {self.waiting()}"
        yield from _head(
            "tanya_answer_seconds", "From taking a question in hand to its answer being sent.", "histogram"
        )
        below = 0
        for bound, count in zip((*_BOUNDS, "+Inf"), self._buckets, strict=True):
            below += count
            yield f'tanya_answer_seconds_bucket{{le="{bound}"}} {below}'
        yield f"tanya_answer_seconds_sum {self._seconds:.6f}"
        yield f"tanya_answer_seconds_count {below}"


def _head(name: str, told: str, kind: str) -> tuple[str, str]:
    return f"# HELP {name} {told}", f"# TYPE {name} {kind}"
