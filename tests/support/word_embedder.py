"""An embedder without a model, for tests of what stands around one: a text's vector is the sum of those of its words.

Each word has a direction of its own, always the same, so that texts that share words are near each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.language.text import STOP_WORDS, stem, words


class WordEmbedder:
    name = "words of a test"
    dimension = 128

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = np.stack(
            [sum((_direction(stem(w)) for w in words(t) if w not in STOP_WORDS), _direction("")) for t in texts]
        )
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def _direction(word: str) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).standard_normal(WordEmbedder.dimension).astype(np.float32)
