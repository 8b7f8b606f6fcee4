"""The sentences that answers have rested on, remembered by their words, and marked when their article drops them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from index.errors import LedgerError
from index.storage.database import Database, utc_now
from index.types import Citation

_PATIENCE_MS = 200


@dataclass(frozen=True, slots=True)
class Gone:
    """A sentence that an answer cited and that its article no longer has."""

    article: str
    quote: str
    cited_at: str
    gone_at: str


class Cited:
    """The part of the ledger that remembers what was cited."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def gone(self) -> list[Gone]:
        """Every cited sentence that is gone, the latest first."""
        sql = (
            "SELECT article, quote, cited_at, gone_at FROM cited WHERE gone_at IS NOT NULL ORDER BY gone_at DESC, quote"
        )
        return [Gone(*row) for row in self._database.rows(sql)]

    def no_longer_said(self, citations: Iterable[Citation]) -> list[Citation]:
        """Those citations of an earlier answer whose article has gone, or no longer has the quoted words."""
        sql = "SELECT 1 FROM articles WHERE id = ? AND instr(body, ?) > 0"
        return [c for c in citations if not self._database.row(sql, c.article_id, c.quote)]

    def remember(self, citations: Iterable[Citation]) -> None:
        """Remember what an answer rests on. Where another process is writing for long, this one does without: an answer
        waits for no ingest. Never raises."""
        rows = [(c.article_id, c.quote, utc_now()) for c in citations]
        if not rows:
            return
        with suppress(LedgerError), self._database.patience(_PATIENCE_MS), self._database.transaction() as db:
            db.executemany(
                """INSERT INTO cited (article, quote, cited_at) VALUES (?, ?, ?)
                   ON CONFLICT (article, quote) DO UPDATE SET cited_at = excluded.cited_at, gone_at = NULL""",
                rows,
            )

    def mark(self, db: sqlite3.Connection, article_id: str, body: str | None) -> None:
        """See which cited sentences the article, as it is now, still has; None where it is removed."""
        db.execute(
            """UPDATE cited SET gone_at = CASE WHEN ?1 IS NOT NULL AND instr(?1, quote) > 0 THEN NULL
                                          ELSE coalesce(gone_at, ?2) END WHERE article = ?3""",
            (body, utc_now(), article_id),
        )
