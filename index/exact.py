"""Exact search over the ledger's own vectors: for filtered questions, and beside a process that owns the Chroma folder."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from index.ledger import Ledger

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ExactIndex:
    """All vectors in memory (float32: 150 MB for 100,000 chunks), brought up to date with each search.

    A chunk's row in the ledger never changes, so being up to date means adding the new keys and dropping those gone.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._seq = -1
        self._keys: NDArray[np.int64] | None = None
        self._vectors: NDArray[np.float32] | None = None

    def search(self, vector: NDArray[np.float32], k: int, keys: list[int] | None = None) -> list[tuple[int, float]]:
        """The k nearest chunks among `keys` (all, where None): pairs of key and cosine, nearest first."""
        import numpy as np

        with self._lock:
            self._refresh()
            known, vectors = self._keys, self._vectors
        if known is None or vectors is None or not len(known):
            return []
        if keys is not None:
            allowed = np.isin(known, np.array(keys, np.int64), assume_unique=True)
            known, vectors = known[allowed], vectors[allowed] if len(keys) < len(allowed) else vectors
        scores = vectors @ vector
        k = min(k, len(scores))
        if not k:
            return []
        best = np.argpartition(-scores, k - 1)[:k]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [(int(known[i]), float(scores[i])) for i in best]

    def _refresh(self) -> None:
        import numpy as np

        seq = self._ledger.seq()
        if seq == self._seq:
            return
        newest = int(self._keys[-1]) if self._keys is not None and len(self._keys) else 0
        added, raw = self._ledger.vectors(newest)
        fresh = np.frombuffer(raw, np.float16).astype(np.float32)
        fresh = fresh.reshape(len(added), -1) if added else np.empty((0, 0), np.float32)
        if self._keys is None or self._vectors is None or not len(self._keys):
            self._keys, self._vectors = np.array(added, np.int64), fresh
        else:
            kept = np.isin(self._keys, np.array(self._ledger.keys(), np.int64), assume_unique=True)
            if not added or fresh.shape[1] == self._vectors.shape[1]:
                parts = [self._vectors[kept], fresh] if added else [self._vectors[kept]]
                self._vectors = np.concatenate(parts) if added or not kept.all() else self._vectors
                self._keys = np.concatenate([self._keys[kept], np.array(added, np.int64)])
            else:  # another model has taken over
                self._keys, self._vectors = np.array(added, np.int64), fresh
        self._seq = seq
