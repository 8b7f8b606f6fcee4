"""The engine as the bot's tests ask it: the real ledger, and answers that any reader of this file can foretell.

Found is the paragraph that shares most words with the question; fewer than two words are a refusal. In a question,
"lambat" waits for `release`, "macet" never comes back, "rusak" is an error. A text that is shown with a question takes its
place. The vectors are drawn, so no model is loaded.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from killed import DrawnEmbedder

from index.answer.extractive import refusal
from index.conversation.followup import standalone
from index.engine import Engine
from index.language.text import content_words, fold, language_of
from index.settings import Settings
from index.types import Answer, Article, Chunk, Citation, Delta, Filters, Passage, Turn

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][”\"]?(?=\s)|$)", re.MULTILINE)


class ScriptedEngine(Engine):
    """`seen` has each question with the questions of the history it came with, and the filters."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, DrawnEmbedder())
        self.release = threading.Event()
        self.begun = threading.Event()
        self.seen: list[tuple[str, tuple[str, ...], Filters]] = []
        self.shown: list[tuple[str, str]] = []
        """Each question that came with a text, and the text."""

    def extract(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        top_k: int | None = None,
        history: Sequence[Turn] = (),
        shown: str | None = None,
    ) -> Answer:
        del top_k
        self.seen.append((question, tuple(turn.question for turn in history), filters))
        if shown:
            self.shown.append((question, shown))
            return replace(self._answer(shown, None, filters), question=question)
        if "lambat" in question:
            self.begun.set()
            self.release.wait(60)
        if "macet" in question:
            threading.Event().wait(600)
        if "rusak" in question:
            raise ZeroDivisionError(f"division by zero in {question}")
        rewritten = standalone(question, history) if history else None
        return self._answer(question, rewritten, filters)

    def foresee(self, question: str) -> Answer:
        return self._answer(question, None, Filters())

    def search(self, question: str, *, filters: Filters = Filters(), top_k: int | None = None) -> tuple[Passage, ...]:
        return tuple(passage for _, passage in self._ranked(question, filters)[: top_k or 5])

    def warm_up(self) -> None:
        self.store.ledger.count()

    def _answer(self, question: str, rewritten: str | None, filters: Filters) -> Answer:
        asked = " ".join((rewritten or question).split())
        language = language_of(asked)
        ranked = self._ranked(asked, filters)
        passages = tuple(passage for _, passage in ranked)
        if not ranked or ranked[0][0] < 2:
            refused = refusal(asked, language, passages)
            return Answer(question, refused.text, None, True, 0.1, passages=passages, nearest=refused.nearest,
                          language=language, standalone_question=rewritten)  # fmt: skip
        article = ranked[0][1].article
        start, end = _best(asked, article)
        quote = article.body[start:end]
        citation = Citation(1, article.id, article.title, article.source, article.author, article.published_at,
                            article.url, quote, start, end)  # fmt: skip
        span = re.search(r"\d[\d.,]*\d? [a-z]+", quote) if asked.startswith("Berapa") else None
        flat = " ".join(quote.split())
        text = f"{span[0]} [1]\n\n{flat} [1]" if span else f"{flat} [1]"
        return Answer(question, text, span and span[0], False, 0.9, (citation,), passages, language=language,
                      standalone_question=rewritten, timings_ms={"total": 1.0})  # fmt: skip

    def _ranked(self, question: str, filters: Filters) -> list[tuple[int, Passage]]:
        found = []
        for article in self.store.ledger.articles.newest(filters):
            start, end = _best(question, article)
            score = _shared(question, article.body[start:end])
            found.append((score, Passage(article, Chunk(article.id, 0, start, end), float(score))))
        return sorted(found, key=lambda pair: -pair[0])


class StreamingEngine(ScriptedEngine):
    """Writes its answer a few letters at a time; at each "▪" of a question it waits for one `step`. `closed` is set when it
    was broken off."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.step = threading.Semaphore(0)
        self.closed = threading.Event()

    @property
    def writes(self) -> bool:
        return True

    def stream(  # type: ignore[override]  # a generator, which can be closed just as well
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        top_k: int | None = None,
        history: Sequence[Turn] = (),
        shown: str | None = None,
    ) -> Iterator[Delta | Answer]:
        answer = self.extract(question.replace("▪", ""), filters=filters, top_k=top_k, history=history, shown=shown)
        size = max(1, len(answer.text) // 8)
        try:
            for at in range(0, len(answer.text), size):
                if "▪" in question:
                    self.begun.set()
                    self.step.acquire(timeout=60)
                yield Delta(answer.text[at : at + size])
            yield answer
        finally:
            self.closed.set()


def filled(folder: Path, *paths: Path) -> None:
    """Take articles into a data folder, with vectors that are drawn."""
    from killed import opened

    from ingest.pipeline import Run

    settings = Settings(_env_file=None, data_dir=folder)  # type: ignore[call-arg]
    with opened(settings) as store:
        summary = Run(store, DrawnEmbedder(), settings).ingest(paths)
    assert not summary.failed


def _best(question: str, article: Article) -> tuple[int, int]:
    spans = [m.span() for m in _SENTENCE.finditer(article.body) if m[0].strip()]
    start, end = max(spans, key=lambda span: _shared(question, article.body[slice(*span)]))
    lead = len(article.body[start:end]) - len(article.body[start:end].lstrip())
    return start + lead, end


def _shared(question: str, text: str) -> int:
    within = fold(text)
    return sum(word in within for word in set(content_words(question)))
