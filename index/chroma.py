"""Chroma, as far as Tanya uses it: a collection of ids and vectors with a note of how far it has caught up.

No documents go in: Chroma stores text about four times over, and the ledger has it. Vectors are always given, so that
Chroma never goes looking for a model of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from index.errors import ProjectionError

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from numpy.typing import NDArray

BATCH = 500
"""Rows of one upsert. It holds the interpreter's lock for about a millisecond a row; Chroma's own limit is 5,461."""


class Collection:
    """One collection in a Chroma folder (`where` is a path) or on a Chroma server (`where` is a URL).

    A folder must be open in one process only: see `index.projection`. Raises ProjectionError for whatever Chroma refuses.
    """

    def __init__(self, where: Path | str, name: str) -> None:
        self.where = where
        with self._guard():
            self._client = _client(where)
            self._collection = self._client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 100}}
            )

    def close(self) -> None:
        self._client.close()

    @property
    def note(self) -> dict[str, Any]:
        """What was last noted with `set_note`."""
        return dict(self._collection.metadata or {})

    def refreshed_note(self) -> dict[str, Any]:
        """The note as the server has it now, after whatever other processes did."""
        with self._guard():
            self._collection = self._client.get_collection(self._collection.name, embedding_function=None)
        return self.note

    def set_note(self, note: Mapping[str, str | int]) -> None:
        with self._guard():
            self._collection.modify(metadata=dict(note))

    def count(self) -> int:
        with self._guard():
            return self._collection.count()

    def ids(self) -> Iterator[str]:
        """Every id there is, read in pages."""
        page, offset = 10_000, 0
        while True:
            with self._guard():
                found = self._collection.get(limit=page, offset=offset, include=[])["ids"]
            yield from found
            if len(found) < page:
                return
            offset += page

    def pages(self) -> Iterator[NDArray[np.float32]]:
        """Every vector there is, in pages of shape (up to 2,000, dimension)."""
        import numpy as np

        page, offset = 2_000, 0
        while True:
            with self._guard():
                found = self._collection.get(limit=page, offset=offset, include=["embeddings"])
            vectors = found["embeddings"]
            if vectors is None or len(vectors) != len(found["ids"]):
                raise ProjectionError(f"{self.where} has ids without vectors: run `tanya reindex`.")
            if len(vectors):
                yield np.asarray(vectors, np.float32)
            if len(vectors) < page:
                return
            offset += page

    def drop(self) -> None:
        """Delete the collection; it must be opened again before it is used."""
        with self._guard():
            self._client.delete_collection(self._collection.name)

    def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32], fields: Sequence[Mapping[str, str]]) -> None:
        """`vectors` has shape (len(ids), dimension)."""
        for at in range(0, len(ids), BATCH):
            part = slice(at, at + BATCH)
            with self._guard():
                self._collection.upsert(
                    ids=list(ids[part]), embeddings=vectors[part], metadatas=[dict(f) for f in fields[part]]
                )

    def delete(self, ids: Sequence[str]) -> None:
        for at in range(0, len(ids), BATCH):
            with self._guard():
                self._collection.delete(ids=list(ids[at : at + BATCH]))

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The nearest ids with their cosine, nearest first."""
        with self._guard():
            k = min(k, self._collection.count())
            if not k:
                return []
            found = self._collection.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [(id, 1 - float(distance)) for id, distance in zip(found["ids"][0], distances[0], strict=True)]

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # chromadb raises its own, httpx's, sqlite3's and Rust's errors, with no common base
            if isinstance(self.where, Path):
                raise ProjectionError(
                    f"The Chroma folder {self.where} can't be used ({_first_line(error)}): run `tanya reindex`, which makes it "
                    "anew from the ledger."
                ) from error
            raise ProjectionError(
                f"The Chroma server at {self.where} can't be used ({_first_line(error)}): start it, or correct TANYA_CHROMA_URL."
            ) from error


def _client(where: Path | str) -> Client:
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if isinstance(where, Path):
        client = chromadb.PersistentClient(str(where), settings=quiet)
    else:
        url = urlsplit(where)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError("not an http address")
        secure = url.scheme == "https"
        client = chromadb.HttpClient(url.hostname, url.port or (443 if secure else 8000), ssl=secure, settings=quiet)
    return cast("Client", client)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
