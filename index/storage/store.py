"""The ledger and its projection as one thing to search and to write to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from index.embedding.chunking import CHUNKING
from index.embedding.embedder import Embedder
from index.errors import IdentityError, ProjectionError
from index.settings import Settings
from index.storage.absence import Absence
from index.storage.exact_index import ExactIndex
from index.storage.ledger import Entry, Ledger
from index.types import Filters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.storage.chroma import Collection
    from index.storage.projection import Projection

_T = TypeVar("_T")

_PATIENCE = 1.0
"""Seconds that a question waits for Chroma to catch up; after that it is answered from the ledger's own vectors."""
_LAST_WORDS = 1.0
"""Seconds that closing waits for another thread at Chroma, whom a server may keep waiting longer."""


def identity_of(embedder: Embedder) -> str:
    """What vectors must have in common to be compared: the model they come from, and how the text was cut."""
    return f"{embedder.name}; {CHUNKING}"


class Store:
    """Opens the ledger at once and Chroma when it is first needed. Raises LedgerError and ProjectionError.

    `brief`: it is open for one search, for which the ledger's own vectors are read in less time than Chroma takes to start.
    """

    def __init__(self, settings: Settings, identity: str, *, brief: bool = False) -> None:
        self.ledger = Ledger(settings.data_dir / "ledger.db")
        self.identity = identity
        self._settings = settings
        self._brief = brief
        self._exact = ExactIndex(self.ledger)
        self._projection: Projection | None = None
        self._reading: Collection | None = None
        self._mended = False
        self._chroma_works = True
        self._turn = threading.Lock()
        self._absence = Absence(self._come_back)

    def close(self) -> None:
        self._absence.close()
        with ExitStack() as closing:
            closing.callback(self.ledger.close)
            if not self._turn.acquire(timeout=_LAST_WORDS if self._settings.chroma_url else -1):
                return  # a server that hangs: the lock on the projection goes with the process
            closing.callback(self._turn.release)
            if self._projection:
                closing.callback(self._projection.close)
            if self._reading:
                closing.callback(self._reading.close)
            self._projection = self._reading = None

    @property
    def away(self) -> str | None:
        """Why the Chroma server can't be used now, in a sentence for people; None where it is used, or there is none.
        Questions are answered all the same, and it is brought up to date by itself when it is back."""
        return self._absence.reason

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check_identity(self) -> None:
        """Raises IdentityError if anything in the ledger can't be compared with what is searched for now."""
        for other in self.ledger.articles.identities():
            if other != self.identity:
                raise IdentityError(
                    f"The articles were embedded as “{other}”, the settings say “{self.identity}”: run `tanya reindex` to "
                    "embed them anew, or set TANYA_EMBED_MODEL back."
                )

    def nearest(self, vector: NDArray[np.float32], k: int, filters: Filters) -> list[tuple[int, float]]:
        """Pairs of chunk key and cosine, nearest first: by Chroma where it is at hand and up to date, otherwise exactly.

        Filtered questions are searched exactly: Chroma's own filters cost up to a hundred times the search.
        """
        if filters or self._brief or self.away:
            return self._exact.search(vector, k, self.ledger.chunks.keys(filters) if filters else None)
        found: list[tuple[str, float]] | None = None
        if self._turn.acquire(timeout=_PATIENCE):  # another thread may be bringing Chroma up to date
            try:
                found = self._from_chroma(vector, k)
            finally:
                self._turn.release()
        if found is None:
            return self._exact.search(vector, k)
        keys = self.ledger.chunks.keys_of([chunk_id for chunk_id, _ in found])
        return [(keys[chunk_id], cosine) for chunk_id, cosine in found if chunk_id in keys]

    def write(self, entries: Sequence[Entry]) -> None:
        """Commit articles to the ledger, then to Chroma if it is ours to write to. A Chroma that fails stops nothing:
        end with `project`, which says so."""
        self.ledger.put(entries)
        if self._chroma_works:
            try:
                self.project()
            except ProjectionError:
                self._chroma_works = False

    def project(self) -> bool:
        """Bring Chroma up to date if no other process owns it. True if it is up to date now; a server that is away is brought
        up to date when it is back. Raises ProjectionError where the folder can't be used."""
        if self.away:
            return False
        with self._turn:
            try:
                return bool(self._with_projection(lambda projection: projection.catch_up()))
            except ProjectionError as error:
                self._failed(error)
                return False

    def own(self) -> Projection | None:
        """The projection, if it is free or ours already."""
        from index.storage.projection import Projection

        if self._projection is None:
            self._projection = Projection.own(self.ledger, self._settings, self.identity)
        return self._projection

    def _from_chroma(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]] | None:
        def search(projection: Projection) -> list[tuple[str, float]] | None:
            return projection.search(vector, k) if projection.catch_up(_PATIENCE) else None

        try:
            found = self._with_projection(search)
            if self._projection is None and self._settings.chroma_url and (collection := self._shared()):
                return collection.search(vector, k)
        except ProjectionError as error:
            if self._settings.chroma_url:
                self._failed(error)
            return None  # the ledger's own vectors do as well, and `tanya doctor` says what is wrong with Chroma
        return found

    def _failed(self, error: ProjectionError) -> None:
        """Raises it again, but for a server's: that is away, and may come back."""
        self._reading = None
        if not self._settings.chroma_url:
            raise error
        self._absence.begin(error)

    def _come_back(self, stopped: Callable[[], bool]) -> bool:
        """See `Absence`. It is done in small pieces, so that it can be broken off."""
        from index.storage.chroma import greet

        greet(str(self._settings.chroma_url))
        while not stopped():
            with self._turn:
                done = self._with_projection(lambda projection: projection.catch_up(_PATIENCE))
                if done and self._projection:
                    self._projection.try_search()
                elif done is None:  # another process writes there; what it has, can be read
                    self._shared()
            if done is not False or not self._comparable():
                return True
        return False

    def _comparable(self) -> bool:
        return set(self.ledger.articles.identities()) <= {self.identity}

    def _with_projection(self, use: Callable[[Projection], _T]) -> _T | None:
        """What `use` returns; None if another process owns the projection. Where Chroma fails it is opened once more:
        a folder is then tried out first and made anew if it is broken, and a server may have been started again."""
        projection = self.own()
        if projection is None:
            return None
        try:
            return use(projection)
        except ProjectionError:
            self._projection = None
            projection.close(suspect=not self._mended)
            if self._mended:
                raise
            self._mended = not self._settings.chroma_url  # trying out takes a while: once a process is enough
        projection = self.own()
        return use(projection) if projection else None

    def _shared(self) -> Collection | None:
        """The server's collection, if its writer, another process, has brought it up to date."""
        from index.storage.chroma import Collection
        from index.storage.projection import collection_name

        if self._reading is None:
            self._reading = Collection(str(self._settings.chroma_url), collection_name(self.ledger))
        note = self._reading.refreshed_note()
        up_to_date = note.get("seq") == self.ledger.operations.newest() and note.get("identity") == self.identity
        return self._reading if up_to_date else None
