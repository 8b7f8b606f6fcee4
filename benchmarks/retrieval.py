"""Retrieval: is what answers the question found, and found first? Each stage alone, plain fusion, and the Retriever.

Each context of a question set is an article of its own, ingested as any other. A stage alone ranks every chunk there
is; a ranking of chunks counts as one of their articles.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import Options, Row, english_questions, records, settings_in, stock
from benchmarks.metrics import mean, reciprocal_rank_fusion
from benchmarks.stock import Search
from index.engine import Engine
from index.evaluation.metrics import distinct, hit, ranks_of, reciprocal_rank
from index.language.text import content_words
from index.retrieval.bm25 import Query
from index.storage.chunks import Chunks
from index.storage.ledger import Ledger
from index.types import Passage
from ingest.pipeline import Run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEPTH = 100
"""Chunks that each ranking gives to plain fusion: as many as the Retriever takes from each side."""

TOP_K = 20
"""Passages that the Retriever and LlamaIndex are asked for, so that ten different articles are among them."""

FUSED = "fused (Tanya)"
RERANKED = "reranked (Tanya)"

Asked = Sequence[tuple[str, str]]
"""Questions, each with the id of the article that answers it."""


def measure(options: Options) -> list[Row]:
    rows: list[Row] = []
    for name, title in (("facqa", "FacQA"), ("tydiqa_id", "TyDiQA-id")):
        valid = list(records(options.data, f"{name}-valid"))
        contexts = [r["context"] for r in records(options.data, f"{name}-train")] + [r["context"] for r in valid]
        ids = {context: f"p{n}" for n, context in enumerate(dict.fromkeys(contexts))}
        sets: dict[str, Asked] = {title: [(r["question"], ids[r["context"]]) for r in valid if r["answerable"]]}
        if name == "facqa":
            english = english_questions()
            sets[f"{title}, asked in English"] = [
                (english[r["id"]], ids[r["context"]]) for r in valid if r["answerable"] and r["id"] in english
            ]
        with tempfile.TemporaryDirectory() as folder, Engine(settings_in(Path(folder) / "state")) as engine:
            _ingest(engine, {id: context for context, id in ids.items()}, Path(folder) / "passages.jsonl")
            stages = _Stages(engine)
            searches = stages.searches()
            others = _stock(stages, Path(folder) / "stock")
            for set_title, asked in sets.items():
                rows += _judge(f"{set_title} ({len(asked)} in {len(ids)})", asked, {**searches, **(others or {})})
                if others is None:
                    rows.append(Row(f"{set_title}: LlamaIndex's retrievers", "not installed"))
            stages.close()
    return rows


def _ingest(engine: Engine, passages: Mapping[str, str], file: Path) -> None:
    lines = (json.dumps({"id": id, "text": text}) + "\n" for id, text in passages.items())
    file.write_text("".join(lines), encoding="utf-8")
    summary = Run(engine.store, engine.embedder, settings_in(engine.store.ledger.path.parent)).ingest([file])
    if summary.added != len(passages):
        raise AssertionError(f"{summary.added} of {len(passages)} passages were taken in: {summary.failed[:3]}")


def _judge(title: str, asked: Asked, searches: Mapping[str, Search]) -> list[Row]:
    alone: dict[str, float] = {}
    rows = []
    for name, search in searches.items():
        ranks = [ranks_of({gold}, distinct(search(question))) for question, gold in asked]
        values = {
            "hit@1": mean([hit(r, 1) for r in ranks]), "hit@10": mean([hit(r, 10) for r in ranks]),
            "mrr@10": mean([reciprocal_rank(r) for r in ranks]),
        }  # fmt: skip
        figure = "hit@1 {hit@1:.3f}, hit@10 {hit@10:.3f}, MRR@10 {mrr@10:.3f}".format_map(values)
        if name.endswith("alone"):
            alone[name] = values["hit@1"]
        if name in (FUSED, RERANKED):
            best = max(alone.values())
            rows.append(Row(f"{title}: {name}", figure, f"hit@1 > {best:.3f}", values["hit@1"] > best, values))
            alone[name] = values["hit@1"]
        else:
            rows.append(Row(f"{title}: {name}", figure, values=values))
    return rows


@dataclass(frozen=True, slots=True)
class _Chunks:
    """Every chunk of a ledger. `vectors` has shape (len(keys), dimension), rows of unit length."""

    keys: Sequence[int]
    vectors: NDArray[np.float32]
    articles: Mapping[int, str]

    @classmethod
    def of(cls, ledger: Ledger) -> _Chunks:
        import numpy as np

        keys, raw = ledger.chunks.vectors(0)
        vectors = np.frombuffer(raw, np.float16).astype(np.float32).reshape(len(keys), -1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)  # a cosine, as Chroma reckons it
        return cls(keys, vectors, {key: hit.article.id for key, hit in ledger.chunks.hits(keys).items()})


class _Words(Chunks):
    """Chunks with all their words in memory: a stage alone scores every chunk for every question."""

    @cached_property
    def _words(self) -> dict[int, tuple[list[str], list[str]]]:
        return super().words_of([int(key) for key in self.keys()])

    def words_of(self, keys: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
        return {key: self._words[key] for key in keys}


class _Stages:
    """The ways to rank the articles of one ledger."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.chunks = _Chunks.of(engine.store.ledger)
        self._words = Ledger(engine.store.ledger.path)
        self._words.chunks = _Words(self._words.database)
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._rankings: dict[str, list[int]] = {}

    def close(self) -> None:
        self._words.close()

    def searches(self) -> dict[str, Search]:
        return {
            "FTS5's BM25 alone": lambda question: self._articles(self._fts5(question)),
            "BM25 alone": lambda question: self._articles(self._bm25(question)),
            "dense alone": lambda question: self._articles(self._dense(question)),
            "plain RRF": lambda question: self._articles(
                reciprocal_rank_fusion([self._bm25(question)[:DEPTH], self._dense(question)[:DEPTH]])
            ),
            FUSED: lambda question: [passage.article.id for passage in self._fused(question)],
            RERANKED: lambda question: [p.article.id for p in self.engine.ask(question, top_k=TOP_K).passages],
            f"{FUSED}, twins unfolded": lambda question: self._unfolded(question),
        }

    def vector(self, question: str) -> NDArray[np.float32]:
        if question not in self._vectors:
            self._vectors[question] = self.engine.embedder.queries([question])[0]
        return self._vectors[question]

    def _articles(self, keys: Iterable[int]) -> list[str]:
        return [self.chunks.articles[key] for key in keys]

    def _fts5(self, question: str) -> list[int]:
        """What SQLite's own BM25 makes of the question's words as they are, stop words left out."""
        terms = " OR ".join(f'"{word}"' for word in distinct(content_words(question)))
        return self.engine.store.ledger.chunks.match(f"raw : ({terms})", DEPTH) if terms else []

    def _bm25(self, question: str) -> list[int]:
        """Tanya's own BM25, with stems and translations."""
        if question not in self._rankings:
            matches = Query.of(question, self._words).matches(self._words, self.chunks.keys)
            found = [key for key in matches if matches[key].bm25 > 0]
            self._rankings[question] = sorted(found, key=lambda key: -matches[key].bm25)
        return self._rankings[question]

    def _dense(self, question: str) -> list[int]:
        import numpy as np

        order = np.argsort(-(self.chunks.vectors @ self.vector(question)), kind="stable")
        return [self.chunks.keys[i] for i in order.tolist()]

    def _fused(self, question: str) -> Sequence[Passage]:
        return self.engine.retriever.retrieve(question, top_k=TOP_K).passages

    def _unfolded(self, question: str) -> Iterable[str]:
        """Passages that say the same follow each other, as in the other rankings, instead of after all that is new."""
        for passage in self._fused(question):
            yield passage.article.id
            yield from (twin.rpartition("#")[0] for twin in passage.twins)


def _stock(stages: _Stages, folder: Path) -> Mapping[str, Search] | None:
    hits = stages.engine.store.ledger.chunks.hits(stages.chunks.keys)
    chunks = (
        (hit.chunk.id, hit.article.id, hit.article.body[hit.chunk.start : hit.chunk.end], vector)
        for key, vector in zip(stages.chunks.keys, stages.chunks.vectors, strict=True)
        for hit in [hits[key]]
    )
    return stock.searches(chunks, stages.vector, TOP_K, folder)
