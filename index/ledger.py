"""The ledger: one SQLite file in WAL mode that is the truth about every article. Chroma only mirrors it.

An article is embedded first; then all that belongs to it, its words and vectors and the note for the projection, is
committed in one transaction. It is either wholly there or wholly absent, whatever is killed and whenever.
"""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import LedgerError
from index.text import stem, words
from index.types import Article, Chunk, Filters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = 1
_ARTICLE_FIELDS = tuple(f.name for f in fields(Article))
_ARTICLE_COLUMNS = ", ".join(f"a.{name}" for name in _ARTICLE_FIELDS)


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


@dataclass(frozen=True, slots=True)
class Failure:
    origin: str
    file: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Article `article` changed or went away; the most chunks it ever had is `chunks`."""

    article: str
    seq: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search found, joined with its article."""

    key: int
    article: Article
    chunk: Chunk


class Ledger:
    """Open it once a process; every thread gets a connection of its own. Raises LedgerError for whatever SQLite refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"The folder {path.parent} can't be made ({error.strerror}): set TANYA_DATA_DIR to a folder that can be written."
            ) from None
        with self._guard():
            self._migrate()

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    # What is in it

    @property
    def id(self) -> str:
        """Names this ledger among others: its projection carries it."""
        return self._meta("id")

    def count(self) -> tuple[int, int]:
        """Articles and chunks."""
        (articles,) = self._one("SELECT count(*) FROM articles")
        (chunks,) = self._one("SELECT count(*) FROM chunks")
        return articles, chunks

    def identities(self) -> list[str]:
        """What the articles were embedded with; more than one while a change of model is under way."""
        return [row[0] for row in self._all("SELECT DISTINCT identity FROM articles")]

    def seq(self) -> int:
        """The number of the newest operation."""
        return int(self._one("SELECT coalesce(max(seq), 0) FROM operations")[0])

    def article(self, article_id: str) -> Article | None:
        row = self._one(f"SELECT {_ARTICLE_COLUMNS} FROM articles a WHERE id = ?", article_id)
        return _article(row) if row else None

    def articles(self, filters: Filters = Filters(), limit: int = -1) -> Iterator[Article]:
        """The newest first, those without a date last."""
        where, values = _where(filters)
        sql = f"SELECT {_ARTICLE_COLUMNS} FROM articles a WHERE {where} ORDER BY published_at IS NULL, published_at DESC, id"
        with self._guard():
            for row in self._db.execute(f"{sql} LIMIT ?", (*values, limit)):
                yield _article(row)

    def sources(self) -> list[tuple[str | None, int]]:
        """Outlets and how many articles each has, the largest first."""
        sql = "SELECT source, count(*) FROM articles GROUP BY source ORDER BY 2 DESC, 1"
        return [(source, count) for source, count in self._all(sql)]

    def days(self) -> tuple[str | None, str | None]:
        """The first and the last day that an article was published on, as ISO dates."""
        first, last = self._one(
            "SELECT substr(min(published_at), 1, 10), substr(max(published_at), 1, 10) FROM articles"
        )
        return first, last

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
        below = folder.rstrip("/") + "/"
        sql = "SELECT id, file, content_hash, fingerprint, identity FROM articles WHERE file = ? OR substr(file, 1, ?) = ?"
        yield from (Record(*row) for row in self._all(sql, folder, len(below), below))

    def stale(self, identity: str) -> list[str]:
        """Ids of the articles that were embedded with another model or cut in another way."""
        return [row[0] for row in self._all("SELECT id FROM articles WHERE identity <> ? ORDER BY key", identity)]

    def failures(self) -> list[Failure]:
        return [Failure(*row) for row in self._all("SELECT origin, file, reason, at FROM failures ORDER BY origin")]

    # What changes it

    def put(self, entries: Iterable[Entry]) -> None:
        """Commit articles whole, in one transaction; one that is there already is replaced whole."""
        with self._transaction() as db:
            now = _now()
            for entry in entries:
                before = self._take_out(db, entry.article.id)
                self._put_in(db, entry, now)
                self._note(db, entry.article.id, max(before, len(entry.chunks)))
                db.execute("DELETE FROM failures WHERE origin = ?", (entry.article.origin,))

    def moved(self, article_id: str, *, origin: str, file: str, fingerprint: str) -> None:
        """The same article was found in another place, or in other bytes."""
        with self._transaction() as db:
            db.execute(
                "UPDATE articles SET origin = ?, file = ?, fingerprint = ? WHERE id = ?",
                (origin, file, fingerprint, article_id),
            )

    def remove(self, article_ids: Sequence[str]) -> int:
        """Take articles out for good. Returns how many there were."""
        removed = 0
        with self._transaction() as db:
            for article_id in article_ids:
                if chunks := self._take_out(db, article_id):
                    self._note(db, article_id, chunks)
                    removed += 1
        return removed

    def set_failures(self, paths: Iterable[str], failures: Iterable[tuple[str, str, str]]) -> None:
        """Replace what is known to be wrong at or below `paths` by `failures`: origin, file and reason of each."""
        with self._transaction() as db:
            for path in paths:
                below = path.rstrip("/") + "/"
                db.execute("DELETE FROM failures WHERE file = ? OR substr(file, 1, ?) = ?", (path, len(below), below))
            rows = [(*failure, _now()) for failure in failures]
            db.executemany("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", rows)

    def _take_out(self, db: sqlite3.Connection, article_id: str) -> int:
        row = db.execute("SELECT key FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return 0
        (count,) = db.execute("SELECT count(*) FROM chunks WHERE article = ?", row).fetchone()
        db.execute("DELETE FROM words WHERE rowid IN (SELECT key FROM chunks WHERE article = ?)", row)
        db.execute("DELETE FROM articles WHERE key = ?", row)
        return int(count)

    def _put_in(self, db: sqlite3.Connection, entry: Entry, now: str) -> None:
        import numpy as np

        a = entry.article
        values = [getattr(a, name) for name in _ARTICLE_FIELDS]
        values[_ARTICLE_FIELDS.index("published_at")] = a.published_at and a.published_at.isoformat()
        columns = (*_ARTICLE_FIELDS, "file", "content_hash", "fingerprint", "identity", "ingested_at")
        article_key = db.execute(
            f"INSERT INTO articles ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
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

    # What searches and projections read

    def operations(self, after: int, limit: int) -> list[Operation]:
        sql = "SELECT article, seq, chunks FROM operations WHERE seq > ? ORDER BY seq LIMIT ?"
        return [Operation(*row) for row in self._all(sql, after, limit)]

    def chunks(self, article_id: str) -> list[tuple[Chunk, bytes]]:
        """An article's chunks with their vectors as float16 bytes."""
        sql = """SELECT c.n, c.start, c.stop, c.embedding FROM chunks c JOIN articles a ON a.key = c.article
                 WHERE a.id = ? ORDER BY c.n"""
        return [(Chunk(article_id, n, start, stop), vector) for n, start, stop, vector in self._all(sql, article_id)]

    def vectors(self, after: int) -> tuple[list[int], bytes]:
        """Keys above `after` in order, and their float16 vectors one after the other."""
        rows = self._all("SELECT key, embedding FROM chunks WHERE key > ? ORDER BY key", after)
        return [key for key, _ in rows], b"".join(vector for _, vector in rows)

    def keys(self, filters: Filters = Filters()) -> list[int]:
        """Keys of the chunks that the filters let through, in order."""
        where, values = _where(filters)
        join = "JOIN articles a ON a.key = c.article" if filters else ""
        return [row[0] for row in self._all(f"SELECT c.key FROM chunks c {join} WHERE {where} ORDER BY c.key", *values)]

    def match(self, query: str, limit: int, filters: Filters = Filters()) -> list[int]:
        """Keys of the chunks that an FTS5 query finds, by FTS5's own BM25, best first."""
        where, values = _where(filters)
        join = "JOIN chunks c ON c.key = words.rowid JOIN articles a ON a.key = c.article" if filters else ""
        sql = f"SELECT words.rowid FROM words {join} WHERE words MATCH ? AND {where} ORDER BY bm25(words) LIMIT ?"
        return [row[0] for row in self._all(sql, query, *values, limit)]

    def frequencies(self, terms: Iterable[str]) -> tuple[dict[str, int], dict[str, int]]:
        """In how many chunks each of these terms stands, as a raw word and as a stem; those in none are left out."""
        wanted = list(terms)
        raw: dict[str, int] = {}
        stems: dict[str, int] = {}
        for term, column, count in self._all(
            f"SELECT term, col, doc FROM vocabulary WHERE term IN ({', '.join('?' * len(wanted))})", *wanted
        ):
            (raw if column == "raw" else stems)[term] = count
        return raw, stems

    def words_of(self, keys: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
        """The folded words of these chunks (with their titles), and their stems."""
        marks = ", ".join("?" * len(keys))
        rows = self._all(f"SELECT rowid, raw, stems FROM words WHERE rowid IN ({marks})", *keys)
        return {key: (raw.split(), stems.split()) for key, raw, stems in rows}

    def keys_of(self, chunk_ids: Sequence[str]) -> dict[str, int]:
        """Keys of those chunk ids that the ledger still has."""
        found = {}
        sql = "SELECT c.key FROM chunks c JOIN articles a ON a.key = c.article WHERE a.id = ? AND c.n = ?"
        for chunk_id in chunk_ids:
            article_id, _, n = chunk_id.rpartition("#")
            if row := self._one(sql, article_id, int(n)):
                found[chunk_id] = int(row[0])
        return found

    def hits(self, keys: Sequence[int]) -> dict[int, Hit]:
        """Chunks joined with their articles; keys that are gone are left out."""
        marks = ", ".join("?" * len(keys))
        sql = f"SELECT c.key, c.article, c.n, c.start, c.stop FROM chunks c WHERE c.key IN ({marks})"
        rows = self._all(sql, *keys)
        articles: dict[int, Article] = {}
        for (article_key,) in {(row[1],) for row in rows}:
            if row := self._one(f"SELECT {_ARTICLE_COLUMNS} FROM articles a WHERE key = ?", article_key):
                articles[article_key] = _article(row)
        return {
            key: Hit(key, articles[a], Chunk(articles[a].id, n, start, stop))
            for key, a, n, start, stop in rows
            if a in articles
        }

    def vectors_of(self, keys: Sequence[int]) -> dict[int, bytes]:
        """The float16 vectors of these chunks."""
        marks = ", ".join("?" * len(keys))
        return dict(self._all(f"SELECT key, embedding FROM chunks WHERE key IN ({marks})", *keys))

    # SQLite

    def check(self) -> str:
        """What SQLite's own check finds: "ok", or the first thing that is wrong."""
        return str(self._one("PRAGMA quick_check(1)")[0])

    @property
    def _db(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=60, isolation_level=None, check_same_thread=False)
            self._connections.append(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -65536")
            self._local.connection = connection
        return connection

    def _migrate(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise LedgerError(f"The ledger {self.path} was made by a newer Tanya: update with `pip install -U tanya`.")
        if version < 1:
            with self._transaction() as db:
                if db.execute("PRAGMA user_version").fetchone()[0] < 1:
                    for statement in _statements(files("index").joinpath("schema.sql").read_text("utf-8")):
                        db.execute(statement)
                    db.execute("INSERT INTO meta VALUES ('id', ?)", (uuid.uuid4().hex[:12],))
                    db.execute("PRAGMA user_version = 1")

    def _meta(self, name: str) -> str:
        return str(self._one("SELECT value FROM meta WHERE name = ?", name)[0])

    def _all(self, sql: str, *values: Any) -> list[Any]:
        with self._guard():
            return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: Any) -> Any:
        with self._guard():
            return self._db.execute(sql, values).fetchone()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._guard():
            db = self._db
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerError(_advice(self.path, error)) from error


def _advice(path: Path, error: sqlite3.Error) -> str:
    text = str(error).lower()
    if "full" in text or "disk i/o" in text:
        return f"The disk that holds {path} is full: free some space and run the command again; nothing that was there is lost."
    if "not a database" in text or "malformed" in text:
        return f"{path} is damaged ({error}): move it away and ingest again, or put back a copy."
    if "readonly" in text or "unable to open" in text:
        return f"{path} can't be written: check its permissions, or set TANYA_DATA_DIR to a folder that can be."
    if "locked" in text:
        return f"{path} has been locked by another process for a minute: wait until that is done, then run the command again."
    return f"The ledger {path} refused: {error}."


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _article(row: Sequence[Any]) -> Article:
    values = dict(zip(_ARTICLE_FIELDS, row, strict=True))
    values["title_derived"] = bool(values["title_derived"])
    values["published_at"] = values["published_at"] and datetime.fromisoformat(values["published_at"])
    return Article(**values)


def _where(filters: Filters) -> tuple[str, list[str]]:
    """SQL over `articles a`. A day is the day in the zone the article was published in."""
    parts, values = ["1"], []
    if filters.source:
        parts.append("a.source = ? COLLATE NOCASE")
        values.append(filters.source)
    for bound, comparison in ((filters.since, ">="), (filters.until, "<=")):
        if bound:
            parts.append(f"substr(a.published_at, 1, 10) {comparison} ?")
            values.append(bound.isoformat())
    return " AND ".join(parts), values


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
