"""A stand-in for the engine where a test must hold an answer back. Same question, same answer; no ledger, no model."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from index.errors import LedgerError
from index.types import Answer, Article, Filters, Turn


class SlowEngine:
    """A question with "lambat" in it is answered once `release` is set; one with "rusak" raises a LedgerError."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.begun = threading.Event()
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

    def warm_up(self) -> None:
        pass

    def sources(self) -> list[str]:
        return ["Harian Nusa", "Harian Seruni", "Kabar Tirta"]

    def article(self, article_id: str) -> Article | None:
        del article_id
        return None
