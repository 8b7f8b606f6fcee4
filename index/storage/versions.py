"""What articles said before. News changes after it is printed: the text that was replaced is kept, so that a person can
see what it was; nothing is answered from it.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from index.storage.database import Database, utc_now

_CORRECTION = re.compile(
    r"^[ \t*_>\[(]*(?:(?:ralat|koreksi|pembetulan|perbaikan|klarifikasi redaksi|catatan redaksi|catatan editor"
    r"|erratum|errata|correction|editor['’]s note)\b\s*(?:redaksi|berita)?\s*[:\])–—-]"
    r"|(?:artikel|berita|naskah|judul)\s+ini\s+(?:telah|sudah)\s+(?:diralat|dikoreksi|diperbaiki|diubah|direvisi)\b)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Version:
    """A text that was replaced. Times are ISO 8601."""

    title: str
    body: str
    published_at: str | None
    updated_at: str | None
    taken_in_at: str
    replaced_at: str
    correction: str | None
    """What the text that took its place says it puts right."""


def correction_in(title: str, body: str) -> str | None:
    """The paragraph in which an outlet says what it puts right ("Ralat: …", "Koreksi redaksi: …"), or None."""
    if match := _CORRECTION.search(body):
        start = body.rfind("\n", 0, match.start() + 1) + 1
        end = body.find("\n", match.end())
        return body[start : end if end >= 0 else len(body)].strip()[:1000]
    return title if _CORRECTION.match(title) else None


class Versions:
    """The part of the ledger that remembers what articles said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, article_id: str) -> list[Version]:
        """What the article said before, the oldest first."""
        sql = """SELECT title, body, published_at, updated_at, taken_in_at, replaced_at, correction
                 FROM versions WHERE article = ? ORDER BY key"""
        return [Version(*row) for row in self._database.rows(sql, article_id)]

    def corrected(self) -> list[tuple[str, str, str]]:
        """Id, correction and time of each article that was put right by its outlet, the latest first."""
        sql = "SELECT article, correction, replaced_at FROM versions WHERE correction IS NOT NULL ORDER BY key DESC"
        return [(a, c, t) for a, c, t in self._database.rows(sql)]

    def keep(self, db: sqlite3.Connection, article_id: str, content_hash: str, title: str, body: str) -> None:
        """Called before the article is replaced, in the same transaction. Nothing is kept where only what surrounds the text has changed."""
        old = db.execute("SELECT content_hash, title, body FROM articles WHERE id = ?", (article_id,)).fetchone()
        if old is None or old[0] == content_hash or old[1:] == (title, body):
            return
        correction = correction_in(title, body)
        if correction is not None and correction == correction_in(old[1], old[2]):
            correction = None  # said before
        db.execute(
            """INSERT INTO versions (article, title, published_at, updated_at, taken_in_at, replaced_at, correction, body)
               SELECT id, title, published_at, updated_at, ingested_at, ?, ?, body FROM articles WHERE id = ?""",
            (utc_now(), correction, article_id),
        )
