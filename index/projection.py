"""The projection: the ledger's vectors mirrored in Chroma, which can be thrown away and made again at any time.

A Chroma folder is opened by one process at a time, the holder of a file lock; two writers lose vectors and a reader
beside a writer sees neither its changes nor a sound index. A process that finds the lock taken does without Chroma
(`index.exact`). On a Chroma server anyone may search; the same lock lets one process of this ledger write.

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
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.chroma import BATCH, Collection
from index.errors import ProjectionError
from index.ledger import Ledger, Operation
from index.settings import Settings
from index.types import Chunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DEAD_BEFORE_REBUILD = 1000


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
        self._collection = self._open()

    @classmethod
    def own(cls, ledger: Ledger, settings: Settings, identity: str) -> Projection | None:
        """The projection, if no other process owns it; None if one does. Raises ProjectionError where Chroma can't work."""
        lock = FileLock(settings.data_dir / "chroma.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return None
        try:
            return cls(ledger, settings, identity, lock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        self._collection.close()
        self._marker.unlink(missing_ok=True)
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
        return self.watermark < self._ledger.seq()

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Chunk ids with their cosine, nearest first."""
        return self._collection.search(vector, k)

    def catch_up(self, seconds: float = float("inf")) -> bool:
        """Apply what the ledger has and Chroma hasn't, in small batches, for about so long. True when nothing is left."""
        until = time.monotonic() + seconds
        while operations := self._ledger.operations(self.watermark, BATCH // 4):
            self._mark()
            self._apply(operations)
            if time.monotonic() > until:
                return not self.behind()
        if self._dead() > max(_DEAD_BEFORE_REBUILD, self.count()):
            self.rebuild()
        return True

    def rebuild(self) -> None:
        """Make it anew from the ledger. Nothing is embedded again."""
        self._start_anew()
        self.catch_up()

    def _apply(self, operations: list[Operation]) -> None:
        """Applying an operation twice does no harm, so the watermark may follow after."""
        import numpy as np

        fresh = self.watermark == 0
        upserts: list[tuple[Chunk, bytes]] = []
        gone: list[str] = []
        for operation in operations:
            now = self._ledger.chunks(operation.article)
            upserts += now
            if not fresh:
                gone += [Chunk(operation.article, n, 0, 0).id for n in range(len(now), operation.chunks)]
        if upserts:
            vectors = np.stack([np.frombuffer(raw, np.float16) for _, raw in upserts]).astype(np.float32)
            fields = [{"article": chunk.article_id} for chunk, _ in upserts]
            self._collection.upsert([chunk.id for chunk, _ in upserts], vectors, fields)
        if gone:
            self._collection.delete(gone)
        self._note(operations[-1].seq, self._dead() + len(gone))

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
            try:
                collection = Collection(self._folder, self._name)
            except ProjectionError:
                shutil.rmtree(self._folder, ignore_errors=True)
                collection = Collection(self._folder, self._name)
        note = collection.note
        if note.get("identity", self._identity) == self._identity and int(note.get("seq", 0)) <= self._ledger.seq():
            return collection
        self._collection = collection  # made with another model, or from a ledger that is no more
        self._start_anew()
        return self._collection

    def _mark(self) -> None:
        if not self._url:
            self._marker.touch()

    def _start_anew(self) -> None:
        self._mark()
        self._collection.drop()
        if not self._url:
            self._collection.close()
            shutil.rmtree(self._folder, ignore_errors=True)
        self._collection = Collection(self._url or self._folder, self._name)


def collection_name(ledger: Ledger) -> str:
    """Each ledger has a collection of its own, so that one Chroma server can serve several."""
    return f"tanya-{ledger.id}"


def _opens(folder: Path, name: str) -> bool:
    """Whether a process of its own can open the folder, count and search, and lives."""
    code = f"from index.projection import try_out; try_out({str(folder)!r}, {name!r})"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=600).returncode == 0


def try_out(folder: str, name: str) -> None:
    """Read every vector and search once; called in a process that may die of it."""
    collection = Collection(Path(folder), name)
    vectors = 0
    for page in collection.pages():
        vectors += len(page)
        if len(collection.search(page[0], 1)) != 1:
            raise SystemExit(1)
    raise SystemExit(0 if vectors == collection.count() else 1)
