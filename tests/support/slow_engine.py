"""A stand-in for the engine where a test must hold an answer back. Same question, same answer; no ledger, no model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from index.errors import LedgerError
from index.types import Answer, Article, Delta, Filters, Turn


class Said:
    """An answer on its way that nothing can hurry and nothing give up."""

    def __init__(self, answer: Callable[[], Answer], closed: threading.Event) -> None:
        self._answer = answer
        self._closed = closed

    def __iter__(self) -> Iterator[Delta | Answer]:
        yield self._answer()

    def close(self) -> None:
        self._closed.set()


class SlowEngine:
    """A question with "lambat" in it is answered once `release` is set; one with "rusak" raises a LedgerError."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.begun = threading.Event()
        self.given_up = threading.Event()
        """Set once an answer under way was told to end."""
        self.notice: str | None = None
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        """Each question with the questions of the history it came with."""

    def ask(
        self, question: str, *, filters: Filters | None = None, top_k: int | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        del filters, top_k
        self.seen.append((question, tuple(turn.question for turn in history)))
        if "lambat" in question:
            self.begun.set()
            self.release.wait(20)
        if "rusak" in question:
            raise LedgerError("The ledger can't be read: restore it from a backup.")
        if "celaka" in question:
            raise ZeroDivisionError("division by zero")
        return Answer(question, f"Jawaban atas: {question}", None, False, 0.9, timings_ms={"embed": 3, "total": 12})

    def stream(
        self, question: str, *, filters: Filters | None = None, top_k: int | None = None, history: Sequence[Turn] = ()
    ) -> Said:
        return Said(lambda: self.ask(question, filters=filters, top_k=top_k, history=history), self.given_up)

    def warm_up(self) -> None:
        pass

    def sources(self) -> list[str]:
        return ["Harian Nusa", "Harian Seruni", "Kabar Tirta"]

    def article(self, article_id: str) -> Article | None:
        del article_id
        return None
