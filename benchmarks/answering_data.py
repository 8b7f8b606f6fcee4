"""Question sets as retrieval would serve them: each set's contexts become one-passage articles in a pool to search."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from index.evaluation.metrics import normalised
from index.language.text import content_words
from index.types import Article, Chunk, Passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder

LEXICAL_WEIGHT = 0.006
K1, B = 0.9, 0.4


@dataclass(frozen=True, slots=True)
class Example:
    id: str
    question: str
    context: str
    answers: tuple[str, ...]
    start: int
    """Where the first answer begins in the context; -1 where there is none."""


def load(folder: Path, name: str, *, answerable: bool = True) -> list[Example]:
    """The examples of `<name>.jsonl.gz`, those with an answer or those without."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Example(
            r["id"],
            r["question"],
            r["context"],
            tuple(r["answers"]),
            r["answer_starts"][0] if r["answer_starts"] else -1,
        )
        for r in rows
        if bool(r["answerable"]) == answerable
    ]


class CachedEmbedder:
    """An Embedder that keeps every vector it made in a file, as float16: a fit embeds the same sentences many times."""

    def __init__(self, embedder: Embedder, path: Path | None) -> None:
        self._embedder, self._path = embedder, path
        self._rows: dict[bytes, int] = {}
        self._vectors: NDArray[np.float16] = np.zeros((0, 384), np.float16)
        if path and path.exists():
            with np.load(path) as stored:
                self._vectors = stored["v"]
                self._rows = {bytes(k): i for i, k in enumerate(stored["k"])}

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._get("query: ", texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._get("passage: ", texts)

    def save(self) -> None:
        if self._path:
            np.savez(self._path, k=np.array(sorted(self._rows, key=self._rows.__getitem__)), v=self._vectors)

    def _get(self, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
        # The "!" keeps numpy from cutting trailing zero bytes off a key.
        keys = [hashlib.blake2b((prefix + t).encode(), digest_size=12).digest() + b"!" for t in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._rows}
        if missing:
            make = self._embedder.queries if prefix == "query: " else self._embedder.passages
            made = make(list(missing.values())).astype(np.float16)
            self._rows.update((k, len(self._vectors) + i) for i, k in enumerate(missing))
            self._vectors = np.concatenate([self._vectors, made])
        return self._vectors[[self._rows[k] for k in keys]].astype(np.float32)


class Pool:
    """Contexts to search by cosine + 0.006 × BM25, the blend that retrieval starts from."""

    def __init__(self, contexts: Sequence[str], embedder: Embedder) -> None:
        self.contexts = list(dict.fromkeys(contexts))
        self._embedder = embedder
        self._vectors = embedder.passages(self.contexts)
        self._articles = [Article(f"a{i}", "", c, "pool") for i, c in enumerate(self.contexts)]
        self._at = {c: i for i, c in enumerate(self.contexts)}
        self._plain = [normalised(c) for c in self.contexts]
        self._words: dict[str, int] = {}
        rows, cols, counts, lengths = [], [], [], []
        for i, c in enumerate(self.contexts):
            tf = Counter(content_words(c))
            lengths.append(tf.total())
            for w, n in tf.items():
                rows.append(self._words.setdefault(w, len(self._words)))
                cols.append(i)
                counts.append(n)
        tf_, at = np.array(counts, float), np.array(cols)
        df = np.bincount(rows)
        idf = np.log(1 + (len(self.contexts) - df + 0.5) / (df + 0.5))
        relative = np.array(lengths) / np.mean(lengths)
        bm25 = idf[rows] * tf_ * (K1 + 1) / (tf_ + K1 * (1 - B + B * relative[at]))
        self._bm25 = csr_matrix((bm25, (rows, cols)), shape=(len(self._words), len(self.contexts)))

    def containing(self, answer: str) -> list[str]:
        """The contexts that have these words."""
        wanted = normalised(answer)
        return [c for c, plain in zip(self.contexts, self._plain, strict=True) if wanted in plain]

    def search(
        self,
        question: str,
        k: int = 20,
        *,
        without: Collection[str] = (),
        only: str | None = None,
        keep: str | None = None,
    ) -> list[Passage]:
        """The k best passages; `without` leaves contexts out, `only` searches one, `keep` is among them whatever its score."""
        cosine = self._vectors @ self._embedder.queries([question])[0]
        rows = [self._words[w] for w in set(content_words(question)) if w in self._words]
        lexical = np.asarray(self._bm25[rows].sum(0)).ravel() if rows else np.zeros(len(self.contexts))
        score = cosine + LEXICAL_WEIGHT * lexical
        score[[self._at[c] for c in without if c in self._at]] = -9
        best = [self._at[only]] if only else [int(i) for i in np.argsort(-score)[:k]]
        if keep is not None and self._at[keep] not in best:
            best[-1] = self._at[keep]
        return [
            Passage(
                self._articles[i], Chunk(self._articles[i].id, 0, 0, len(self.contexts[i])),
                float(score[i]), float(cosine[i]), float(lexical[i]),
            )
            for i in best
        ]  # fmt: skip
