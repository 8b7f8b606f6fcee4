"""Retrieval: dense and lexical candidates, fused by weight.

The fused score is cosine + a × BM25 + b × togetherness (how much of the question stands in one place). Counting ranks
instead (reciprocal rank fusion) throws away how much better the first is than the second, and with it dense's lead on
questions that share no word with the text.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.embedding.embedder import Embedder
from index.retrieval import relevance
from index.retrieval.bm25 import Query
from index.retrieval.near_duplicates import fold_twins
from index.storage.ledger import Ledger
from index.types import Filters, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CANDIDATES = 64
"""From each side, before fusion; at least twice as many as are asked for."""
BM25_WEIGHT = 0.003
TOGETHER_WEIGHT = 0.04
"""How fast each adds to a cosine, which for E5 lies between about 0.75 and 0.92. Chosen on training questions of FacQA
(long, lexical) and TyDiQA-id (short, semantic), where the one wants more and the other less; see docs/decisions.md."""

NEAR = 6
"""Passages of the articles spoken of that are found besides."""


class VectorIndex(Protocol):
    """Finds the chunks whose vectors are nearest."""

    def nearest(self, vector: NDArray[np.float32], k: int, filters: Filters) -> list[tuple[int, float]]:
        """Pairs of chunk key and cosine, nearest first."""
        ...


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a question, best first."""

    passages: tuple[Passage, ...]
    timings_ms: Mapping[str, float]
    """"embed" and "retrieve"."""
    rankings: Mapping[str, Sequence[int]]
    """Chunk keys of the candidates, best first, as "lexical", "dense" and "fused" rank them."""


class Retriever:
    """Searches a ledger by meaning and by words."""

    def __init__(self, ledger: Ledger, embedder: Embedder, index: VectorIndex) -> None:
        self._ledger = ledger
        self._embedder = embedder
        self._index = index

    def retrieve(
        self,
        question: str,
        *,
        top_k: int,
        filters: Filters = Filters(),
        spelled: str | None = None,
        near: Sequence[str] = (),
        also: Sequence[str] = (),
    ) -> Retrieval:
        """`spelled`: the question as the collection spells its words, for the search by words. `near`: ids of articles
        whose best passages are found besides, for they are what is spoken of. `also`: other wordings of the same question;
        a passage counts with the one that it suits best."""
        began = time.perf_counter()
        vector, *others = self._embedder.queries([question, *also])
        embedded = time.perf_counter()
        passages, rankings = self._search(spelled or question, vector, top_k, filters, near)
        for wording, other in zip(also, others, strict=True):
            passages += self._search(wording, other, top_k, filters, near)[0]
        best = {p.id: p for p in sorted(passages, key=lambda p: p.score)}
        found = sorted(best.values(), key=lambda p: -p.score)
        stories = self._ledger.near_duplicates.stories({p.article.id for p in found})
        passages = fold_twins(found, stories)[:top_k]
        done = time.perf_counter()
        timings = {"embed": 1000 * (embedded - began), "retrieve": 1000 * (done - embedded)}
        return Retrieval(tuple(passages), timings, rankings)

    def _search(
        self, question: str, vector: NDArray[np.float32], top_k: int, filters: Filters, near: Sequence[str]
    ) -> tuple[list[Passage], dict[str, list[int]]]:
        width = max(CANDIDATES, 2 * top_k)
        query = Query.of(question, self._ledger)
        dense = dict(self._index.nearest(vector, width, filters))
        nearest = list(dense)
        spoken_of = self._ledger.chunks.keys_under(near) if near else []
        keys = list(dict.fromkeys([*dense, *query.candidates(self._ledger, width, filters), *spoken_of]))
        dense |= self._cosines(vector, [key for key in keys if key not in dense])
        matches = query.matches(self._ledger, keys)
        fused = {
            key: dense[key] + BM25_WEIGHT * match.bm25 + TOGETHER_WEIGHT * match.together
            for key, match in matches.items()
            if key in dense
        }
        rankings = {
            "lexical": sorted((key for key, m in matches.items() if m.bm25 > 0), key=lambda key: -matches[key].bm25),
            "dense": nearest,
            "fused": sorted(fused, key=lambda key: -fused[key]),
        }
        best = rankings["fused"][: top_k + top_k // 2]
        if spoken_of:
            told = [key for key in rankings["fused"] if key in set(spoken_of)][:NEAR]
            best = [*told, *(key for key in best if key not in told)][: len(best)]
            best.sort(key=lambda key: -fused[key])
        hits = self._ledger.chunks.hits(best)
        found = [
            Passage(
                hits[key].article,
                hits[key].chunk,
                fused[key],
                dense[key],
                matches[key].bm25,
                near=relevance.near(dense[key], matches[key].bm25, matches[key].together, query.chunks),
            )
            for key in best
            if key in hits
        ]
        return found, rankings

    def _cosines(self, vector: NDArray[np.float32], keys: list[int]) -> dict[int, float]:
        import numpy as np

        found = self._ledger.chunks.vectors_of(keys)
        if not found:
            return {}
        vectors = np.stack([np.frombuffer(raw, np.float16) for raw in found.values()]).astype(np.float32)
        return dict(zip(found, (vectors @ vector).tolist(), strict=True))
