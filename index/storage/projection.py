"""The projection: the ledger's vectors mirrored in Chroma, which can be thrown away and made again at any time.

A Chroma folder is opened by one process at a time, the holder of a file lock; two writers lose vectors and a reader
beside a writer sees neither its changes nor a sound index. A process that finds the lock taken does without Chroma
(`index.storage.exact_index`). On a Chroma server anyone may search; the same lock lets one process of this ledger write.

Three notes travel with the collection: how far it has caught up with the ledger's operations, which identity its
vectors have, and how many were deleted since it was made, because Chroma never reclaims them. A marker file says that
a process is writing to the folder: found at opening, that process was killed, and the index is tried out in a process
of its own first, since a broken one can crash whoever opens it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.errors import ProjectionError
from index.settings import Settings
from index.storage.chroma import BATCH, Collection
from index.storage.ledger import Ledger
from index.storage.operations import Operation
from index.types import Chunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DEAD_BEFORE_REBUILD = 1000
_TRIAL = 300
"""Seconds that trying out an index may take; 100,000 vectors take a tenth of it."""


class Projection:
    """Chroma's mirror of a ledger, for the process that may write to it.

    >>> with Projection.own(ledger, settings, identity) as projection:    # doctest: +SKIP
    ...     projection.catch_up()
    """

    def __init__(self, ledger: Ledger, settings: Settings, identity: str, lock: FileLock) -> None:
        self._ledger = ledger
        self._lock = lock
        self._identity = identity
        self._name = collection_name(ledger)
        self._folder = settings.data_dir / "chroma"
        self._marker = settings.data_dir / "chroma.writing"
        self._url = settings.chroma_url
        self._compared = False
        self._collection = self._open()

    @classmethod
    def own(cls, ledger: Ledger, settings: Settings, identity: str) -> Projection | None:
        """The projection, if no other process owns it; None if one does. Raises ProjectionError where Chroma can't work."""
        # Whichever thread opens it, any other may close it.
        lock = FileLock(settings.data_dir / "chroma.lock", thread_local=False)
        try:
            with _writing_to(settings.data_dir):
                lock.acquire(blocking=False)
        except Timeout:
            return None
        try:
            return cls(ledger, settings, identity, lock)
        except BaseException:
            lock.release()
            raise

    def close(self, *, suspect: bool = False) -> None:
        """Let others have it. A `suspect` index is tried out by whoever opens it next."""
        try:
            self._collection.close()
            if not suspect:
                self._marker.unlink(missing_ok=True)
            elif not self._url:
                self._mark()
        finally:
            self._lock.release()

    def __enter__(self) -> Projection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def watermark(self) -> int:
        """The newest operation of the ledger that Chroma has."""
        return int(self._collection.note.get("seq", 0))

    def count(self) -> int:
        return self._collection.count()

    def ids(self) -> set[str]:
        return set(self._collection.ids())

    def behind(self) -> bool:
        return self.watermark < self._ledger.operations.newest()

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Chunk ids with their cosine, nearest first."""
        return self._collection.search(vector, k)

    def try_search(self) -> None:
        """Search for one of the ledger's own vectors: a server may answer all else and not this. Raises ProjectionError."""
        import numpy as np

        if raw := self._ledger.chunks.a_vector():
            self._collection.search(np.frombuffer(raw, np.float16).astype(np.float32), 1)

    def catch_up(self, seconds: float = float("inf")) -> bool:
        """Apply what the ledger has and Chroma hasn't, in small batches, for about so long. True when nothing is left.

        False, and nothing is touched, while the ledger has articles of another identity: their vectors don't go
        together, and `tanya reindex` will embed them anew.
        """
        until = time.monotonic() + seconds
        while self._is_comparable():
            while operations := self._ledger.operations.after(self.watermark, BATCH // 4):
                self._apply(operations)
                if time.monotonic() > until:
                    return not self.behind()
            if not self._is_worn():
                return True
            self._start_anew()
        return False

    def rebuild(self) -> None:
        """Make it anew from the ledger. Nothing is embedded again."""
        self._start_anew()
        self.catch_up()

    def _apply(self, operations: list[Operation]) -> None:
        """Applying an operation twice does no harm, so the watermark may follow after."""
        import numpy as np

        self._mark()
        there: list[tuple[Chunk, bytes]] = []
        gone: list[str] = []
        for operation in operations:
            now = self._ledger.chunks.of(operation.article)
            there += now
            gone += [Chunk(operation.article, n, 0, 0).id for n in range(len(now), operation.chunks)]
        dead = self._collection.delete(gone)
        if there:
            vectors = np.stack([np.frombuffer(raw, np.float16) for _, raw in there]).astype(np.float32)
            fields = [{"article": chunk.article_id} for chunk, _ in there]
            dead += self._collection.put([chunk.id for chunk, _ in there], vectors, fields)
        self._note(operations[-1].seq, self._dead() + dead)

    def _is_worn(self) -> bool:
        """Whether it must be made anew: more are dead than alive, or, looked at once after it was opened, it hasn't as
        many chunks as the ledger, as when another copy of the ledger was put back."""
        if (dead := self._dead()) > _DEAD_BEFORE_REBUILD and dead > self.count():
            return True
        if self._compared:
            return False
        self._compared = True
        chunks = self._ledger.count()[1]
        return self.count() != chunks and not self.behind()

    def _is_comparable(self) -> bool:
        return set(self._ledger.articles.identities()) <= {self._identity}

    def _dead(self) -> int:
        return int(self._collection.note.get("dead", 0))

    def _note(self, seq: int, dead: int) -> None:
        self._collection.set_note({"seq": seq, "dead": dead, "identity": self._identity})

    def _open(self) -> Collection:
        if self._url:
            collection = Collection(self._url, self._name)
        else:
            if self._marker.exists() and not _opens(self._folder, self._name):
                shutil.rmtree(self._folder, ignore_errors=True)
            self._mark()
            try:
                collection = Collection(self._folder, self._name)
            except ProjectionError:
                shutil.rmtree(self._folder, ignore_errors=True)
                collection = Collection(self._folder, self._name)
            self._marker.unlink(missing_ok=True)
        note = collection.note
        if int(note.get("seq", 0)) > self._ledger.operations.newest() or (
            note.get("identity", self._identity) != self._identity and self._is_comparable()
        ):  # from a ledger that is no more, or with another model
            self._collection = collection
            self._start_anew()
            return self._collection
        return collection

    def _start_anew(self) -> None:
        if self._url:
            self._collection.drop()
            self._collection.close()
        else:
            self._mark()
            self._collection.close()
            shutil.rmtree(self._folder, ignore_errors=True)
        self._collection = Collection(self._url or self._folder, self._name)

    def _mark(self) -> None:
        if not self._url:
            with _writing_to(self._marker):
                self._marker.touch()


def collection_name(ledger: Ledger) -> str:
    """Each ledger has a collection of its own, so that one Chroma server can serve several."""
    return f"tanya-{ledger.id}"


@contextmanager
def _writing_to(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if isinstance(error, Timeout):
            raise
        raise ProjectionError(
            f"{path} can't be written ({error.strerror or error}): free some space, check its permissions, or set "
            "TANYA_DATA_DIR to a folder that can be."
        ) from None


def _opens(folder: Path, name: str) -> bool:
    """Whether a process of its own can open the folder, read and search it, and lives."""
    code = f"from index.storage.projection import try_out; try_out({str(folder)!r}, {name!r})"
    try:
        tried = subprocess.run(
            [sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, timeout=_TRIAL, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0


def try_out(folder: str, name: str) -> None:
    """Read every vector and search for one in a thousand of them; called in a process that may die of it."""
    collection = Collection(Path(folder), name)
    vectors = 0
    for page in collection.pages():
        vectors += len(page)
        for vector in page[::1000]:
            found = collection.search(vector, 10)
            if not found or found[0][1] < 0.99:
                raise SystemExit(1)
    raise SystemExit(0 if vectors == collection.count() else 1)
