"""The engine: a question goes in, a cited answer comes out. Telegram, the REPL and the command line all ask this one."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from index import span_finder
from index.answering import Answerer, SentenceSelector
from index.embedding import Embedder, SentenceTransformerEmbedder
from index.errors import ModelError, QuestionError
from index.followup import standalone
from index.neural_reader import Calibration, NeuralReader
from index.reading import Reader
from index.retrieval import Retriever
from index.settings import Settings
from index.store import Store, identity_of
from index.types import Answer, Article, Filters, Passage, Turn
from index.word_reader import WordReader

_log = logging.getLogger(__name__)


class Engine:
    """Making one costs nothing: the ledger is opened and the model loaded when the first question needs them.

    Raises TanyaError in words for the person who asked: no model, another model than the articles', a Chroma server
    that doesn't answer.
    """

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self._settings = settings
        self.embedder: Embedder = embedder or SentenceTransformerEmbedder(settings)

    def ask(
        self, question: str, *, filters: Filters = Filters(), top_k: int | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        """Answer a question, or the follow-up to `history`, from the articles that `filters` let through."""
        began = time.perf_counter()
        if not question.strip():
            raise QuestionError("There is no question: type one, in Indonesian or English.")
        if not self.store.ledger.count()[0]:
            raise QuestionError("There are no articles to answer from yet: `tanya ingest PATH` takes them in.")
        self.store.check_identity()
        rewritten = standalone(question, history) if history else None
        found = self.retriever.retrieve(rewritten or question, top_k=top_k or self._settings.top_k, filters=filters)
        retrieved = time.perf_counter()
        answer = self._answerer.answer(
            rewritten or question, found.passages, min_confidence=self._settings.min_confidence, hint=question
        )
        self.store.ledger.cite(answer.citations)
        done = time.perf_counter()
        timings = {**found.timings_ms, "answer": 1000 * (done - retrieved), "total": 1000 * (done - began)}
        return replace(answer, question=question, standalone_question=rewritten, timings_ms=timings)

    def search(self, question: str, *, filters: Filters = Filters(), top_k: int | None = None) -> tuple[Passage, ...]:
        """What is retrieved for a question, best first, without an answer."""
        self.store.check_identity()
        return self.retriever.retrieve(question, top_k=top_k or self._settings.top_k, filters=filters).passages

    def warm_up(self) -> None:
        """Load the model and open the index, so that the first question is as quick as the next."""
        self.store.check_identity()
        found = self.retriever.retrieve("apa kabar hari ini?", top_k=1)
        self._answerer.answer("apa kabar hari ini?", found.passages, min_confidence=1.0)

    def sources(self) -> list[str]:
        """Names of the outlets, the one with most articles first."""
        return [name for name, _ in self.store.ledger.sources() if name]

    def article(self, article_id: str) -> Article | None:
        return self.store.ledger.article(article_id)

    def close(self) -> None:
        if "store" in self.__dict__:
            self.store.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def store(self) -> Store:
        return Store(self._settings, identity_of(self.embedder))

    @cached_property
    def retriever(self) -> Retriever:
        return Retriever(self.store.ledger, self.embedder, self.store)

    @cached_property
    def _answerer(self) -> Answerer:
        return SentenceSelector(self.reader)

    @cached_property
    def reader(self) -> Reader:
        """The trained reader; where it can't be loaded that is said once, and the one that needs no model stands in."""
        if self._settings.reader == "trained":
            try:
                return NeuralReader(span_finder.load(self._settings, self.embedder), Calibration.shipped())
            except ModelError as error:
                _log.warning("%s Until then answers are found by words alone, and fewer of them.", error)
        return WordReader(self.embedder)
