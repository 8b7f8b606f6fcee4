"""The ledger: one SQLite file in WAL mode that is the truth about every article. Chroma only mirrors it.

An article is embedded first; then all that belongs to it, its words and vectors and the note for the projection, is
committed in one transaction. It is either wholly there or wholly absent, whatever is killed and whenever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import LedgerError
from index.language.text import stem, words
from index.storage.crawl_state import Failure
from index.storage.database import placeholders, utc_now
from index.storage.queries import ARTICLE_COLUMNS, ARTICLE_FIELDS, Hit, Operation, article_of
from index.storage.removals import Removals
from index.types import Article, Chunk, Filters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Entry", "Failure", "Hit", "Ledger", "Operation", "Record"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be committed. `embeddings` has shape (len(chunks), dimension) and rows of unit length."""

    article: Article
    chunks: Sequence[Chunk]
    embeddings: NDArray[np.float32]
    file: str
    fingerprint: str
    identity: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an article without reading it."""

    id: str
    file: str
    content_hash: str
    fingerprint: str
    identity: str


class Ledger(Removals):
    """Open it once a process; every thread gets a connection of its own. Raises LedgerError for whatever SQLite refuses."""

    # What is in it

    @property
    def id(self) -> str:
        """Names this ledger among others: its projection carries it."""
        row = self._one("SELECT value FROM meta WHERE name = 'id'")
        if row is None:
            raise LedgerError(
                f"{self.path} is no ledger of Tanya's: move it away and ingest again, or put back a copy."
            )
        return str(row[0])

    def count(self) -> tuple[int, int]:
        """Articles and chunks."""
        (articles,) = self._one("SELECT count(*) FROM articles")
        (chunks,) = self._one("SELECT count(*) FROM chunks")
        return articles, chunks

    def identities(self) -> list[str]:
        """What the articles were embedded with; more than one while a change of model is under way."""
        # One step of the index for each, where DISTINCT would go through all articles: this is asked with each question.
        sql = """WITH RECURSIVE found (identity) AS (
                     SELECT min(identity) FROM articles
                     UNION ALL SELECT (SELECT min(identity) FROM articles a WHERE a.identity > found.identity) FROM found
                     WHERE found.identity IS NOT NULL)
                 SELECT identity FROM found WHERE identity IS NOT NULL"""
        return [row[0] for row in self._all(sql)]

    def article(self, article_id: str) -> Article | None:
        row = self._one(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE id = ?", article_id)
        return article_of(row) if row else None

    def matching(self, filters: Filters) -> int:
        """How many articles the filters leave."""
        where, values = self._where(filters)
        (count,) = self._one(f"SELECT count(*) FROM articles a WHERE {where}", *values)
        return int(count)

    def articles(self, filters: Filters = Filters(), limit: int = -1) -> Iterator[Article]:
        """The newest first, those without a date last."""
        where, values = self._where(filters)
        # The keys are sorted first: sorting whole articles would carry their texts along.
        sorting = "ORDER BY a.published_at IS NULL, a.published_at DESC, a.id"
        keys = self._all(f"SELECT a.key FROM articles a WHERE {where} {sorting} LIMIT ?", *values, limit)
        for (key,) in keys:
            if row := self._one(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE key = ?", key):
                yield article_of(row)

    def sources(self) -> list[tuple[str | None, int]]:
        """Outlets and how many articles each has, the largest first."""
        sql = "SELECT source, count(*) FROM articles GROUP BY source ORDER BY 2 DESC, 1"
        return [(source, count) for source, count in self._all(sql)]

    def days(self) -> tuple[str | None, str | None]:
        """The first and the last day that an article was published on, as ISO dates."""
        first, last = self._one(
            "SELECT (SELECT min(published_at) FROM articles), (SELECT max(published_at) FROM articles)"
        )
        return first and first[:10], last and last[:10]

    def chunk_ids(self) -> set[str]:
        """The id of every chunk."""
        return {
            f"{article}#{n}"
            for article, n in self._all("SELECT a.id, c.n FROM chunks c JOIN articles a ON a.key = c.article")
        }

    def record(self, *, id: str = "", fingerprint: str = "") -> Record | None:
        """Look an article up by its id or by the bytes it was read from."""
        column, value = ("id", id) if id else ("fingerprint", fingerprint)
        row = self._one(f"SELECT id, file, content_hash, fingerprint, identity FROM articles WHERE {column} = ?", value)
        return Record(*row) if row else None

    def records_under(self, folder: str) -> Iterator[Record]:
        """Articles whose file is this one or lies below this folder."""
        sql = f"SELECT id, file, content_hash, fingerprint, identity FROM articles WHERE {_UNDER}"
        yield from (Record(*row) for row in self._all(sql, *_under(folder)))

    def stale(self, identity: str) -> list[str]:
        """Ids of the articles that were embedded with another model or cut in another way."""
        return [row[0] for row in self._all("SELECT id FROM articles WHERE identity <> ? ORDER BY key", identity)]

    # What changes it

    def put(self, entries: Iterable[Entry]) -> None:
        """Commit articles whole, in one transaction; one that is there already is replaced whole."""
        with self._transaction() as db:
            now = utc_now()
            for entry in entries:
                article = entry.article
                self._keep_version(db, article.id, article.content_hash, article.title, article.body)
                before = self._take_out(db, article.id)
                self._put_in(db, entry, now)
                self._group(db, article)
                self._mark_cited(db, article.id, article.body)
                self._note(db, article.id, max(before or 0, len(entry.chunks)))
                self._let_in(db, article, entry.fingerprint)
                db.execute("DELETE FROM failures WHERE origin = ?", (article.origin,))

    def moved(self, article_id: str, *, origin: str, file: str, fingerprint: str) -> None:
        """The same article was found in another place, or in other bytes."""
        with self._transaction() as db:
            db.execute(
                "UPDATE articles SET origin = ?, file = ?, fingerprint = ? WHERE id = ?",
                (origin, file, fingerprint, article_id),
            )

    def remove(self, article_ids: Sequence[str], *, keep_out: bool = False) -> int:
        """Take articles out for good. Returns how many there were. `keep_out`: a person doesn't want them, so they are known
        again wherever they are met; otherwise they only vanished from where they were."""
        removed = 0
        with self._transaction() as db:
            for article_id in article_ids:
                if keep_out:
                    self._keep_out(db, article_id)
                if (chunks := self._take_out(db, article_id)) is not None:
                    self._note(db, article_id, chunks)
                    self._mark_cited(db, article_id, None)
                    db.execute("DELETE FROM versions WHERE article = ?", (article_id,))
                    # The pages stay known, so that a feed doesn't bring back what a person removed.
                    db.execute("UPDATE pages SET article = NULL WHERE article = ?", (article_id,))
                    removed += 1
        return removed

    def set_failures(self, paths: Iterable[str], failures: Iterable[tuple[str, str, str]]) -> None:
        """Replace what is known to be wrong at or below `paths` by `failures`: origin, file and reason of each."""
        with self._transaction() as db:
            for path in paths:
                db.execute(f"DELETE FROM failures WHERE {_UNDER}", _under(path))
            rows = [(*failure, utc_now()) for failure in failures]
            db.executemany("INSERT OR REPLACE INTO failures (origin, file, reason, at) VALUES (?, ?, ?, ?)", rows)

    def _take_out(self, db: sqlite3.Connection, article_id: str) -> int | None:
        """How many chunks the article had; None where there was no such article."""
        row = db.execute("SELECT key FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return None
        (count,) = db.execute("SELECT count(*) FROM chunks WHERE article = ?", row).fetchone()
        db.execute("DELETE FROM words WHERE rowid IN (SELECT key FROM chunks WHERE article = ?)", row)
        db.execute("DELETE FROM articles WHERE key = ?", row)
        self._ungroup(db, article_id)
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

    def _note(self, db: sqlite3.Connection, article_id: str, chunks: int) -> None:
        db.execute(
            """INSERT INTO operations VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM operations), ?2)
               ON CONFLICT (article) DO UPDATE SET seq = excluded.seq, chunks = max(chunks, excluded.chunks)""",
            (article_id, chunks),
        )


_UNDER = "(file = ? OR (file > ? AND file < ?))"


def _under(path: str) -> tuple[str, str, str]:
    """What `_UNDER` asks of a file: to be this one, or to lie below this folder."""
    below = path.rstrip("/")
    return path, f"{below}/", f"{below}0"  # "0" comes after "/": between them are the names that begin with "folder/"
