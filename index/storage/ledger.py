"""The ledger: one SQLite file in WAL mode that is the truth about every article. Chroma only mirrors it.

An article is embedded first; then all that belongs to it, its words and vectors and the note for the projection, is
committed in one transaction. It is either wholly there or wholly absent, whatever is killed and whenever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LedgerError
from index.language.text import stem, words
from index.storage.articles import ARTICLE_FIELDS, Articles
from index.storage.chunks import Chunks
from index.storage.cited import Cited
from index.storage.database import Database, placeholders, utc_now
from index.storage.failures import Failures
from index.storage.near_duplicates import NearDuplicates
from index.storage.operations import Operations
from index.storage.pages import Pages
from index.storage.removals import Removals
from index.storage.sources import Sources
from index.storage.versions import Versions
from index.types import Article, Chunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be committed. `embeddings` has shape (len(chunks), dimension) and rows of unit length."""

    article: Article
    chunks: Sequence[Chunk]
    embeddings: NDArray[np.float32]
    file: str
    fingerprint: str
    identity: str


class Ledger:
    """Open it once a process; every thread gets a connection of its own. Raises LedgerError for whatever SQLite refuses.

    >>> ledger.articles.newest(Filters(source="Harian Kota"))    # doctest: +SKIP
    >>> ledger.versions.of(article_id)    # doctest: +SKIP

    Each part reads, and changes what is its own; what touches several is done here, in one transaction. Methods that take a
    connection (`db`) belong in such a transaction.
    """

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.articles = Articles(self.database)
        self.chunks = Chunks(self.database)
        self.operations = Operations(self.database)
        self.versions = Versions(self.database)
        self.cited = Cited(self.database)
        self.near_duplicates = NearDuplicates(self.database)
        self.removals = Removals(self.database)
        self.pages = Pages(self.database)
        self.sources = Sources(self.database)
        self.failures = Failures(self.database)

    def close(self) -> None:
        self.database.close()

    @property
    def path(self) -> Path:
        return self.database.path

    @property
    def id(self) -> str:
        """Names this ledger among others: its projection carries it."""
        row = self.database.row("SELECT value FROM meta WHERE name = 'id'")
        if row is None:
            raise LedgerError(
                f"{self.path} is no ledger of Tanya's: move it away and ingest again, or put back a copy."
            )
        return str(row[0])

    def count(self) -> tuple[int, int]:
        """Articles and chunks."""
        (articles,) = self.database.row("SELECT count(*) FROM articles")
        (chunks,) = self.database.row("SELECT count(*) FROM chunks")
        return articles, chunks

    def put(self, entries: Iterable[Entry]) -> None:
        """Commit articles whole, in one transaction; one that is there already is replaced whole."""
        with self.database.transaction() as db:
            now = utc_now()
            for entry in entries:
                article = entry.article
                self.versions.keep(db, article.id, article.content_hash, article.title, article.body)
                before = self._take_out(db, article.id)
                self._put_in(db, entry, now)
                self.near_duplicates.add(db, article)
                self.cited.mark(db, article.id, article.body)
                self.operations.note(db, article.id, max(before or 0, len(entry.chunks)))
                self.removals.lift(db, article, entry.fingerprint)
                db.execute("DELETE FROM failures WHERE origin = ?", (article.origin,))

    def moved(self, article_id: str, *, origin: str, file: str, fingerprint: str) -> None:
        """The same article was found in another place, or in other bytes."""
        with self.database.transaction() as db:
            db.execute(
                "UPDATE articles SET origin = ?, file = ?, fingerprint = ? WHERE id = ?",
                (origin, file, fingerprint, article_id),
            )

    def remove(self, article_ids: Sequence[str], *, keep_out: bool = False) -> int:
        """Take articles out for good. Returns how many there were. `keep_out`: a person doesn't want them, so they are known
        again wherever they are met; otherwise they only vanished from where they were."""
        removed = 0
        with self.database.transaction() as db:
            for article_id in article_ids:
                if keep_out:
                    self.removals.add(db, article_id)
                if (chunks := self._take_out(db, article_id)) is not None:
                    self.operations.note(db, article_id, chunks)
                    self.cited.mark(db, article_id, None)
                    db.execute("DELETE FROM versions WHERE article = ?", (article_id,))
                    # The pages stay known, so that a feed doesn't bring back what a person removed.
                    db.execute("UPDATE pages SET article = NULL WHERE article = ?", (article_id,))
                    removed += 1
        return removed

    def _take_out(self, db: sqlite3.Connection, article_id: str) -> int | None:
        """How many chunks the article had; None where there was no such article."""
        row = db.execute("SELECT key FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return None
        (count,) = db.execute("SELECT count(*) FROM chunks WHERE article = ?", row).fetchone()
        db.execute("DELETE FROM words WHERE rowid IN (SELECT key FROM chunks WHERE article = ?)", row)
        db.execute("DELETE FROM articles WHERE key = ?", row)
        self.near_duplicates.drop(db, article_id)
        return int(count)

    def _put_in(self, db: sqlite3.Connection, entry: Entry, now: str) -> None:
        import numpy as np

        a = entry.article
        values = [getattr(a, name) for name in ARTICLE_FIELDS]
        for name in ("published_at", "updated_at"):
            when = getattr(a, name)
            values[ARTICLE_FIELDS.index(name)] = when and when.isoformat()
        columns = (*ARTICLE_FIELDS, "file", "content_hash", "fingerprint", "identity", "ingested_at")
        article_key = db.execute(
            f"INSERT INTO articles ({', '.join(columns)}) VALUES ({placeholders(columns)})",
            (*values, entry.file, a.content_hash, entry.fingerprint, entry.identity, now),
        ).lastrowid
        halves = entry.embeddings.astype(np.float16)
        for chunk, vector in zip(entry.chunks, halves, strict=True):
            key = db.execute(
                "INSERT INTO chunks (article, n, start, stop, embedding) VALUES (?, ?, ?, ?, ?)",
                (article_key, chunk.n, chunk.start, chunk.end, vector.tobytes()),
            ).lastrowid
            # The title is searched with each chunk, as it is embedded with each.
            title = "" if a.title_derived else a.title
            found = words(f"{title} {a.body[chunk.start : chunk.end]}")
            db.execute(
                "INSERT INTO words (rowid, raw, stems) VALUES (?, ?, ?)",
                (key, " ".join(found), " ".join(map(stem, found))),
            )
