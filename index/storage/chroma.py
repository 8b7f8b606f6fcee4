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

from index.errors import ProjectionError, first_line

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from numpy.typing import NDArray

BATCH = 500
"""Rows of one upsert. It holds the interpreter's lock for about a millisecond a row; Chroma's own limit is 5,461."""
_HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 64, "ef_search": 400}
"""Chroma's defaults are 100 and 100. Building with 64 is a third less work (0.55 ms a vector at 34,000 of them, not 0.75).
Searching with 400 finds .995 of the nearest ten and .96 of the nearest hundred among 54,000 chunks in 3.3 ms; with 100
it would be .969 and .817 in 2.4 ms."""
_GREETING, _SEARCHING, _PATIENCE = 2, 3, 20
"""Seconds that a Chroma server may take to answer at first, when it is searched, and to write; chromadb itself would wait for
ever. It is a question that waits for the first two, which goes on without Chroma then."""


class Collection:
    """One collection in a Chroma folder (`where` is a path) or on a Chroma server (`where` is a URL).

    A folder must be open in one process only: see `index.storage.projection`. Raises ProjectionError for whatever Chroma refuses.
    """

    def __init__(self, where: Path | str, name: str) -> None:
        self.where = where
        with self._guard():
            self._client = _client(where)
            try:
                self._collection = self._client.get_or_create_collection(
                    name, embedding_function=None, configuration={"hnsw": _HNSW}
                )
            except BaseException:
                self._client.close()  # else chromadb hands the same broken one out again
                raise

    def close(self) -> None:
        with self._guard():
            self._client.close()

    @property
    def note(self) -> dict[str, Any]:
        """What was last noted with `set_note`."""
        return dict(self._collection.metadata or {})

    def refreshed_note(self) -> dict[str, Any]:
        """The note as the server has it now, after whatever other processes did; empty while one makes it anew."""
        from chromadb.errors import NotFoundError

        with self._guard(_SEARCHING):
            try:
                self._collection = self._client.get_collection(self._collection.name, embedding_function=None)
            except NotFoundError:
                return {}
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

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32], fields: Sequence[Mapping[str, str]]) -> int:
        """`vectors` has shape (len(ids), dimension). Returns how many were there before, and are replaced.

        These are deleted first. Chroma's own upsert would move them within its graph, and of 420 chunks, half of them
        moved, left one that no search reaches in 3 of 40 collections; none of 40 this way.
        """
        replaced = self.delete(ids)
        for at in range(0, len(ids), BATCH):
            part = slice(at, at + BATCH)
            with self._guard():
                self._collection.upsert(
                    ids=list(ids[part]), embeddings=vectors[part], metadatas=[dict(f) for f in fields[part]]
                )
        return replaced

    def delete(self, ids: Sequence[str]) -> int:
        """Returns how many of them there were."""
        deleted = 0
        for at in range(0, len(ids), BATCH):
            with self._guard():
                known = self._collection.get(ids=list(ids[at : at + BATCH]), include=[])["ids"]
                if known:
                    self._collection.delete(ids=known)
            deleted += len(known)
        return deleted

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The nearest ids with their cosine, nearest first."""
        with self._guard(_SEARCHING):
            found = self._collection.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [(id, 1 - float(distance)) for id, distance in zip(found["ids"][0], distances[0], strict=True)]

    @contextmanager
    def _guard(self, seconds: float = _PATIENCE) -> Iterator[None]:
        """`seconds`: how long a server may take for what is done here."""
        # chromadb raises its own, httpx's, sqlite3's and Rust's errors, with no common base; Rust's panics aren't even
        # Exceptions.
        try:
            if not isinstance(self.where, Path) and (session := _session(getattr(self, "_client", None))) is not None:
                session.timeout = seconds
            yield
        except BaseException as error:
            if isinstance(error, ProjectionError):
                raise
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            raise ProjectionError(_advice(self.where, error)) from error


def _advice(where: Path | str, error: BaseException) -> str:
    reason = first_line(error)[:200]
    if not isinstance(where, Path):
        return (
            f"The Chroma server at {where} can't be used ({reason}): start it, or correct TANYA_CHROMA_URL; until then answers "
            "come from the ledger's own vectors."
        )
    if "disk is full" in str(error) or "No space left" in str(error):
        return f"The disk that holds {where} is full: free some space and run the command again; the ledger has what was ingested."
    return (
        f"The Chroma folder {where} can't be used ({reason}): run `tanya reindex`, which makes it anew from the ledger."
    )


def _client(where: Path | str) -> Client:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if isinstance(where, Path):
        try:
            return cast("Client", chromadb.PersistentClient(str(where), settings=quiet))
        except BaseException:
            # chromadb keeps what could not be started, and would hand it out again for a folder made anew.
            SharedSystemClient._identifier_to_system.pop(str(where), None)
            raise
    host, port, secure = greet(where)
    client = chromadb.HttpClient(host, port, ssl=secure, settings=quiet)
    if (session := _session(client)) is not None:
        session.timeout = _PATIENCE
    return cast("Client", client)


def greet(where: str) -> tuple[str, int, bool]:
    """Ask a server whether it is there: its host, its port, and whether it speaks TLS. Raises ProjectionError."""
    import httpx

    try:
        url = urlsplit(where)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError("not an http address")
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 8000)
        host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
        # chromadb's own first call may hang.
        httpx.get(f"{url.scheme}://{host}:{port}/api/v2/heartbeat", timeout=_GREETING).raise_for_status()
    except Exception as error:
        raise ProjectionError(_advice(where, error)) from error
    return url.hostname, port, secure


def _session(client: object) -> Any:
    """The httpx client below chromadb's, whose patience can be set; None where there is none."""
    return getattr(getattr(client, "_server", None), "_session", None)
