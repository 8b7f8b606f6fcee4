"""Exact search over the ledger's own vectors: for filtered questions, and beside a process that owns the Chroma folder."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from index.storage.ledger import Ledger

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

    def search(
        self, vector: NDArray[np.float32], k: int, keys: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest chunks among `keys`, which are in order (all, where None): pairs of key and cosine, nearest first.

        `vector` has unit length; vectors of another dimension than its own are passed over.
        """
        import numpy as np

        with self._lock:
            known, vectors = self._refreshed(len(vector))
        if keys is None:
            scores = vectors @ vector
        else:
            at = np.searchsorted(known, keys)
            at = at[at < len(known)]
            at = at[np.isin(known[at], keys, assume_unique=True)]
            # Copying rows costs more than multiplying by them, so only a small part is picked out first.
            scores = vectors[at] @ vector if len(at) < len(known) // 4 else (vectors @ vector)[at]
            known = known[at]
        k = min(k, len(known))
        if not k:
            return []
        best = np.argpartition(-scores, k - 1)[:k]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [(int(known[i]), float(scores[i])) for i in best]

    def _refreshed(self, dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The keys in order, and their vectors. They are replaced, never changed, so that a search may go on with them."""
        import numpy as np

        if self._keys is None or self._vectors is None or self._vectors.shape[1] != dimension:
            self._seq, self._keys, self._vectors = -1, np.empty(0, np.int64), np.empty((0, dimension), np.float32)
        seq = (
            self._ledger.operations.newest()
        )  # before the rows are read: what comes in between is read again, not missed
        if seq != self._seq:
            newest = int(self._keys[-1]) if len(self._keys) else 0
            added, raw = self._ledger.chunks.vectors(newest, dimension)
            kept = np.isin(self._keys, self._ledger.chunks.keys(), assume_unique=True)
            if added or not kept.all():
                fresh = np.frombuffer(raw, np.float16).astype(np.float32).reshape(len(added), dimension)
                self._vectors = np.concatenate([self._vectors[kept], fresh])
                self._keys = np.concatenate([self._keys[kept], np.array(added, np.int64)])
            self._seq = seq
        return self._keys, self._vectors
