"""Which articles print the same: exact copies by the hash of their words, near-copies by MinHash, kept as they come in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from index.storage import minhash
from index.storage.articles import ARTICLE_COLUMNS, article_of
from index.storage.database import Database, placeholders
from index.types import Article

_APART = timedelta(days=4)
"""Further apart two articles are two stories, however alike: prices and weather are told in the same words each day."""
_MOST = 50
"""Candidates that are compared; a text that shares a band with more is made of commonplaces."""
_BATCH = 200


class NearDuplicates:
    """The part of the ledger that knows minhash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def same_text(self, body: str) -> str | None:
        """The id of the article that has these very words, case and punctuation aside."""
        row = self._database.row(
            "SELECT t.article FROM texts t JOIN articles a ON a.id = t.article WHERE t.hash = ? ORDER BY a.key",
            minhash.text_hash(body),
        )
        return str(row[0]) if row else None

    def stories(self, article_ids: Iterable[str]) -> dict[str, str]:
        """The story that each of these articles tells; near-copies have the same."""
        wanted = list(article_ids)
        sql = f"SELECT article, story FROM texts WHERE article IN ({placeholders(wanted)})"
        return dict(self._database.rows(sql, *wanted))

    def regroup(self) -> int:
        """Group what was taken in before there were groups, or was signed otherwise. Returns how many articles."""
        scheme = self._database.row("SELECT value FROM meta WHERE name = 'copies'")
        if scheme != (minhash.SCHEME,):
            with self._database.transaction() as db:
                for table in ("bands", "texts"):
                    db.execute(f"DELETE FROM {table}")
                db.execute("INSERT OR REPLACE INTO meta VALUES ('copies', ?)", (minhash.SCHEME,))
        done = 0
        sql = f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE NOT EXISTS (SELECT 1 FROM texts t WHERE t.article = a.id) LIMIT ?"
        while rows := self._database.rows(sql, _BATCH):
            with self._database.transaction() as db:
                for row in rows:
                    self.add(db, article_of(row))
            done += len(rows)
        return done

    def add(self, db: sqlite3.Connection, article: Article) -> None:
        """Find the articles that print nearly the same, and note that they are one story."""
        text_hash, signature = minhash.hash_and_signature(article.body)
        story, marks = article.id, minhash.bands(signature) if signature else []
        if signature:
            found = self._alike(db, article, signature, marks)
            if found:
                story = min(found)
                for other in found - {story}:
                    db.execute("UPDATE texts SET story = ? WHERE story = ?", (story, other))
        db.execute(
            "INSERT OR REPLACE INTO texts (article, hash, story, signature) VALUES (?, ?, ?, ?)",
            (article.id, text_hash, story, signature),
        )
        db.executemany("INSERT OR IGNORE INTO bands (band, article) VALUES (?, ?)", [(b, article.id) for b in marks])

    def _alike(self, db: sqlite3.Connection, article: Article, signature: bytes, marks: list[int]) -> set[str]:
        """The stories of its near-minhash."""
        rows = db.execute(
            f"""SELECT t.story, t.signature, a.published_at, a.source FROM texts t JOIN articles a ON a.id = t.article
                WHERE t.article IN (SELECT article FROM bands WHERE band IN ({placeholders(marks)})
                                    GROUP BY article ORDER BY count(*) DESC LIMIT ?)""",
            (*marks, _MOST),
        )
        return {
            story
            for story, other, published, source in rows
            if _near(article.published_at, published)
            and minhash.likeness(signature, other)
            >= (minhash.ALIKE_AT_HOME if source and source == article.source else minhash.ALIKE)
        }

    def drop(self, db: sqlite3.Connection, article_id: str) -> None:
        """Take it out of its story; a story that was named after it keeps the name."""
        db.execute("DELETE FROM bands WHERE article = ?", (article_id,))
        db.execute("DELETE FROM texts WHERE article = ?", (article_id,))


def _near(a: datetime | None, b: str | None) -> bool:
    return a is None or b is None or abs(a - datetime.fromisoformat(b)) <= _APART
