"""The passages that articles are cut into, as searches and projections read them: keys, vectors, words.

A chunk's key is its row number. Rows are never changed, so a key stands for one text and one vector for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.storage.articles import ARTICLE_COLUMNS, article_of, condition
from index.storage.database import Database, placeholders
from index.types import Article, Chunk, Filters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search found, joined with its article."""

    key: int
    article: Article
    chunk: Chunk


class Chunks:
    """The part of the ledger that is searched."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ids(self) -> set[str]:
        """The id of every chunk."""
        rows = self._database.rows("SELECT a.id, c.n FROM chunks c JOIN articles a ON a.key = c.article")
        return {f"{article}#{n}" for article, n in rows}

    def of(self, article_id: str) -> list[tuple[Chunk, bytes]]:
        """An article's chunks with their vectors as float16 bytes."""
        sql = """SELECT c.n, c.start, c.stop, c.embedding FROM chunks c JOIN articles a ON a.key = c.article
                 WHERE a.id = ? ORDER BY c.n"""
        return [
            (Chunk(article_id, n, start, stop), vector)
            for n, start, stop, vector in self._database.rows(sql, article_id)
        ]

    def vectors(self, after: int, dimension: int | None = None) -> tuple[list[int], bytes]:
        """Keys above `after` in order, and their float16 vectors one after the other; only those of one dimension,
        where it is given: two models meet in a ledger while it is embedded anew."""
        size = None if dimension is None else 2 * dimension
        rows = self._database.rows(
            """SELECT key, embedding FROM chunks WHERE key > ?1 AND (?2 IS NULL OR length(embedding) = ?2)
               ORDER BY key""",
            after, size,
        )  # fmt: skip
        return [key for key, _ in rows], b"".join(vector for _, vector in rows)

    def a_vector(self) -> bytes | None:
        """The float16 vector of some chunk; None where there is none."""
        row = self._database.row("SELECT embedding FROM chunks LIMIT 1")
        return bytes(row[0]) if row else None

    def keys(self, filters: Filters = Filters()) -> NDArray[np.int64]:
        """Keys of the chunks that the filters let through, in order."""
        import numpy as np

        where, values = condition(self._database, filters)
        join = "JOIN articles a ON a.key = c.article" if filters else ""
        # One long text crosses from SQLite to numpy in a third of the time that as many rows take.
        (text,) = self._database.row(f"SELECT group_concat(c.key) FROM chunks c {join} WHERE {where}", *values)
        return np.sort(np.fromstring(text, np.int64, sep=",")) if text else np.empty(0, np.int64)

    def keys_under(self, article_ids: Sequence[str]) -> list[int]:
        """Keys of all chunks of these articles."""
        sql = f"""SELECT c.key FROM articles a JOIN chunks c ON c.article = a.key
                  WHERE a.id IN ({placeholders(article_ids)}) ORDER BY c.key"""
        return [row[0] for row in self._database.rows(sql, *article_ids)]

    def match(self, query: str, limit: int, filters: Filters = Filters()) -> list[int]:
        """Keys of the chunks that an FTS5 query finds, by FTS5's own BM25, best first."""
        where, values = condition(self._database, filters)
        join = "JOIN chunks c ON c.key = words.rowid JOIN articles a ON a.key = c.article" if filters else ""
        sql = f"SELECT words.rowid FROM words {join} WHERE words MATCH ? AND {where} ORDER BY bm25(words) LIMIT ?"
        return [row[0] for row in self._database.rows(sql, query, *values, limit)]

    def frequencies(self, terms: Iterable[str]) -> tuple[dict[str, int], dict[str, int]]:
        """In how many chunks each of these terms stands, as a raw word and as a stem; those in none are left out."""
        wanted = list(terms)
        raw: dict[str, int] = {}
        stems: dict[str, int] = {}
        for term, column, count in self._database.rows(
            f"SELECT term, col, doc FROM vocabulary WHERE term IN ({placeholders(wanted)})", *wanted
        ):
            (raw if column == "raw" else stems)[term] = count
        return raw, stems

    def words_of(self, keys: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
        """The folded words of these chunks (with their titles), and their stems."""
        rows = self._database.rows(f"SELECT rowid, raw, stems FROM words WHERE rowid IN ({placeholders(keys)})", *keys)
        return {key: (raw.split(), stems.split()) for key, raw, stems in rows}

    def keys_of(self, chunk_ids: Sequence[str]) -> dict[str, int]:
        """Keys of those chunk ids that the ledger still has."""
        wanted = [(article, int(n)) for article, _, n in (i.rpartition("#") for i in chunk_ids) if n.isdecimal()]
        if not wanted:
            return {}
        # CROSS JOIN makes SQLite look up each wanted id by index instead of going through all chunks.
        sql = f"""WITH wanted (id, n) AS (VALUES {", ".join(["(?, ?)"] * len(wanted))})
                  SELECT w.id, w.n, c.key FROM wanted w CROSS JOIN articles a ON a.id = w.id
                  CROSS JOIN chunks c ON c.article = a.key AND c.n = w.n"""
        rows = self._database.rows(sql, *(value for pair in wanted for value in pair))
        return {f"{article}#{n}": key for article, n, key in rows}

    def hits(self, keys: Sequence[int]) -> dict[int, Hit]:
        """Chunks joined with their articles; keys that are gone are left out."""
        sql = f"SELECT c.key, c.article, c.n, c.start, c.stop FROM chunks c WHERE c.key IN ({placeholders(keys)})"
        rows = self._database.rows(sql, *keys)
        articles: dict[int, Article] = {}
        for article_key in {row[1] for row in rows}:
            if row := self._database.row(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE key = ?", article_key):
                articles[article_key] = article_of(row)
        return {
            key: Hit(key, articles[a], Chunk(articles[a].id, n, start, stop))
            for key, a, n, start, stop in rows
            if a in articles
        }

    def vectors_of(self, keys: Sequence[int]) -> dict[int, bytes]:
        """The float16 vectors of these chunks."""
        return dict(
            self._database.rows(f"SELECT key, embedding FROM chunks WHERE key IN ({placeholders(keys)})", *keys)
        )
