"""What a person removed, and how it is known again: by its id, its bytes, its words, its file or its address."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from index.storage import minhash
from index.storage.database import Database, utc_now
from index.types import Article


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was removed and is kept out. `at` is ISO 8601 in UTC."""

    article: str
    title: str
    origin: str
    at: str


class Removals:
    """The part of the ledger that knows what is no longer wanted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Removed]:
        """The last first."""
        sql = "SELECT article, title, origin, removed_at FROM removed ORDER BY removed_at DESC, article"
        return [Removed(*row) for row in self._database.rows(sql)]

    def has_bytes(self, fingerprint: str) -> bool:
        """Whether these bytes held an article that was removed."""
        return self._database.row("SELECT 1 FROM removed WHERE fingerprint = ?", fingerprint) is not None

    def has_article(self, article: Article, origin: str, file: str) -> bool:
        """Whether this is an article that was removed, or is so under another name, or as it has changed since.

        A line of a dump is no name: what stands in it may be another article the next time.
        """
        if self._database.row("SELECT 1 FROM removed") is None:
            return False
        sql = """SELECT 1 FROM removed WHERE article = ?1 OR words = ?2 OR (origin = ?3 AND file = ?3 AND ?3 = ?4)
                 UNION ALL SELECT 1 FROM removed_addresses WHERE url = ?3"""
        return self._database.row(sql, article.id, minhash.text_hash(article.body), origin, file) is not None

    def addresses(self) -> set[str]:
        """Where articles that were removed had been found."""
        return {url for (url,) in self._database.rows("SELECT url FROM removed_addresses")}

    def add(self, db: sqlite3.Connection, article_id: str) -> None:
        """Called before the article is taken out."""
        row = db.execute("SELECT title, origin, file, fingerprint, body FROM articles WHERE id = ?", (article_id,))
        if (found := row.fetchone()) is None:
            return
        *known, body = found
        values = (article_id, *known, minhash.text_hash(body), utc_now())
        db.execute("INSERT OR REPLACE INTO removed VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        sql = "INSERT OR REPLACE INTO removed_addresses SELECT url, ?1 FROM pages WHERE article = ?1"
        db.execute(sql, (article_id,))

    def lift(self, db: sqlite3.Connection, article: Article, fingerprint: str) -> None:
        """It is wanted again."""
        if db.execute("SELECT 1 FROM removed").fetchone() is None:
            return
        sql = """DELETE FROM removed WHERE article = ?1 OR fingerprint = ?2 OR words = ?3 OR (origin = ?4 AND file = ?4)
                 OR article IN (SELECT article FROM removed_addresses WHERE url = ?4)"""
        db.execute(sql, (article.id, fingerprint, minhash.text_hash(article.body), article.origin))
