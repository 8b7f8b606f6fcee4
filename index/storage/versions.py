"""What articles said before, and which sentences that answers rested on are gone.

News changes after it is printed. The text that was replaced is kept, so that a person can see what it was; nothing is
answered from it. A sentence that an answer cited is remembered by its words, and marked when its article drops it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from index.errors import LedgerError
from index.storage.database import utc_now
from index.storage.queries import Lookup
from index.types import Citation

_PATIENCE_MS = 200
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


@dataclass(frozen=True, slots=True)
class Gone:
    """A sentence that an answer cited and that its article no longer has."""

    article: str
    quote: str
    cited_at: str
    gone_at: str


def correction_in(title: str, body: str) -> str | None:
    """The paragraph in which an outlet says what it puts right ("Ralat: …", "Koreksi redaksi: …"), or None."""
    if match := _CORRECTION.search(body):
        start = body.rfind("\n", 0, match.start() + 1) + 1
        end = body.find("\n", match.end())
        return body[start : end if end >= 0 else len(body)].strip()[:1000]
    return title if _CORRECTION.match(title) else None


class Editions(Lookup):
    """The part of the ledger that remembers."""

    def versions(self, article_id: str) -> list[Version]:
        """What the article said before, the oldest first."""
        sql = """SELECT title, body, published_at, updated_at, taken_in_at, replaced_at, correction
                 FROM versions WHERE article = ? ORDER BY key"""
        return [Version(*row) for row in self._all(sql, article_id)]

    def corrected(self) -> list[tuple[str, str, str]]:
        """Id, correction and time of each article that was put right by its outlet, the latest first."""
        sql = "SELECT article, correction, replaced_at FROM versions WHERE correction IS NOT NULL ORDER BY key DESC"
        return [(a, c, t) for a, c, t in self._all(sql)]

    def gone(self) -> list[Gone]:
        """Every cited sentence that is gone, the latest first."""
        sql = (
            "SELECT article, quote, cited_at, gone_at FROM cited WHERE gone_at IS NOT NULL ORDER BY gone_at DESC, quote"
        )
        return [Gone(*row) for row in self._all(sql)]

    def no_longer_said(self, citations: Iterable[Citation]) -> list[Citation]:
        """Those citations of an earlier answer whose article has gone, or no longer has the quoted words."""
        sql = "SELECT 1 FROM articles WHERE id = ? AND instr(body, ?) > 0"
        return [c for c in citations if not self._one(sql, c.article_id, c.quote)]

    def cite(self, citations: Iterable[Citation]) -> None:
        """Remember what an answer rests on. Where another process is writing for long, this one does without: an answer
        waits for no ingest. Never raises."""
        rows = [(c.article_id, c.quote, utc_now()) for c in citations]
        if not rows:
            return
        with suppress(LedgerError):
            self._all(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            try:
                with self._transaction() as db:
                    db.executemany(
                        """INSERT INTO cited (article, quote, cited_at) VALUES (?, ?, ?)
                           ON CONFLICT (article, quote) DO UPDATE SET cited_at = excluded.cited_at, gone_at = NULL""",
                        rows,
                    )
            finally:
                self._all("PRAGMA busy_timeout = 60000")

    def _keep_version(self, db: sqlite3.Connection, article_id: str, content_hash: str, title: str, body: str) -> None:
        """Called before the article is replaced. Nothing is kept where only what surrounds the text has changed."""
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

    def _mark_cited(self, db: sqlite3.Connection, article_id: str, body: str | None) -> None:
        """See which cited sentences the article, as it is now, still has; None where it is removed."""
        db.execute(
            """UPDATE cited SET gone_at = CASE WHEN ?1 IS NOT NULL AND instr(?1, quote) > 0 THEN NULL
                                          ELSE coalesce(gone_at, ?2) END WHERE article = ?3""",
            (body, utc_now(), article_id),
        )
